import { AsyncLocalStorage } from "node:async_hooks";
import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import { assert } from "#src/values/assert.ts";
import { isId } from "./ids.ts";
import { isPlanStale, statementNames } from "./name-statements.ts";
import type { Tables } from "./tables.ts";

export type Database = Kysely<Tables>;
/** A transaction that sees one business only. */
export type BusinessTx = Transaction<Tables>;

const POOL_SIZE = 16;
const CONNECT_TIMEOUT_MS = 5_000;

// bigint for int8, text for date (a day has no zone) and numeric (exact). For our own queries only:
// the job queue has connections of its own and cannot write a bigint down.
const valueTypes = new pg.TypeOverrides();
valueTypes.setTypeParser(pg.types.builtins.INT8, BigInt);
valueTypes.setTypeParser(pg.types.builtins.DATE, (text) => text);

/**
 * Connects as the application's role: it owns no table, so row-level security binds it.
 * @param url of the database, as the owner that ran the migrations
 */
export function openDatabase(url: string): { db: Database; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    options: "-c role=quittance_app -c timezone=UTC",
    types: valueTypes,
  });
  pool.on("connect", statementNames());
  // lost while in use: the statement under way fails; without a listener the whole program would
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", () => undefined); // an idle connection was lost; the next query opens another
  return { db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), pool };
}

const insideTransaction = new AsyncLocalStorage<true>();

/**
 * Runs `work` in one transaction that sees only the rows of `businessId`. All of it is written, or
 * none. What PostgreSQL gave up without keeping any of it is tried again: deadlocks, lost serialisation
 * races, plans from before a migration.
 */
export async function transact<T>(
  db: Database,
  businessId: string,
  work: (tx: BusinessTx) => Promise<T>,
): Promise<T> {
  assert(isId(businessId), "a transaction needs the id of its business");
  // One message cannot carry parameters, so the id is quoted here.
  const quoted = pg.escapeLiteral(businessId);
  return inTransaction(db, `begin; set local app.business = ${quoted}`, work);
}

/** The same for what is of no business, people and their sign-ins: it sees the rows of none. */
export async function transactForPeople<T>(
  db: Database,
  work: (tx: BusinessTx) => Promise<T>,
): Promise<T> {
  return inTransaction(db, "begin", work);
}

async function inTransaction<T>(
  db: Database,
  begin: string,
  work: (tx: BusinessTx) => Promise<T>,
): Promise<T> {
  assert(!insideTransaction.getStore(), "transactions do not nest");
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await insideTransaction.run(true, () =>
        db.connection().execute((connection) => tryOnce(connection, begin, work)),
      );
    } catch (error) {
      if (attempt >= MAX_ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

/** `begin` names the business in the same message to the database: every request pays for each one. */
async function tryOnce<T>(
  connection: Database,
  begin: string,
  work: (tx: BusinessTx) => Promise<T>,
): Promise<T> {
  await sql.raw(begin).execute(connection);
  try {
    const result = await work(connection as BusinessTx);
    await sql.raw("commit").execute(connection);
    return result;
  } catch (error) {
    // Where even that fails the connection is lost, and with it the transaction.
    await sql
      .raw("rollback")
      .execute(connection)
      .catch(() => undefined);
    throw error;
  }
}

const MAX_ATTEMPTS = 3;
const DEADLOCK = "40P01";
const SERIALIZATION_FAILURE = "40001";

function isRetryable(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code === DEADLOCK || code === SERIALIZATION_FAILURE || isPlanStale(error);
}

/** Law 1: nobody waits for a network answer while holding row locks. Called before every request. */
export function assertOutsideTransaction(what: string): void {
  assert(!insideTransaction.getStore(), `${what} inside a database transaction`);
}

/** The SQLSTATE of a database error, e.g. `23505` for a broken unique key. */
export function databaseErrorCode(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}

/** Whether `error` is the unique key `constraint` refusing a second row. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === "23505" && error.constraint === constraint
  );
}

/** Whether `error` means that the database cannot be reached at the moment. */
export function isDatabaseAway(error: unknown): boolean {
  const code = databaseErrorCode(error);
  if (code !== null) return code.startsWith("08") || code.startsWith("57P") || code === "53300";
  if (!(error instanceof Error)) return false;
  if (
    "code" in error &&
    ["ECONNREFUSED", "ECONNRESET", "ENOENT", "EPIPE"].includes(String(error.code))
  ) {
    return "syscall" in error;
  }
  return /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/.test(
    error.message,
  );
}
