/**
 * P10: what it costs that PostgreSQL itself keeps businesses apart. The reading behind a payer page
 * and a page of the invoice list (the program's own queries, which name the business as well), in a
 * transaction as the program opens it: as the role that row-level security binds.
 *
 * Against: the same queries in a plain transaction as a role that it does not bind.
 *
 * Twenty businesses with 200 invoices each lie in the tables. Checked: both sides read the same.
 */
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { getBusiness } from "#src/businesses/get-business.ts";
import { findInvoice, listInvoices } from "#src/invoices/store.ts";
import { listInvoicePayments } from "#src/payments/store.ts";
import { type BusinessTx, type Database, transact } from "#src/platform/database.ts";
import { statementNames } from "#src/platform/name-statements.ts";
import type { Tables } from "#src/platform/tables.ts";
import { assert } from "#src/values/assert.ts";
import { day } from "#src/values/day.ts";
import { openInstallation } from "../installation.ts";
import { figure, measurePairs, median } from "../measure.ts";
import { asSuperuser, onDatabase, type Place } from "../place.ts";
import type { Effort, Line } from "../row.ts";
import { idOfClone } from "../seed/clone-ids.ts";
import { clonePayments, openOriginal } from "../seed/clone-payments.ts";
import { copyBusiness } from "../seed/copy-business.ts";

const BUSINESSES = 20;
const INVOICES = 200;

export async function rowLevelSecurity(place: Place, effort: Effort): Promise<Line[]> {
  const installation = await openInstallation(place, "web");
  await clonePayments(installation, await openOriginal(installation), INVOICES);
  const { businessId } = installation.seller;
  for (let copy = 1; copy < BUSINESSES; copy += 1) {
    await copyBusiness(installation.databaseUrl, businessId, copy);
  }
  await onDatabase(asSuperuser(installation.databaseUrl), "analyze");
  const bound = installation.parts.runtime.db;
  const free = openFree(installation.databaseUrl);
  place.later(() => free.destroy());

  const boundOnce = (number: number) =>
    transact(bound, businessId, (tx) => readings(tx, businessId, number));
  const freeOnce = (number: number) =>
    free.transaction().execute((tx) => readings(tx, businessId, number));
  assert(
    JSON.stringify(await boundOnce(7), asText) === JSON.stringify(await freeOnce(7), asText),
    "both sides read the same",
  );
  const { ours, theirs, ratios } = await measurePairs(
    effort,
    () => perSecond(effort.sliceMs, boundOnce),
    () => perSecond(effort.sliceMs, freeOnce),
  );
  return [
    {
      row: "P10",
      what: "reading with row-level security",
      against: "explicit WHERE alone",
      goal: { least: 0.85 },
      unit: "×",
      values: ratios,
      detail: `${figure(median(ours))} transactions a second, against ${figure(median(theirs))}; one connection`,
    },
  ];
}

/** What a payer page reads of its invoice, and the newest page of the list. */
async function readings(tx: BusinessTx, businessId: string, number: number) {
  const id = idOfClone("invoice", (number % INVOICES) + 1);
  const business = await getBusiness(tx, businessId);
  const invoice = await findInvoice(tx, businessId, id, "read");
  const payments = await listInvoicePayments(tx, businessId, id);
  const filter = {
    status: "open",
    customerId: null,
    search: null,
    today: day("2026-01-01"),
  } as const;
  const list = await listInvoices(tx, businessId, { limit: 25, cursor: null }, filter);
  assert(invoice !== null && payments.length === 1 && list.length === 26, "it reads what there is");
  return { business, invoice, payments, list };
}

/** The program's way to the database, only as a role that no policy binds. */
function openFree(databaseUrl: string): Database {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, BigInt);
  types.setTypeParser(pg.types.builtins.DATE, (text) => text);
  const options = { connectionString: asSuperuser(databaseUrl), options: "-c timezone=UTC", types };
  const pool = new pg.Pool(options);
  pool.on("connect", statementNames());
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

async function perSecond(sliceMs: number, once: (number: number) => Promise<unknown>) {
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < sliceMs) {
    await once(count);
    count += 1;
  }
  return (count * 1000) / (performance.now() - startedAt);
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
