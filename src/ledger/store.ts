import type { Insertable } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { PageRequest } from "#src/platform/fields.ts";
import type { Day } from "#src/values/day.ts";
import type { AccountsRow, LedgerEntriesRow, LedgerTransactionsRow } from "#src/platform/tables.ts";
import type { AccountPurpose } from "./account.ts";

/** Answers whether the account was made; `false` when its name is taken. */
export async function insertAccount(
  tx: BusinessTx,
  row: Insertable<AccountsRow>,
): Promise<boolean> {
  const result = await tx
    .insertInto("accounts")
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function listAccounts(tx: BusinessTx, businessId: string) {
  return tx
    .selectFrom("accounts")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id")
    .execute();
}

export async function findAccount(tx: BusinessTx, businessId: string, id: string) {
  return tx
    .selectFrom("accounts")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
}

export async function findAccountIds(
  tx: BusinessTx,
  businessId: string,
  purposes: readonly AccountPurpose[],
): Promise<Map<string, string>> {
  if (purposes.length === 0) return new Map();
  const rows = await tx
    .selectFrom("accounts")
    .select(["purpose", "id"])
    .where("business_id", "=", businessId)
    .where("purpose", "in", purposes)
    .execute();
  return new Map(rows.map((row) => [row.purpose ?? "", row.id]));
}

/** Answers `false`, writing nothing, when the cause is booked already. */
export async function insertTransaction(
  tx: BusinessTx,
  transaction: Insertable<LedgerTransactionsRow>,
  entries: Insertable<LedgerEntriesRow>[],
): Promise<boolean> {
  const made = await tx
    .insertInto("ledger_transactions")
    .values(transaction)
    .onConflict((conflict) =>
      conflict.columns(["business_id", "cause_type", "cause_id"]).doNothing(),
    )
    .executeTakeFirst();
  if (made.numInsertedOrUpdatedRows !== 1n) return false;
  await tx.insertInto("ledger_entries").values(entries).execute();
  return true;
}

export async function findTransaction(
  tx: BusinessTx,
  businessId: string,
  cause: { type: string; id: string },
) {
  const rows = await tx
    .selectFrom("ledger_transactions as t")
    .innerJoin("ledger_entries as e", (join) =>
      join.onRef("e.business_id", "=", "t.business_id").onRef("e.transaction_id", "=", "t.id"),
    )
    .select(["t.mode", "e.account_id", "e.amount_minor", "e.currency"])
    .where("t.business_id", "=", businessId)
    .where("t.cause_type", "=", cause.type)
    .where("t.cause_id", "=", cause.id)
    .orderBy("e.id")
    .execute();
  return rows;
}

export interface EntryFilter {
  readonly mode: string;
  readonly accountId: string | null;
  readonly causeId: string | null;
}

export async function listEntries(
  tx: BusinessTx,
  businessId: string,
  page: PageRequest,
  filter: EntryFilter,
) {
  let query = tx
    .selectFrom("ledger_entries as e")
    .innerJoin("ledger_transactions as t", (join) =>
      join.onRef("t.business_id", "=", "e.business_id").onRef("t.id", "=", "e.transaction_id"),
    )
    .select([
      "e.id",
      "e.transaction_id",
      "e.account_id",
      "e.amount_minor",
      "e.currency",
      "t.occurred_on",
      "t.mode",
      "t.cause_type",
      "t.cause_id",
    ])
    .where("e.business_id", "=", businessId)
    .where("t.mode", "=", filter.mode)
    .orderBy("e.id", "desc")
    .limit(page.limit + 1);
  if (page.cursor !== null) query = query.where("e.id", "<", page.cursor);
  if (filter.accountId !== null) query = query.where("e.account_id", "=", filter.accountId);
  if (filter.causeId !== null) query = query.where("t.cause_id", "=", filter.causeId);
  return query.execute();
}

export interface StatementRange {
  readonly mode: string;
  readonly accountId: string;
  /** `null`: from the beginning. */
  readonly from: Day | null;
  /** `null`: to the end. */
  readonly to: Day | null;
}

/** What stood on an account before a day, by currency. */
export async function listOpenings(
  tx: BusinessTx,
  businessId: string,
  range: StatementRange,
  before: Day,
) {
  const rows = await ofAccount(tx, businessId, range)
    .select("e.currency")
    .select((eb) => eb.fn.sum<string>("e.amount_minor").as("balance"))
    .where("t.occurred_on", "<", before)
    .groupBy("e.currency")
    .execute();
  return new Map(rows.map(({ currency, balance }) => [currency, BigInt(balance)]));
}

/** The entries of an account in a range of days, in the order of the books; at most `limit`. */
export async function listStatementEntries(
  tx: BusinessTx,
  businessId: string,
  range: StatementRange,
  limit: number,
) {
  let query = ofAccount(tx, businessId, range)
    .select(["e.id", "e.amount_minor", "e.currency", "t.occurred_on", "t.cause_type", "t.cause_id"])
    .orderBy("e.currency")
    .orderBy("t.occurred_on")
    .orderBy("e.id")
    .limit(limit);
  if (range.from !== null) query = query.where("t.occurred_on", ">=", range.from);
  if (range.to !== null) query = query.where("t.occurred_on", "<=", range.to);
  return query.execute();
}

function ofAccount(tx: BusinessTx, businessId: string, { mode, accountId }: StatementRange) {
  return tx
    .selectFrom("ledger_entries as e")
    .innerJoin("ledger_transactions as t", (join) =>
      join.onRef("t.business_id", "=", "e.business_id").onRef("t.id", "=", "e.transaction_id"),
    )
    .where("e.business_id", "=", businessId)
    .where("e.account_id", "=", accountId)
    .where("t.mode", "=", mode);
}

/**
 * Every account and currency that was posted to, with what stands there: a trial balance.
 * @param through counts only what is dated up to this day; everything when `null`
 */
export async function listBalances(
  tx: BusinessTx,
  businessId: string,
  mode: string,
  through: Day | null,
) {
  let query = tx
    .selectFrom("ledger_entries as e")
    .innerJoin("ledger_transactions as t", (join) =>
      join.onRef("t.business_id", "=", "e.business_id").onRef("t.id", "=", "e.transaction_id"),
    )
    .innerJoin("accounts as a", (join) =>
      join.onRef("a.business_id", "=", "e.business_id").onRef("a.id", "=", "e.account_id"),
    )
    .select(["a.id", "a.name", "a.type", "e.currency"])
    .select((eb) => eb.fn.sum<string>("e.amount_minor").as("balance"))
    .where("e.business_id", "=", businessId)
    .where("t.mode", "=", mode)
    .groupBy(["a.id", "a.name", "a.type", "e.currency"])
    .orderBy("a.id")
    .orderBy("e.currency");
  if (through !== null) query = query.where("t.occurred_on", "<=", through);
  return query.execute();
}
