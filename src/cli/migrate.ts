import { readConfig } from "#src/platform/config.ts";
import { openInstallation } from "./open-installation.ts";
import { readOptions } from "./usage.ts";

/** `quittance migrate`: brings the database up to date and says what was applied. */
export async function migrateDatabase(args: string[]): Promise<void> {
  readOptions(args, {}, "quittance migrate");
  const installation = await openInstallation(readConfig(process.env), "join");
  const { applied, backup } = installation;
  if (backup !== null) process.stdout.write(`Wrote the backup ${backup} first.\n`);
  const said =
    applied.length === 0 ? "The database is up to date." : `Applied ${applied.join(", ")}.`;
  process.stdout.write(`${said}\n`);
  await installation.close();
}
