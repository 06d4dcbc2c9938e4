import { z } from "@hono/zod-openapi";
import { endpoint } from "#src/access/endpoint.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { Refusal } from "#src/platform/refusal.ts";
import { ACCOUNT_TYPES } from "./account.ts";
import { day } from "#src/values/day.ts";
import { insertAccount, listAccounts, listBalances, listEntries } from "./store.ts";

const Account = z
  .object({
    id: z.string(),
    name: z.string(),
    type: z.enum(ACCOUNT_TYPES),
    purpose: z.string().nullable(),
  })
  .openapi("Account");

const Entry = z
  .object({
    id: z.string(),
    transactionId: z.string(),
    accountId: z.string(),
    amount: field.minorUnits,
    currency: z.string(),
    on: z.string(),
    mode: z.enum(["test", "live"]),
    cause: z.object({ type: z.string(), id: z.string() }),
  })
  .openapi("LedgerEntry");

const Balance = z
  .object({
    accountId: z.string(),
    name: z.string(),
    type: z.enum(ACCOUNT_TYPES),
    currency: z.string(),
    balance: field.minorUnits,
  })
  .openapi("Balance");

const mode = z.enum(["live", "test"], 'must be "live" or "test"').optional();

export const listAccountsEndpoint = endpoint(
  { summary: "The chart of accounts", permission: "customers.read", answer: field.listOf(Account) },
  async ({ runtime, actor }) => {
    const rows = await transact(runtime.db, actor.businessId, (tx) =>
      listAccounts(tx, actor.businessId),
    );
    const data = rows.map((row) => ({ ...row, type: row.type as (typeof ACCOUNT_TYPES)[number] }));
    return {
      data: data.map(({ id, name, type, purpose }) => ({ id, name, type, purpose })),
      nextCursor: null,
    };
  },
);

export const addAccountEndpoint = endpoint(
  {
    summary: "Add an account to the chart",
    permission: "books.change",
    body: z.strictObject({ name: field.line(60), type: z.enum(ACCOUNT_TYPES) }),
    answer: Account,
    status: 201,
  },
  async ({ runtime, actor, body }) =>
    transact(runtime.db, actor.businessId, async (tx) => {
      const account = { id: runtime.newId("acc"), name: body.name, type: body.type, purpose: null };
      const row = { ...account, business_id: actor.businessId, created_at: runtime.now() };
      if (!(await insertAccount(tx, row))) {
        throw new Refusal("name_taken", `There is already an account named ${body.name}.`);
      }
      await recordAudit(runtime, tx, actor, "account.added", { type: "account", id: account.id });
      return account;
    }),
);

export const listEntriesEndpoint = endpoint(
  {
    summary: "Ledger entries, newest first: debit positive, credit negative",
    permission: "books.read",
    query: z.strictObject({
      ...field.pageQuery,
      mode,
      accountId: field.id("acc").optional(),
      causeId: field.search(60).optional(),
    }),
    answer: field.listOf(Entry),
  },
  async ({ runtime, actor, query }) => {
    const page = field.pageRequest(query);
    const filter = {
      mode: query.mode ?? "live",
      accountId: query.accountId ?? null,
      causeId: query.causeId ?? null,
    };
    const rows = await transact(runtime.db, actor.businessId, (tx) =>
      listEntries(tx, actor.businessId, page, filter),
    );
    return field.toPage(rows, page, (row) => ({
      id: row.id,
      transactionId: row.transaction_id,
      accountId: row.account_id,
      amount: Number(row.amount_minor),
      currency: row.currency,
      on: row.occurred_on,
      mode: row.mode === "test" ? ("test" as const) : ("live" as const),
      cause: { type: row.cause_type, id: row.cause_id },
    }));
  },
);

export const listBalancesEndpoint = endpoint(
  {
    summary: "What stands on each account, per currency, today or at the end of a day",
    permission: "books.read",
    query: z.strictObject({ mode, on: field.day().optional() }),
    answer: field.listOf(Balance),
  },
  async ({ runtime, actor, query }) => {
    const rows = await transact(runtime.db, actor.businessId, (tx) =>
      listBalances(
        tx,
        actor.businessId,
        query.mode ?? "live",
        query.on === undefined ? null : day(query.on),
      ),
    );
    const data = rows.map((row) => ({
      accountId: row.id,
      name: row.name,
      type: row.type as (typeof ACCOUNT_TYPES)[number],
      currency: row.currency,
      balance: Number(row.balance),
    }));
    return { data, nextCursor: null };
  },
);
