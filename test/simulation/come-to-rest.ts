import { deliverLetter } from "./deliveries.ts";
import { digestOf } from "./digest.ts";
import { giveUpDeadWorkers, makeDue, queueSweeps } from "./outside.ts";
import { untilQuiet } from "./program.ts";
import type { Stage } from "./stage.ts";

const MOST_ROUNDS = 8;
const BETWEEN_ROUNDS_MS = 15 * 60_000;

/**
 * Nothing is broken any more and nobody acts: what still arrives arrives, what is lost stays lost,
 * and sweeps and jobs run until nothing changes.
 */
export async function comeToRest(stage: Stage): Promise<void> {
  await mendEverything(stage);
  settleDebits(stage);
  await deliverRest(stage);
  let before = "";
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    await giveUpDeadWorkers(stage);
    await makeDue(stage, "all");
    await queueSweeps(stage);
    await stage.program.runJobs();
    await untilQuiet(stage.admin, () => true); // how a job ended is written down a moment later
    const now = await digestOf(stage, "money");
    if (now === before && round > 2) return;
    before = now;
    await stage.clock.advance(BETWEEN_ROUNDS_MS);
  }
  throw new Error(`I16 it does not come to rest in ${MOST_ROUNDS} rounds`);
}

async function mendEverything(stage: Stage): Promise<void> {
  const { program, proxy, sandbox, mail, troubles, wires } = stage;
  proxy.disarm();
  proxy.setDown(false);
  troubles.isDatabaseDown = false;
  troubles.isProcessorAway = false;
  sandbox.control.clearFaults();
  mail.behaviour = "takes";
  await stage.clock.skew(0);
  if (!program.isAlive()) await program.restart();
  sandbox.control.setSettings({ balanceTransactions: "immediate" });
  sandbox.control.releaseBalanceTransactions();
  for (const wire of wires.filter(({ isGone }) => !isGone)) {
    sandbox.control.setKey(wire.key, { isRevoked: false });
    await stage.request("POST", `/connections/${wire.id}/check`, {});
  }
}

/** Every bank answers in the end. */
function settleDebits({ random, sandbox }: Stage): void {
  for (const { paymentIntents } of Object.values(sandbox.state.accounts)) {
    for (const { id, status } of Object.values(paymentIntents)) {
      const outcome = random.pick(["succeeded", "failed"] as const);
      if (status === "processing") sandbox.control.settleDebit(id, outcome);
    }
  }
}

async function deliverRest(stage: Stage): Promise<void> {
  const { random, post } = stage;
  const kept = random
    .shuffle(post)
    .slice(0, random.pick([0, Math.ceil(post.length / 2), post.length]));
  post.length = 0;
  for (const letter of kept) await deliverLetter(stage, letter);
}
