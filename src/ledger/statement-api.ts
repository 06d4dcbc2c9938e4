import { z } from "@hono/zod-openapi";
import { endpoint } from "#src/access/endpoint.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import { day } from "#src/values/day.ts";
import { findAccount, listOpenings, listStatementEntries, type StatementRange } from "./store.ts";

/** More lines than anybody reads: a shorter period is asked for instead. */
const MAX_LINES = 5_000;

const StatementLine = z
  .object({
    /** `null` for the balance brought forward. */
    entryId: z.string().nullable(),
    on: z.string(),
    currency: z.string(),
    amount: field.minorUnits,
    /** What stands on the account after this line. */
    balance: field.minorUnits,
    cause: z.object({ type: z.string(), id: z.string() }).nullable(),
  })
  .openapi("StatementLine");

export const accountStatementEndpoint = endpoint(
  {
    summary:
      "Statement of an account: the balance brought forward, then each entry with the balance",
    permission: "books.read",
    query: z.strictObject({
      from: field.day().optional(),
      to: field.day().optional(),
      mode: z.enum(["live", "test"], 'must be "live" or "test"').optional(),
    }),
    answer: field.listOf(StatementLine),
  },
  async ({ runtime, actor: { businessId }, params, query }) => {
    const from = query.from === undefined ? null : day(query.from);
    const to = query.to === undefined ? null : day(query.to);
    if (from !== null && to !== null && to < from) {
      throw refuseField("to", "must not lie before from");
    }
    const accountId = String(params["id"]);
    const range = { accountId, from, to, mode: query.mode ?? "live" };
    const { openings, entries } = await transact(runtime.db, businessId, async (tx) => {
      if (!(await findAccount(tx, businessId, accountId))) {
        throw new Refusal("not_found", "There is no such account.");
      }
      return {
        openings: from === null ? new Map() : await listOpenings(tx, businessId, range, from),
        entries: await listStatementEntries(tx, businessId, range, MAX_LINES + 1),
      };
    });
    if (entries.length > MAX_LINES) {
      throw refuseField("to", `leaves more than ${MAX_LINES} lines; choose a shorter period`);
    }
    return { data: withBalances(range, openings, entries), nextCursor: null };
  },
);

type Entries = Awaited<ReturnType<typeof listStatementEntries>>;

/** One currency after the other, each from its balance brought forward. */
function withBalances(
  { from }: StatementRange,
  openings: ReadonlyMap<string, bigint>,
  entries: Entries,
): z.input<typeof StatementLine>[] {
  const byCurrency = Map.groupBy(entries, ({ currency }) => currency);
  const currencies = new Set([...openings.keys(), ...byCurrency.keys()]);
  return [...currencies].toSorted().flatMap((currency) => {
    let balance = openings.get(currency) ?? 0n;
    const lines = (byCurrency.get(currency) ?? []).map((entry) => {
      balance += entry.amount_minor;
      return {
        entryId: entry.id,
        on: entry.occurred_on,
        currency,
        amount: Number(entry.amount_minor),
        balance: Number(balance),
        cause: { type: entry.cause_type, id: entry.cause_id },
      };
    });
    if (from === null) return lines;
    const opening = Number(openings.get(currency) ?? 0n);
    const forward = { entryId: null, on: from, currency, amount: 0, cause: null };
    return [{ ...forward, balance: opening }, ...lines];
  });
}
