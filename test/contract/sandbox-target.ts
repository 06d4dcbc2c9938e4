import { startCheckedSandbox } from "#test/support/checked-sandbox.ts";
import { type SandboxTarget, seenWith } from "./target.ts";

const stepMs = 1_000;
const mostSteps = 300;

/** A sandbox of its own; its time is moved where Stripe's would pass. */
export async function startSandboxTarget(): Promise<SandboxTarget> {
  const sandbox = await startCheckedSandbox();
  const deadKey = "sk_test_contract__revoked";
  sandbox.control.setKey(deadKey, { isRevoked: true });
  return {
    ...seenWith("sk_test_contract__main", sandbox.url),
    apiBase: sandbox.url,
    deadKey,
    sandbox,
    async until(look, isSo) {
      for (let step = 0; step < mostSteps; step += 1) {
        const seen = await look();
        if (isSo(seen)) return seen;
        sandbox.control.advance(stepMs);
      }
      throw new Error(`it did not come about within ${mostSteps} s of the sandbox's time`);
    },
  };
}
