/**
 * `npm run bench`: every row, or `npm run bench -- P4 P6` for some; `--quick` for short slices.
 * Prints the table; what is missed is printed as missed, and is no failure of the run. A row that did
 * its work wrongly is.
 */
import { parseArgs } from "node:util";
import { figure, median } from "./measure.ts";
import { withPlace } from "./place.ts";
import { untilQuiet } from "./quiet.ts";
import { CannotMeasure, type Effort, type Line, type Row } from "./row.ts";
import { describeRun, tableOf, verdictOf } from "./table.ts";
import { webhookToDurable } from "./rows/p1-webhook-to-durable.ts";
import { settleBacklog } from "./rows/p2-settle-backlog.ts";
import { webhookToPaidPage } from "./rows/p3-webhook-to-paid-page.ts";
import { payerPage } from "./rows/p4-payer-page.ts";
import { invoicePdf } from "./rows/p6-invoice-pdf.ts";
import { memory } from "./rows/p7-memory.ts";
import { start } from "./rows/p8-start.ts";
import { rowLevelSecurity } from "./rows/p10-row-level-security.ts";
import { processorCalls } from "./rows/p11-processor-calls.ts";

/** How long each row waits for a quiet machine before it begins all the same. */
const PATIENCE_MS = 20_000;

const ROWS: Record<string, Row> = {
  P1: webhookToDurable,
  P2: settleBacklog,
  P3: webhookToPaidPage,
  P4: payerPage,
  P6: invoicePdf,
  P7: memory,
  P8: start,
  P10: rowLevelSecurity,
  P11: processorCalls,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false } },
});
const effort: Effort = values.quick
  ? { pairs: 3, sliceMs: 500, isQuick: true }
  : { pairs: 7, sliceMs: 2_000, isQuick: false };
const wanted = positionals.length === 0 ? Object.keys(ROWS) : positionals;

const run = describeRun(effort, await withPlace(async (place) => place.postgresVersion));
const lines: Line[] = [];
const unmeasured: string[] = [];
const busyAt = new Map<string, number>();
for (const name of wanted) {
  const row = ROWS[name.toUpperCase()];
  if (!row) throw new Error(`There is no row ${name}: there are ${Object.keys(ROWS).join(", ")}.`);
  const busy = Math.round((await untilQuiet(effort.isQuick ? 0 : PATIENCE_MS)) * 100);
  process.stderr.write(`${name} … (others take ${busy} % of the processors)\n`);
  try {
    const measured = await withPlace((place) => row(place, effort));
    lines.push(...measured);
    busyAt.set(name.toUpperCase(), busy);
    for (const line of measured) {
      process.stderr.write(`  ${line.what}: ${figure(median(line.values))} ${line.unit} `);
      process.stderr.write(`(${verdictOf(line)}); ${line.detail}\n`);
    }
  } catch (error) {
    if (!(error instanceof CannotMeasure)) throw error;
    unmeasured.push(`${name} was not measured: ${error.message}`);
  }
}
const details = lines.map(
  ({ row, what, detail }) =>
    `- ${row}, ${what}: ${detail} (others took ${busyAt.get(row)} % of the processors before)`,
);
process.stdout.write(`${[run, "", tableOf(lines), "", ...details, ...unmeasured].join("\n")}\n`);
