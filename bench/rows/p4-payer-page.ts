/**
 * P4: how many payer pages a second, for an invoice with 20 lines that is open and payable. Eight
 * connections, the page was opened before.
 *
 * Against: node:http serving the very same bytes and headers from memory (servers/bare-page.ts), which
 * knows no invoice. There is no cache on our side: each page is read from the database.
 *
 * Checked: the page shows 20 lines and is byte for byte the same before and after.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "#src/values/assert.ts";
import { startServerChild } from "../child.ts";
import { openInstallation } from "../installation.ts";
import { load, requestBytes } from "../load.ts";
import { figure, measurePairs, median } from "../measure.ts";
import type { Place } from "../place.ts";
import type { Effort, Line } from "../row.ts";

const CONNECTIONS = 8;

export async function payerPage(place: Place, effort: Effort): Promise<Line[]> {
  const { server, seller } = await openInstallation(place, "web");
  const lines = Array.from({ length: 20 }, (_, index) => ({
    description: `Work package ${index + 1}`,
    quantity: "1.5",
    unitPrice: "33.33",
    taxRate: index % 3 === 0 ? "7" : "19",
  }));
  const { payLink } = await seller.sendInvoice({ lines });
  const before = await read(payLink);
  assert(before.body.split("Work package").length === 21, "the page shows 20 lines");

  const files = [join(place.directory, "page.html"), join(place.directory, "page.json")] as const;
  writeFileSync(files[0], before.body);
  writeFileSync(files[1], JSON.stringify(before.headers));
  const bare = await startServerChild("bench/servers/bare-page.ts", files, {});
  place.later(() => bare.stop());

  const side = async (url: string) => {
    const request = requestBytes("GET", url);
    return (await load(url, CONNECTIONS, effort.sliceMs, () => request)).perSecond;
  };
  const { ours, theirs, ratios } = await measurePairs(
    effort,
    () => side(payLink),
    () => side(bare.url),
  );
  assert((await read(payLink)).body === before.body, "the page is the same as before");
  assert((await read(bare.url)).body === before.body, "the other side serves the same bytes");
  assert(payLink.startsWith(server.url), "what was measured is the program");
  return [
    {
      row: "P4",
      what: "payer page, 20 lines, warm",
      against: "node:http, the same bytes",
      goal: { least: 0.35 },
      unit: "×",
      values: ratios,
      detail: `${figure(median(ours))} a second, against ${figure(median(theirs))}; ${figure(before.body.length / 1024)} KB, no cache`,
    },
  ];
}

/** Read twice: the first visit is noted, and what is measured is every one after it. */
async function read(url: string): Promise<{ body: string; headers: Record<string, string> }> {
  await (await fetch(url)).text();
  const response = await fetch(url);
  const body = await response.text();
  const ours = [...response.headers].filter(
    ([name]) => !/^(date|connection|keep-alive|transfer-encoding)$/.test(name),
  );
  const headers = Object.fromEntries(ours);
  return { body, headers: { ...headers, "content-length": String(Buffer.byteLength(body)) } };
}
