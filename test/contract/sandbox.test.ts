import { afterAll, beforeAll, describe, it } from "vitest";
import { cases, sandboxCases } from "./cases.ts";
import { startSandboxTarget } from "./sandbox-target.ts";
import type { SandboxTarget } from "./target.ts";

let target: SandboxTarget;
beforeAll(async () => {
  target = await startSandboxTarget();
});
afterAll(() => target.sandbox.stop());

describe("the sandbox keeps the contract", () => {
  describe.each(Object.entries(cases))("on %s", (_subject, list) => {
    for (const each of list) it(each.name, () => each.run(target));
  });
  describe.each(Object.entries(sandboxCases))("and, it alone, on %s", (_subject, list) => {
    for (const each of list) it(`${each.name} (${each.because})`, () => each.run(target));
  });
});
