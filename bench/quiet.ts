import { cpus } from "node:os";
import { setTimeout as wait } from "node:timers/promises";

const SAMPLE_MS = 1_000;
const QUIET_SHARE = 0.15;

/**
 * Waits until nobody else keeps the processors busy, but not for ever; answers the share of their time
 * that others took in the last second.
 */
export async function untilQuiet(patienceMs: number): Promise<number> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const before = times();
    await wait(SAMPLE_MS);
    const after = times();
    const busy = 1 - (after.idle - before.idle) / (after.all - before.all);
    if (busy < QUIET_SHARE || performance.now() > until) return busy;
  }
}

function times(): { idle: number; all: number } {
  const each = cpus().map((cpu) => cpu.times);
  return {
    idle: each.reduce((sum, { idle }) => sum + idle, 0),
    all: each.reduce((sum, one) => sum + Object.values(one).reduce((a, b) => a + b, 0), 0),
  };
}
