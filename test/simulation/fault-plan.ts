import { type FaultKind, faultKinds } from "#sandbox/faults.ts";
import type { Plan } from "./step.ts";
import type { Stage } from "./stage.ts";

/** Faults that wait for a step; what of them it met is told afterwards. */
export interface ArmedFaults {
  readonly about: string;
  /** Takes away what was not met, brings a killed process back, and answers what was met. */
  disarm(): Promise<string[]>;
}

const PROCESSOR_FAULT = 0.3;
const DATABASE_FAULT = 0.14;
const KILL = 0.2;
const RESTART_AT_ONCE = 0.75;

/** Chooses what goes wrong during a step: at the processor, in the database, or to the process. */
export async function armFaults(stage: Stage, plan: Plan): Promise<ArmedFaults> {
  const { random, sandbox, proxy, program, troubles } = stage;
  const about: string[] = [];
  const call = random.maybe(plan.calls);
  const kinds: FaultKind[] = [];
  if (call !== undefined && random.chance(PROCESSOR_FAULT)) {
    kinds.push(random.pick(faultKinds));
    // The first try breaks one way, the SDK's next ones another.
    if (random.chance(0.4)) kinds.push(random.pick(faultKinds));
    for (const kind of kinds) {
      const times = kinds.length > 1 ? random.pick([1, 2]) : random.pick([1, 3, 3, 6]);
      sandbox.control.fault({ match: call, kind, times, effect: random.chance(0.6), ms: 15 });
      about.push(`${kind} ×${times} at ${call}`);
    }
  }
  const isBreaking = random.chance(DATABASE_FAULT);
  const kind = random.pick(["before_commit", "after_commit", "any_statement"] as const);
  const nth = random.pick([1, 1, 2, 2, 3, 4, 7, 12]);
  if (isBreaking) {
    proxy.arm(kind, nth);
    about.push(`database lost at ${kind} ${nth}`);
  }
  const killBefore = random.whole(1, random.pick([6, 20, 60]));
  const isKilling = program.kind === "process" && random.chance(KILL);
  if (isKilling) {
    await program.killBefore(killBefore);
    about.push(`kill before saying ${killBefore}`);
  }
  const leftOf = (kind: FaultKind): number =>
    sandbox.control
      .waitingFaults()
      .filter((fault) => fault.kind === kind)
      .reduce((sum, { times = 1 }) => sum + times, 0);
  const before = new Map(kinds.map((one) => [one, leftOf(one)]));
  const wasAlive = program.isAlive();
  return {
    about: about.length > 0 ? ` [${about.join("; ")}]` : "",
    async disarm() {
      const met: string[] = [];
      for (const [one, armed] of before) if (leftOf(one) < armed) met.push(`processor: ${one}`);
      sandbox.control.clearFaults();
      sandbox.control.setUnreachable(troubles.isProcessorAway);
      if (proxy.disarm()) met.push(`database: ${kind}`);
      if (troubles.isDatabaseDown) met.push("database: down");
      if (troubles.isProcessorAway) met.push("processor: away");
      if (stage.mail.behaviour !== "takes") met.push(`mail server: ${stage.mail.behaviour}`);
      if (program.kind === "process") {
        await program.killBefore(null);
        if (wasAlive && !program.isAlive()) met.push("killed");
        if (!program.isAlive() && !troubles.isDatabaseDown && random.chance(RESTART_AT_ONCE))
          await program.restart();
      }
      return met;
    },
  };
}
