import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { transact } from "#src/platform/database.ts";
import { must } from "#src/values/assert.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import {
  atMoment,
  historyOf,
  invoiceMails,
  planInvoice,
  readInvoice,
} from "#test/support/planned.ts";
import { findSending } from "./schedule-store.ts";
import { sendScheduled } from "./send-scheduled.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: new Date("2026-11-20T10:00:00Z") });
});
afterAll(() => app.stop());

it("is tried again for an hour when sending breaks, then held and told, and sent when it is mended", async () => {
  const { seller, invoiceId } = await planInvoice(app, { on: "2026-12-03" });
  const { businessId } = seller;
  const sending = await transact(app.parts.runtime.db, businessId, (tx) =>
    findSending(tx, businessId, invoiceId),
  );
  const sendingId = must(sending, "it was planned").id;
  const tryAt = (moment: string) => {
    app.clock.now = new Date(moment);
    return sendScheduled(app.parts.runtime, { businessId, sendingId });
  };
  await asOwner(
    `create function break_links() returns trigger language plpgsql as
       $$ begin raise exception 'the disk of links is broken'; end $$;
     create trigger break_links before insert on pay_links
       for each row execute function break_links()`,
  );
  for (const moment of ["07:00", "07:30", "07:59"]) {
    await expect(tryAt(`2026-12-03T${moment}:00Z`)).rejects.toThrow("the disk of links is broken");
    expect((await readInvoice(seller, invoiceId)).scheduledSending.heldSince).toBeNull();
  }
  await tryAt("2026-12-03T08:00:00Z");
  expect(await readInvoice(seller, invoiceId)).toMatchObject({
    status: "draft",
    scheduledSending: { heldReason: "failed", expectedOn: null },
  });
  // the next morning begins a new hour, and nobody is told twice
  await expect(tryAt("2026-12-04T07:00:00Z")).rejects.toThrow("the disk of links is broken");
  await tryAt("2026-12-04T08:00:00Z");
  const held = (await historyOf(seller, invoiceId)).filter(({ kind }) => kind === "sending_held");
  expect(held).toHaveLength(1);
  expect((await seller.ask("GET", "/mails?kind=problem")).data).toHaveLength(1);
  expect(await invoiceMails(seller, invoiceId)).toEqual([]);

  await asOwner("drop function break_links cascade");
  await atMoment(app, "2026-12-05T07:00:00Z", seller);
  expect(await invoiceMails(seller, invoiceId)).toHaveLength(1);
  expect(await readInvoice(seller, invoiceId)).toMatchObject({ number: "2026-0001" });
});

async function asOwner(statement: string): Promise<void> {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
