/**
 * P7: the memory of the whole program, some seconds after its start, when it has answered one page;
 * and the most it holds while payer pages, webhooks and PDFs are asked for as fast as they are
 * answered. Resident memory as `ps` tells it.
 *
 * Against: a bare Node with a pool that has asked PostgreSQL one thing.
 *
 * Checked: pages, webhooks and PDFs were answered with 2xx.
 */
import { setTimeout as wait } from "node:timers/promises";
import { assert } from "#src/values/assert.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { type Child, startQuietChild } from "../child.ts";
import { type Installation, openInstallation } from "../installation.ts";
import { load, requestBytes } from "../load.ts";
import { figure, median } from "../measure.ts";
import type { Place } from "../place.ts";
import type { Effort, Line } from "../row.ts";

const SETTLED_MS = 3_000;
const SAMPLE_MS = 50;
const CONNECTIONS = 8;

export async function memory(place: Place, effort: Effort): Promise<Line[]> {
  const installation = await openInstallation(place, "whole");
  const { payLink } = await installation.seller.sendInvoice();
  const body = await paidEvent(installation);
  const [ours, theirs, peaks]: number[][] = [[], [], []];
  for (let pair = 0; pair < effort.pairs; pair += 1) {
    const server = await installation.restart({});
    assert((await fetch(payLink)).ok, "a payer page is answered");
    ours?.push(await idleMb(server));
    const bare = await startQuietChild("bench/servers/bare-node.ts", [], {
      DATABASE_URL: installation.databaseUrl,
    });
    theirs?.push(await idleMb(bare));
    await bare.stop();
    peaks?.push(await peakMb(server, () => underLoad(installation, payLink, body, effort)));
  }
  const ratios = ours?.map((mb, pair) => mb / (theirs?.[pair] ?? Number.NaN)) ?? [];
  return [
    {
      row: "P7",
      what: "idle memory",
      against: "bare Node with a pg pool",
      goal: { most: 1.7 },
      unit: "×",
      values: ratios,
      detail: `${figure(median(ours ?? []))} MB, against ${figure(median(theirs ?? []))} MB`,
    },
    {
      row: "P7",
      what: "peak memory under load",
      against: "nothing",
      goal: { most: 250 },
      unit: "MB",
      values: peaks ?? [],
      detail: "payer pages, webhooks and PDFs, one after the other, 8 connections",
    },
  ];
}

async function idleMb(child: Child): Promise<number> {
  await wait(SETTLED_MS);
  return child.residentMb();
}

/** The most that was seen while `work` ran. */
async function peakMb(child: Child, work: () => Promise<unknown>): Promise<number> {
  const over = new AbortController();
  const watch = async () => {
    let peak = 0;
    while (!over.signal.aborted) {
      peak = Math.max(peak, await child.residentMb());
      await wait(SAMPLE_MS);
    }
    return peak;
  };
  const watching = watch();
  await work();
  over.abort();
  return watching;
}

async function underLoad(
  { server, webhook }: Installation,
  payLink: string,
  body: (count: number) => string,
  { sliceMs }: Effort,
): Promise<void> {
  const page = requestBytes("GET", payLink);
  await load(server.url, CONNECTIONS, sliceMs, () => page);
  let count = 0;
  await load(server.url, CONNECTIONS, sliceMs, () => webhook(body((count += 1))));
  const pdf = requestBytes("GET", `${payLink}/pdf`);
  await load(server.url, CONNECTIONS, sliceMs, () => pdf);
}

/** What Stripe sends about a paid invoice, with ever new event ids. */
async function paidEvent({ seller, sandbox, events }: Installation) {
  sandbox.control.setWebhooks({ isPaused: true });
  const { payLink } = await seller.sendInvoice();
  const sessionId = sessionOf(await pressPay(payLink));
  await sandbox.control.payCheckout(sessionId, { card: "4242424242424242" });
  const event = events.find(({ type }) => type === "checkout.session.completed");
  assert(event !== undefined, "a paid page is announced");
  const run = Date.now();
  return (count: number) => JSON.stringify({ ...event, id: `evt_bench${run}x${count}` });
}
