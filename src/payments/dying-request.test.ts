import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transact } from "#src/platform/database.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPaymentPage, paymentsOf, type PaymentStory } from "#test/support/payment-story.ts";
import type { Answer } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

/**
 * A process that dies after the commit of what it did and before it keeps its answer leaves its key
 * with nothing but what it made. Asked again, it must not make it again.
 */
describe("a request whose process died before it could answer [fault 7]", () => {
  it("does not refund a second part", async () => {
    const story = await paidStory();
    const [payment] = await paymentsOf(story);
    const ask = () => post(story, `/payments/${payment.id}/refunds`, { amount: 5000 }, "part");
    expect((await ask()).status).toBe(201);
    await forgetAnswer(story, "part");
    expect(await ask()).toMatchObject({ status: 201, body: { amountRefunded: 5000 } });
    const { data: refunds } = await story.stripe.refunds.list();
    expect(refunds.map(({ amount }) => amount)).toEqual([5000]);
    await expectSoundBooks(app);
  });

  it("does not record a payment by hand twice", async () => {
    const seller = await app.seller();
    const { invoiceId } = await seller.sendInvoice();
    const body = { amount: 10000, paidOn: "2026-01-31", method: "cash" };
    const path = `/invoices/${invoiceId}/payments`;
    const first = await post({ seller }, path, body, "cash");
    await forgetAnswer({ seller }, "cash");
    const again = await post({ seller }, path, body, "cash");
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id } });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ amountPaid: 10000 });
    await expectSoundBooks(app);
  });

  it("does not allocate a second part", async () => {
    const story = await paidStory();
    const { seller, customerId } = story;
    const paid = await post(story, `/invoices/${story.invoiceId}/payments`, CASH, "no");
    expect(paid.status).toBe(409); // paid already: the money of the next one is unapplied
    const [payment] = await overpay(story);
    const target = await seller.ask("POST", "/invoices", {
      customerId,
      currency: "EUR",
      lines: [{ description: "Next", quantity: "1", unitPrice: "100.00" }],
    });
    await seller.ask("POST", `/invoices/${target.id}/finalize`);
    const body = { invoiceId: target.id, amount: 100 };
    const ask = () => post(story, `/payments/${payment.id}/allocations`, body, "allocate");
    expect((await ask()).status).toBe(201);
    await forgetAnswer(story, "allocate");
    expect((await ask()).status).toBe(201);
    expect(await seller.ask("GET", `/invoices/${target.id}`)).toMatchObject({ amountPaid: 100 });
    await expectSoundBooks(app);
  });

  it("does not mail an invoice or a reminder twice, and answers the same link", async () => {
    const seller = await app.seller();
    await seller.connect();
    const { invoiceId } = await seller.sendInvoice();
    for (const [path, kind] of [
      ["send", "invoice"],
      ["reminders", "reminder"],
    ]) {
      const ask = () => post({ seller }, `/invoices/${invoiceId}/${path}`, {}, `${path}-once`);
      const first = await ask();
      const { data: before } = await seller.ask("GET", `/mails?kind=${kind}`);
      await forgetAnswer({ seller }, `${path}-once`);
      const again = await ask();
      expect(again.body).toEqual(first.body);
      expect((await seller.ask("GET", `/mails?kind=${kind}`)).data).toHaveLength(before.length);
    }
  });

  it("does not refuse what it did itself", async () => {
    const story = await paidStory();
    const [payment] = await paymentsOf(story);
    await post(story, `/payments/${payment.id}/refunds`, { amount: 5000 }, "some");
    const ask = () => post(story, `/payments/${payment.id}/reopening`, {}, "reopen");
    expect((await ask()).status).toBe(200);
    await forgetAnswer(story, "reopen");
    expect(await ask()).toMatchObject({ status: 200, body: { amountReopenable: 0 } });
  });

  it("refuses another request under the key, as before", async () => {
    const story = await paidStory();
    const [payment] = await paymentsOf(story);
    const path = `/payments/${payment.id}/refunds`;
    await post(story, path, { amount: 5000 }, "other");
    await forgetAnswer(story, "other");
    expect(await post(story, path, { amount: 6000 }, "other")).toMatchObject({
      status: 409,
      body: { code: "idempotency_key_reused" },
    });
  });
});

const CASH = { amount: 100, paidOn: "2026-01-31", method: "cash" };

async function paidStory(): Promise<PaymentStory> {
  const story = await openPaymentPage(app);
  await app.sandbox.control.payCheckout(story.sessionId, { card: "4242424242424242" });
  await app.settle();
  return story;
}

/** A payment by hand above what is due, whose rest is the customer's credit. */
async function overpay({ seller, customerId }: PaymentStory) {
  const body = {
    customerId,
    currency: "EUR",
    lines: [{ description: "Small", quantity: "1", unitPrice: "10.00" }],
  };
  const { id } = await seller.ask("POST", "/invoices", body);
  await seller.ask("POST", `/invoices/${id}/finalize`);
  const paid = { ...CASH, amount: 2000, allowCredit: true };
  return [await seller.ask("POST", `/invoices/${id}/payments`, paid)];
}

function post(
  { seller }: Pick<PaymentStory, "seller">,
  path: string,
  body: object,
  key: string,
): Promise<Answer> {
  return seller.request("POST", path, body, { "idempotency-key": key });
}

/** What is left of the key when the process dies between its two commits, long enough ago. */
async function forgetAnswer({ seller }: Pick<PaymentStory, "seller">, key: string): Promise<void> {
  await transact(app.parts.runtime.db, seller.businessId, async (tx) => {
    const left = await sql`update idempotency_keys set status = null, answer_sealed = null,
      running_until = created_at where key like ${`%:${key}`}`.execute(tx);
    expect(left.numAffectedRows).toBe(1n);
  });
}
