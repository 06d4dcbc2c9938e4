import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

it("the admin's API types are generated from the OpenAPI document as it stands", () => {
  const root = join(import.meta.dirname, "..");
  const check = () =>
    execFileSync(process.execPath, ["scripts/generate-api-types.ts", "--check"], {
      cwd: root,
      stdio: "pipe",
    });
  expect(check).not.toThrow();
});
