import { BANK_STEPS } from "./banks.ts";
import { checkEachStep, checkNeverChanged, createMemory } from "./check-each-step.ts";
import { checkEnd } from "./check-end.ts";
import { type Counters, count, createCounters } from "./counters.ts";
import { DELIVERY_STEPS } from "./deliveries.ts";
import { digestOfBusiness } from "./digest.ts";
import { armFaults } from "./fault-plan.ts";
import { type InvoiceState, readInvoiceStates } from "./invoice-state.ts";
import { OUTSIDE_STEPS } from "./outside.ts";
import { PAYER_STEPS } from "./payers.ts";
import { comeToRest } from "./come-to-rest.ts";
import { sendNewInvoice, SELLER_STEPS } from "./sellers.ts";
import { setStage, type Stage } from "./stage.ts";
import { type Plan, rowsOf, type Steps } from "./step.ts";
import type { Template } from "./template.ts";
import { connect, WIRE_STEPS } from "./wires.ts";

export const STEPS: Steps = {
  ...PAYER_STEPS,
  ...SELLER_STEPS,
  ...WIRE_STEPS,
  ...BANK_STEPS,
  ...DELIVERY_STEPS,
  ...OUTSIDE_STEPS,
};

const WEIGHTS = Object.fromEntries(
  Object.entries(STEPS).map(([name, { weight }]) => [name, weight]),
);
const EXTRA_CHECKS_EVERY = 8;

export interface SeedResult {
  readonly seed: number;
  readonly steps: number;
  /** What did not hold; empty when all did. */
  readonly breaches: readonly string[];
  /** One line for each step, to be read by people. */
  readonly story: readonly string[];
  readonly counters: Counters;
  readonly ms: number;
}

/** Every fourth seed runs against a real server process that is killed now and then. */
export function isKilling(seed: number): boolean {
  return seed % 4 === 3;
}

/** Plays one seed to its end, or to the first breach. */
export async function runSeed(template: Template, seed: number): Promise<SeedResult> {
  const startedAt = performance.now();
  const stage = await setStage(template, seed, isKilling(seed) ? "process" : "inside");
  const play: Play = { stage, story: [], counters: createCounters(), memory: createMemory() };
  const bystander = await digestOfBusiness(stage, stage.bystanderId);
  let breaches: string[] = [];
  let steps = 0;
  try {
    await begin(play);
    const length = stage.random.whole(isKilling(seed) ? 8 : 14, isKilling(seed) ? 16 : 36);
    while (steps < length && breaches.length === 0) {
      steps += 1;
      breaches = await takeStep(play, steps);
    }
    if (breaches.length === 0) {
      play.story.push("everything comes to rest");
      await comeToRest(stage);
      breaches = [
        ...(await checkEachStep(stage, play.memory)),
        ...(await checkNeverChanged(stage, play.memory)),
        ...(await checkEnd(stage, bystander)),
      ];
    }
  } catch (error) {
    breaches.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const bugs = stage.log.filter((line) => line.includes('"Bug"'));
  breaches.push(...bugs.map((line) => `a bug was asserted: ${line}`));
  if (breaches.length > 0) play.story.push(...(await describeRows(stage)), ...stage.log.slice(-20));
  await stage.stop();
  const ms = performance.now() - startedAt;
  return { seed, steps, breaches, story: play.story, counters: play.counters, ms };
}

/** What people want to see of a seed that failed. */
async function describeRows(stage: Stage): Promise<string[]> {
  const queries = [
    "select id, mode, key_last4, broken_reason, disconnected_at, swept_through from connections order by id",
    `select id, invoice_id, connection_id, mode, status, session_state, session_id, processor_payment_id, attempt_of,
       amount_minor, applied_minor, unapplied_minor, refunded_minor, recorded_on, cleared_at from payments order by id`,
    "select id, payment_id, status, amount_minor, processor_refund_id, booked_at, restored_at, recorded_on from refunds",
  ];
  const tables = await Promise.all(queries.map((query) => rowsOf<object>(stage, query)));
  return tables.flat().map((row) => JSON.stringify(row));
}

interface Play {
  readonly stage: Stage;
  readonly story: string[];
  readonly counters: Counters;
  readonly memory: ReturnType<typeof createMemory>;
}

/** A connection or two and a few invoices, without anything going wrong. */
async function begin({ stage, story }: Play): Promise<void> {
  const wires = stage.random.pick([1, 1, 1, 2]);
  for (let made = 0; made < wires; made += 1) story.push(`begin: ${await doIt(connect(stage))}`);
  const invoices = stage.random.whole(1, 3);
  for (let made = 0; made < invoices; made += 1)
    story.push(`begin: ${await doIt(await sendNewInvoice(stage))}`);
}

async function doIt(plan: Plan | null): Promise<string> {
  return plan ? `${await plan.run()} ${plan.about}` : "";
}

async function takeStep(play: Play, number: number): Promise<string[]> {
  const { stage, story, counters, memory } = play;
  await stage.clock.advance(stage.random.whole(1, 40_000));
  const chosen = await choose(stage);
  if (!chosen) return [];
  const { name, plan } = chosen;
  const states = await readInvoiceStates(stage);
  const armed = await armFaults(stage, plan);
  story.push(`${number} ${name} ${plan.about}${armed.about}`);
  const startedAt = performance.now();
  const effect = await plan.run();
  if (stage.program.kind === "process") await stage.program.runJobs();
  const met = await armed.disarm();
  for (const fault of met) {
    for (const state of statesMet(states, plan.subject)) count(counters.faults, fault, state);
  }
  count(counters.steps, name, effect);
  story[story.length - 1] +=
    ` → ${effect}${met.length > 0 ? ` (met ${met.join(", ")})` : ""}, ${(performance.now() - startedAt).toFixed(0)} ms`;
  const isExcused =
    met.length > 0 || stage.troubles.isDatabaseDown || stage.troubles.isProcessorAway;
  const failed = effect === "failed" && !isExcused ? [`${name} answered 500`] : [];
  const extra = number % EXTRA_CHECKS_EVERY === 0 ? await checkNeverChanged(stage, memory) : [];
  return [...failed, ...stage.breaches, ...(await checkEachStep(stage, memory)), ...extra];
}

async function choose(stage: Stage): Promise<{ name: string; plan: Plan } | null> {
  for (let tries = 0; tries < 20; tries += 1) {
    const name = stage.random.weighted(WEIGHTS);
    const plan = await STEPS[name]?.plan(stage);
    if (plan) return { name, plan };
  }
  return null;
}

/** The subject's state; of a step that is about no invoice in particular, all there are. */
function statesMet(
  states: ReadonlyMap<string, InvoiceState>,
  subject: string | null,
): InvoiceState[] {
  const own = subject === null ? undefined : states.get(subject);
  if (own) return [own];
  return [...new Set(states.values())];
}
