import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { transact } from "#src/platform/database.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import type { Seller } from "#test/support/seller.ts";
import { addDays, day } from "#src/values/day.ts";
import { money } from "#src/values/money.ts";
import { currency } from "#src/values/currency.ts";
import { postTransaction } from "./post-transaction.ts";

let app: TestApp;
let seller: Seller;
/** The owner of the tables, seeing the business: whoever gets past the application's own role. */
let owner: Client;
let cash: string;
let bank: string;

beforeAll(async () => {
  app = await startTestApp();
  seller = await app.seller();
  await seller.sendInvoice();
  const { data: accounts } = await seller.ask("GET", "/accounts");
  const idOf = (purpose: string): string =>
    accounts.find((account: { purpose: string }) => account.purpose === purpose).id;
  [cash, bank] = [idOf("cash"), idOf("bank")];
  owner = await connect();
});
afterAll(async () => {
  await owner.end();
  await app.stop();
});

async function connect(): Promise<Client> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  await client.query("select set_config('app.business', $1, false)", [seller.businessId]);
  return client;
}

type Entry = readonly [account: string, amountMinor: number, currency: string];

let serial = 0;

/** Writes a transaction past all code of ours, in one database transaction. */
async function post(entries: readonly Entry[], on = "2026-06-30", client = owner): Promise<string> {
  serial += 1;
  const id = `txn_by_hand_${serial}`;
  await client.query("begin");
  try {
    await client.query(
      `insert into ledger_transactions values ($1, $2, $3, 'live', 'test', $2, now())`,
      [seller.businessId, id, on],
    );
    await addEntries(client, id, entries);
    await client.query("commit");
    return id;
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

async function addEntries(client: Client, transactionId: string, entries: readonly Entry[]) {
  for (const [index, [account, amount, code]] of entries.entries()) {
    await client.query("insert into ledger_entries values ($1, $2, $3, $4, $5, $6)", [
      seller.businessId,
      `ent_${transactionId}_${serial}_${index}`,
      transactionId,
      account,
      amount,
      code,
    ]);
  }
}

describe("the database refuses what would break the books", () => {
  it("takes a transaction that balances per currency", async () => {
    await post([
      [cash, 100, "EUR"],
      [bank, -60, "EUR"],
      [bank, -40, "EUR"],
      [cash, 5, "USD"],
      [bank, -5, "USD"],
    ]);
    await expectSoundBooks(app);
  });

  it.each<[string, Entry[]]>([
    [
      "is off by one",
      [
        ["cash", 100, "EUR"],
        ["bank", -99, "EUR"],
      ],
    ],
    ["has one leg", [["cash", 100, "EUR"]]],
    [
      "balances only across currencies",
      [
        ["cash", 100, "EUR"],
        ["bank", -100, "USD"],
      ],
    ],
  ])("refuses a transaction that %s [I1]", async (_name, entries) => {
    const real = entries.map(([name, ...rest]): Entry => [name === "cash" ? cash : bank, ...rest]);
    await expect(post(real)).rejects.toThrow(/is off by/);
  });

  it.each<[string, number]>([
    ["nothing", 0],
    ["more than a JSON number carries", 2 ** 53],
  ])("refuses an entry over %s", async (_name, amount) => {
    const entries: Entry[] = [
      [cash, amount, "EUR"],
      [bank, -amount, "EUR"],
    ];
    await expect(post(entries)).rejects.toMatchObject({ code: "23514" });
  });

  it("refuses an account of another business [I2]", async () => {
    const other = await app.seller();
    const { data } = await other.ask("GET", "/accounts");
    const entries: Entry[] = [
      [cash, 1, "EUR"],
      [data[0].id, -1, "EUR"],
    ];
    await expect(post(entries)).rejects.toMatchObject({ code: "23503" });
  });

  it.each([
    "update ledger_entries set amount_minor = amount_minor + 1",
    "update ledger_entries set account_id = account_id where false",
    "delete from ledger_entries",
    "truncate ledger_entries",
    "update ledger_transactions set occurred_on = '2020-01-01'",
    "delete from ledger_transactions",
    "truncate ledger_transactions cascade",
  ])("refuses %s, also from the owner of the tables [I3]", async (statement) => {
    await expect(owner.query(statement)).rejects.toThrow(/is append-only/);
  });

  it("refuses entries that join a transaction posted earlier, balanced or not [I3]", async () => {
    const id = await post([
      [cash, 7, "EUR"],
      [bank, -7, "EUR"],
    ]);
    serial += 1;
    const late = addEntries(owner, id, [
      [cash, 1, "EUR"],
      [bank, -1, "EUR"],
    ]);
    await expect(late).rejects.toThrow(/is already posted/);
  });

  it("books the same cause once", async () => {
    const { businessId } = seller;
    const eur = currency("EUR");
    const posting = {
      on: day("2026-06-30"),
      mode: "live" as const,
      cause: { type: "test", id: "once" },
      legs: [
        { account: "cash" as const, amount: money(9n, eur) },
        { account: "bank" as const, amount: money(-9n, eur) },
      ],
    };
    const { runtime } = app.parts;
    const made = await Promise.all(
      Array.from({ length: 8 }, () =>
        transact(runtime.db, businessId, (tx) => postTransaction(runtime, tx, businessId, posting)),
      ),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
    await expectSoundBooks(app);
  });
});

describe("a closed period", () => {
  const lock = day("2026-06-30");
  const move: Entry[] = [];
  beforeAll(() => {
    move.push([cash, 3, "EUR"], [bank, -3, "EUR"]);
  });
  const close = (on: string | null) => seller.ask("PATCH", "/business", { booksLockedThrough: on });

  it("takes nothing any more through its last day, and everything after it [I10]", async () => {
    await close(lock);
    await expect(post(move, addDays(lock, -400))).rejects.toMatchObject({ code: "QU001" });
    await expect(post(move, lock)).rejects.toMatchObject({ code: "QU001" });
    await post(move, addDays(lock, 1));
    await close(null);
    await post(move, lock);
    await expectSoundBooks(app);
  });

  it("waits for a posting under way, which it then contains [I10]", async () => {
    await owner.query("begin");
    serial += 1;
    const id = `txn_under_way_${serial}`;
    await owner.query(
      `insert into ledger_transactions values ($1, $2, $3, 'live', 'test', $2, now())`,
      [seller.businessId, id, lock],
    );
    await addEntries(owner, id, move);
    const closing = close(lock);
    await someoneWaits();
    await owner.query("commit");
    await closing;

    expect((await seller.ask("GET", "/business")).booksLockedThrough).toBe(lock);
    const { rowCount } = await owner.query(
      "select 1 from ledger_entries where transaction_id = $1",
      [id],
    );
    expect(rowCount).toBe(2);
    await close(null);
  });

  it("turns away a posting that came while it was being closed [I10]", async () => {
    const closer = await connect();
    await closer.query("begin");
    await closer.query("update businesses set books_locked_through = $1", [lock]);
    const posting = post(move, lock);
    posting.catch(() => undefined);
    await someoneWaits();
    await closer.query("commit");
    await closer.end();

    await expect(posting).rejects.toMatchObject({ code: "QU001" });
    await close(null);
    await expectSoundBooks(app);
  });
});

async function someoneWaits(): Promise<void> {
  const watcher = await connect();
  try {
    await vi.waitFor(async () => {
      const { rowCount } = await watcher.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(rowCount).toBeGreaterThan(0);
    });
  } finally {
    await watcher.end();
  }
}
