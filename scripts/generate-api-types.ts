/**
 * Writes the types the admin uses from docs/api/openapi.json:
 *   node scripts/generate-api-types.ts          writes admin/src/api/generated/
 *   node scripts/generate-api-types.ts --check  fails when they are not what is checked in
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const target = join(root, "admin/src/api/generated");
const file = "types.gen.ts";

// TypeScript 7 is a compiler only; the generator writes its files with the parts of version 6.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === "typescript"
      ? next("typescript6", { ...context, parentURL: import.meta.url })
      : next(specifier, context),
});
const { createClient } = await import("@hey-api/openapi-ts");

if (process.argv.includes("--check")) {
  const fresh = mkdtempSync(join(tmpdir(), "quittance-api-types-"));
  try {
    await generate(fresh);
    if (readFileSync(join(fresh, file), "utf8") !== readFileSync(join(target, file), "utf8")) {
      console.error("The admin's API types are not those of docs/api/openapi.json.");
      console.error("Run: node scripts/generate-api-types.ts");
      process.exitCode = 1;
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
} else {
  await generate(target);
}

async function generate(path: string): Promise<void> {
  await createClient({
    input: join(root, "docs/api/openapi.json"),
    output: { path, entryFile: false },
    plugins: ["@hey-api/typescript"],
    logs: { level: "silent" },
  });
}
