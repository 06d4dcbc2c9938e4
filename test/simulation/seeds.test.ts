import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { addCounters, type Counters, createCounters, printTable } from "./counters.ts";
import { INVOICE_STATES } from "./invoice-state.ts";
import { MUST_DO, MUST_MEET } from "./must-reach.ts";
import { REGRESSIONS } from "./regressions.ts";
import type { SeedResult } from "./run-seed.ts";

const SCRIPT = fileURLToPath(new URL("../../scripts/simulate.ts", import.meta.url));
/** So many seeds are played; fewer are for trying. */
const COUNT = Number(process.env["SIMULATION_SEEDS"] ?? 200);
/** With fewer, a cell that is not reached says nothing. */
const WHOLE = 200;
const CELLS =
  COUNT < WHOLE
    ? { faults: [], steps: MUST_DO.slice(0, 1) }
    : { faults: MUST_MEET, steps: MUST_DO };
const SEEDS = Array.from({ length: COUNT }, (_, seed) => seed);
const PROCESSES = 2;
const TIMEOUT_MS = 1_500_000;

type Told = Omit<SeedResult, "counters">;

const results = new Map<number, Told>();
const reached: Counters = createCounters();

beforeAll(async () => {
  const all = [...new Set([...SEEDS, ...Object.keys(REGRESSIONS).map(Number)])];
  const shares = Array.from({ length: PROCESSES }, (_, share) =>
    all.filter((_seed, at) => at % PROCESSES === share),
  );
  await Promise.all(shares.map(play));
  process.stdout.write(`${printTable("fault met", reached.faults, INVOICE_STATES)}\n`);
}, TIMEOUT_MS);

/** Plays seeds in a process of their own, beside the others, on the run's PostgreSQL. */
async function play(seeds: readonly number[]): Promise<void> {
  const args = ["--list", seeds.join(","), "--json", "--database", inject("databaseServerUrl")];
  const child = spawn(process.execPath, [SCRIPT, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let out = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString("utf8")));
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once("close", (code, signal) => resolve(`it ended with ${signal ?? code}`));
  const end = await promise;
  const told = out.split("\n").filter((line) => line.startsWith("{"));
  if (told.length < seeds.length + 1) {
    process.stdout.write(`${told.length} of ${seeds.length} seeds told, then ${end}: ${errors}\n`);
  }
  for (const line of told) {
    const one: Told | { counters: Counters } = JSON.parse(line);
    if ("counters" in one) addCounters(reached, one.counters);
    else results.set(one.seed, one);
  }
}

function expectNoBreach(seed: number): void {
  const result = results.get(seed);
  expect(result, `seed ${seed} did not come to its end`).toBeDefined();
  const story = [...(result?.story ?? []), `replay: npm run simulate -- --seed ${seed}`].join("\n");
  expect(result?.breaches, story).toEqual([]);
}

describe("whatever payers, sellers, banks and faults do, every invariant holds", () => {
  it.each(SEEDS)("seed %d", expectNoBreach);

  it.each(Object.entries(REGRESSIONS))("seed %s, which once showed that %s", (seed) =>
    expectNoBreach(Number(seed)),
  );
});

describe("the seeds reach what they are there for", () => {
  it.each(CELLS.faults)("%s meets %j", (fault, states) => {
    expect(states.filter((state) => !reached.faults[fault]?.[state])).toEqual([]);
  });

  it.each(CELLS.steps)("%s is %j", (step, effects) => {
    expect(effects.filter((effect) => !reached.steps[step]?.[effect])).toEqual([]);
  });
});
