import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startDatabaseProxy } from "#test/simulation/database-proxy.ts";
import { createTestDatabase, type TestDatabase } from "#test/support/database.ts";
import { openDatabase, transact } from "./database.ts";
import { createIds } from "./ids.ts";
import { addJob, type JobHandlers, runJobs } from "./jobs.ts";
import { createLog } from "./log.ts";

const businessId = createIds(() => new Date())("biz");
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const nothing = async () => undefined;
const handlers: JobHandlers = {
  settle_payment: nothing,
  warn_of_fraud: nothing,
  close_sessions: nothing,
  close_unoffered: nothing,
  send_mail: nothing,
  mail_password_reset: nothing,
  compare_connection: nothing,
  send_scheduled: nothing,
  follow_payout: nothing,
  sweep_connection: nothing,
};

describe("jobs", () => {
  it("that fail wait for another try, and the program runs on", async () => {
    const { db } = openDatabase(database.url);
    const observer = new Client({ connectionString: database.url });
    await observer.connect();
    const done: string[] = [];
    const runner = await runJobs(
      database.url,
      {
        ...handlers,
        settle_payment: () => Promise.reject(new Error("the processor sk_test_secret is away")),
        send_mail: async ({ mailId }) => void done.push(mailId),
      },
      createLog("silent"),
    );
    try {
      await transact(db, businessId, (tx) =>
        addJob(tx, "settle_payment", {
          businessId,
          paymentId: "pay_1",
          sessionId: null,
          processorPaymentId: null,
        }),
      );
      await vi.waitFor(async () => {
        const { rows } = await observer.query(
          "SELECT attempts, last_error, locked_at FROM graphile_worker.jobs",
        );
        expect(rows).toEqual([
          { attempts: 1, last_error: "the processor sk_… is away", locked_at: null },
        ]);
      }, 10_000);
      await transact(db, businessId, (tx) =>
        addJob(tx, "send_mail", { businessId, mailId: "mail_1" }),
      );
      await vi.waitFor(() => expect(done).toEqual(["mail_1"]), 10_000);
    } finally {
      await runner.stop();
      await observer.end();
      await db.destroy();
    }
  });

  it("end only once when the connection is lost as their end is written down, and the program runs on [fault 10]", async () => {
    const proxy = await startDatabaseProxy(database.url);
    const { db } = openDatabase(database.url);
    const observer = new Client({ connectionString: database.url });
    await observer.connect();
    await observer.query("DELETE FROM graphile_worker._private_jobs");
    const send_mail = async () => proxy.arm("any_statement", 1);
    const runner = await runJobs(proxy.url, { ...handlers, send_mail }, createLog("silent"));
    try {
      await transact(db, businessId, (tx) =>
        addJob(tx, "send_mail", { businessId, mailId: "mail_2" }),
      );
      await vi.waitFor(() => expect(proxy.disarm()).toBe(true), 10_000);
      await vi.waitFor(async () => {
        const { rows } = await observer.query("SELECT id FROM graphile_worker.jobs");
        expect(rows).toEqual([]);
      }, 15_000);
    } finally {
      await runner.stop();
      await observer.end();
      await db.destroy();
      await proxy.stop();
    }
  });
});
