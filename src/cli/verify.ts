import { createParts } from "#src/parts.ts";
import { checkBooks } from "#src/ledger/check-books.ts";
import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { openInstallation } from "./open-installation.ts";
import { readOptions } from "./usage.ts";

/** `quittance verify`: one line per invariant and business; exits non-zero on a violation. */
export async function verify(args: string[]): Promise<void> {
  readOptions(args, {}, "quittance verify");
  const config = readConfig(process.env);
  const installation = await openInstallation(config, "join");
  const parts = await createParts(
    installation.config,
    createLog("error"),
    installation.databaseUrl,
  );
  try {
    for (const { name, violations } of await checkBooks(parts.runtime.db)) {
      const verdict = violations.length === 0 ? "holds" : `VIOLATED: ${violations.join("; ")}`;
      process.stdout.write(`${name}: ${verdict}\n`);
      if (violations.length > 0) process.exitCode = 1;
    }
  } finally {
    await parts.close();
    await installation.close();
  }
}
