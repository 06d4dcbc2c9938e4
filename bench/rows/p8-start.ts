/**
 * P8: from starting the program, with a database that is migrated already, to its first answer of 200
 * (`/health`, which asks the database). Without the set-up script around it, which takes some 10 ms.
 *
 * Against: `node -e 0` from start to end.
 *
 * Checked: a payer page is answered by what was started.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { assert } from "#src/values/assert.ts";
import { startChild, stopChild } from "../child.ts";
import { openInstallation } from "../installation.ts";
import { figure, measurePairs, median, timed } from "../measure.ts";
import type { Place } from "../place.ts";
import type { Effort, Line } from "../row.ts";

const POLL_MS = 2;

export async function start(place: Place, effort: Effort): Promise<Line[]> {
  const installation = await openInstallation(place, "whole");
  const { payLink } = await installation.seller.sendInvoice();
  await installation.server.stop();
  const startOnce = async () => {
    const startedAt = performance.now();
    const { child } = startChild("bin/quittance.mjs", ["serve"], installation.environment);
    await untilAnswered(`${installation.server.url}/health`);
    const took = performance.now() - startedAt;
    assert((await fetch(payLink)).ok, "a payer page is answered");
    await stopChild(child);
    return took;
  };
  const { ours, theirs, ratios } = await measurePairs(effort, startOnce, () =>
    timed(() => once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit")),
  );
  const line = { row: "P8", what: "start → first 200, migrated database" } as const;
  const detail = `${figure(median(ours))} ms, against ${figure(median(theirs))} ms`;
  return [
    { ...line, against: "node -e 0", goal: { most: 8 }, unit: "×", values: ratios, detail },
    { ...line, against: "a second", goal: { most: 1_000 }, unit: "ms", values: ours, detail },
  ];
}

async function untilAnswered(url: string): Promise<void> {
  for (;;) {
    const isAnswered = await fetch(url).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (isAnswered) return;
    await wait(POLL_MS);
  }
}
