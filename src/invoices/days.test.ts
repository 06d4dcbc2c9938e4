import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import type { Seller } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: new Date("2027-03-01T12:00:00Z") });
  // signatures keep real time, so letters of the processor would be too old here: payers come back
  app.sandbox.control.setWebhooks({ drop: 100_000 });
});
afterAll(() => app.stop());

function at(instant: string): void {
  app.clock.now = new Date(instant);
}

/** Moves program and processor to a moment; the processor only goes forward. */
async function bothAt(instant: string): Promise<void> {
  at(instant);
  const state = await fetch(`${app.sandbox.url}/_sandbox/state`);
  const { now } = (await state.json()) as { now: string };
  app.sandbox.control.advance(Date.parse(instant) - Date.parse(now));
}

async function sellerIn(timezone: string): Promise<Seller> {
  const seller = await app.seller();
  await seller.ask("PATCH", "/business", { timezone });
  return seller;
}

async function draftOf(seller: Seller, fields: object = {}) {
  const { id: customerId } = await seller.ask("POST", "/customers", { name: "Atelier Moreau" });
  const lines = [{ description: "Design", quantity: "1", unitPrice: "100", taxRate: "19" }];
  return seller.ask("POST", "/invoices", { customerId, currency: "EUR", lines, ...fields });
}

describe("days are those of the business's own calendar", () => {
  it.each([
    ["2028-02-14T22:59:00Z", "Europe/Berlin", "2028-02-14", "2028-02-28"],
    ["2028-02-14T23:00:00Z", "Europe/Berlin", "2028-02-15", "2028-02-29"],
    ["2027-02-14T23:00:00Z", "Europe/Berlin", "2027-02-15", "2027-03-01"],
    ["2028-02-16T04:59:00Z", "America/New_York", "2028-02-15", "2028-02-29"],
    ["2026-10-25T00:30:00Z", "Europe/Berlin", "2026-10-25", "2026-11-08"],
    ["2026-12-31T10:00:00Z", "Pacific/Kiritimati", "2027-01-01", "2027-01-15"],
    ["2027-01-01T10:59:00Z", "Pacific/Pago_Pago", "2026-12-31", "2027-01-14"],
  ])("at %s in %s it is issued on %s and due on %s [fault 20]", async (now, zone, issued, due) => {
    at(now);
    const seller = await sellerIn(zone);
    const draft = await draftOf(seller);
    expect(draft).toMatchObject({ issuedOn: null, dueOn: due });
    const final = await seller.ask("POST", `/invoices/${draft.id}/finalize`, {});
    expect(final).toMatchObject({ issuedOn: issued, dueOn: due, overdue: false });
    const { data: entries } = await seller.ask("GET", `/ledger/entries?causeId=${draft.id}`);
    expect(entries.every(({ on }: { on: string }) => on === issued)).toBe(true);
  });

  it.each([
    ["Europe/Berlin", "2026-03-29", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"],
    ["Europe/Berlin", "2026-10-25", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"],
    ["America/New_York", "2028-02-29", "2028-03-01T04:59:59Z", "2028-03-01T05:00:00Z"],
    ["Asia/Kolkata", "2026-06-30", "2026-06-30T18:29:59Z", "2026-06-30T18:30:00Z"],
    ["America/Sao_Paulo", "2026-12-31", "2027-01-01T02:59:59Z", "2027-01-01T03:00:00Z"],
  ])(
    "in %s what is due on %s is overdue with the next midnight [fault 20]",
    async (zone, dueOn, still, over) => {
      at("2026-03-01T12:00:00Z");
      const seller = await sellerIn(zone);
      const { id } = await draftOf(seller, { dueOn });
      await seller.ask("POST", `/invoices/${id}/finalize`, {});
      const overdue = async () => ({
        shown: (await seller.ask("GET", `/invoices/${id}`)).overdue,
        listed: (await seller.ask("GET", "/invoices?status=overdue")).data.length,
      });
      at(still);
      expect(await overdue()).toEqual({ shown: false, listed: 0 });
      at(over);
      expect(await overdue()).toEqual({ shown: true, listed: 1 });
    },
  );

  it.each([
    ["2027-12-31T23:30:00Z", "Europe/Berlin", "2028-01-01", "R-2028-0001"],
    ["2027-12-31T23:40:00Z", "America/New_York", "2027-12-31", "R-2027-0001"],
    ["2028-02-29T23:30:00Z", "Europe/Berlin", "2028-03-01", "R-2028-0001"],
    ["2028-02-29T23:40:00Z", "America/New_York", "2028-02-29", "R-2028-0001"],
  ])(
    "at %s in %s it is paid and booked on %s, receipt %s [fault 20]",
    async (now, zone, paidOn, receipt) => {
      await bothAt(now);
      const seller = await sellerIn(zone);
      await seller.connect();
      const { invoiceId, payLink } = await seller.sendInvoice();
      const session = sessionOf(await pressPay(payLink));
      const paid = await app.sandbox.control.payCheckout(session);
      expect(await openPage(String(paid.location))).toMatchObject({ status: "complete" });

      expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
        status: "paid",
        paidOn,
      });
      const { data: payments } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
      expect(payments).toMatchObject([{ recordedOn: paidOn, receiptNumber: receipt }]);
      await expectSoundBooks(app);
    },
  );

  it("is paid on the day the money came, when it is written down by hand later [fault 20]", async () => {
    at("2028-03-10T12:00:00Z");
    const seller = await sellerIn("Europe/Berlin");
    const { invoiceId } = await seller.sendInvoice();
    const path = `/invoices/${invoiceId}/payments`;
    const cash = { amount: 32957, method: "cash" };
    const future = await seller.request("POST", path, { ...cash, paidOn: "2028-03-11" });
    expect(future).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    await seller.ask("POST", path, { ...cash, paidOn: "2028-02-29" });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "paid",
      paidOn: "2028-02-29",
    });
    const { data: payments } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    expect(payments).toMatchObject([
      { recordedOn: "2028-02-29", receiptNumber: expect.stringMatching(/^R-2028-/) },
    ]);
  });
});
