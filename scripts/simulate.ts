/** `npm run simulate -- --seed N` plays one seed and prints its steps; `--seeds A..B` plays many. */
import { parseArgs } from "node:util";
import { isDatabaseAway } from "#src/platform/database.ts";
import {
  addCounters,
  type Counters,
  createCounters,
  printTable,
} from "#test/simulation/counters.ts";
import { INVOICE_STATES } from "#test/simulation/invoice-state.ts";
import { runSeed, type SeedResult } from "#test/simulation/run-seed.ts";
import { shortenRetryPauses } from "#test/support/quick-retries.ts";
import { makeTemplate } from "#test/simulation/template.ts";
import { startDatabaseServer } from "#test/support/database-server.ts";

const USAGE = `npm run simulate -- --seed N      plays one seed and prints its steps
npm run simulate -- --seeds A..B  plays many and prints what they reached; --first ends at the first that fails`;

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    list: { type: "string" },
    database: { type: "string" },
    step: { type: "string", default: "1" },
    first: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    together: { type: "string", default: "2" },
  },
});

shortenRetryPauses();
// The queue notes how a job ended without waiting for it; the server's own queue tries again.
process.on("unhandledRejection", (error) => {
  if (!isDatabaseAway(error)) throw error;
});
const seeds =
  values.list?.split(",").map(Number) ??
  seedsOf(values.seed ?? values.seeds ?? "", Number(values.step));
if (seeds.length === 0) {
  console.error(USAGE);
  process.exit(2);
}
const server = values.database ? null : await startDatabaseServer();
const template = await makeTemplate(values.database ?? server?.url ?? "");
const counters = createCounters();
let failures = 0;
try {
  const waiting = [...seeds];
  const lanes = Array.from(
    { length: Math.min(Number(values.together), seeds.length) },
    async () => {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        const result = await runSeed(template, seed);
        addCounters(counters, result.counters);
        if (result.breaches.length > 0) failures += 1;
        if (values.first && failures > 0) waiting.length = 0;
        report(result);
      }
    },
  );
  await Promise.all(lanes);
} finally {
  await template.remove();
  await server?.stop();
}
if (values.json) console.log(JSON.stringify({ counters }));
else if (seeds.length > 1) summarize(counters);
process.exitCode = failures > 0 ? 1 : 0;

function seedsOf(text: string, step: number): number[] {
  const [first = NaN, last = first] = text.split("..").map(Number);
  if (!Number.isInteger(first) || !Number.isInteger(last)) return [];
  return Array.from(
    { length: Math.floor((last - first) / step) + 1 },
    (_, at) => first + at * step,
  );
}

function report(result: SeedResult): void {
  if (values.json) {
    const { counters: _, ...rest } = result;
    console.log(JSON.stringify(rest.breaches.length > 0 ? rest : { ...rest, story: [] }));
    return;
  }
  const isBroken = result.breaches.length > 0;
  if (seeds.length === 1 || isBroken) console.log(result.story.join("\n"));
  for (const breach of result.breaches) console.log(`BREACH ${breach}`);
  console.log(
    `seed ${result.seed}: ${isBroken ? "FAILED" : "ok"}, ${result.steps} steps, ${result.ms.toFixed(0)} ms`,
  );
}

function summarize(reached: Counters): void {
  console.log(`\n${printTable("fault met", reached.faults, INVOICE_STATES)}`);
  const effects = ["done", "refused", "put off", "no answer", "failed"];
  console.log(`\n${printTable("step", reached.steps, effects)}`);
  console.log(`\n${seeds.length} seeds, ${failures} failed`);
}
