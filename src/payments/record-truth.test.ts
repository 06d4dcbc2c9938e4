import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openProcessor } from "#src/connections/open-processor.ts";
import { openWebhookSecrets } from "#test/support/webhook-secrets.ts";
import { transact } from "#src/platform/database.ts";
import type { PaymentTruth } from "#src/processors/processor.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import {
  balancesOf,
  lettersOf,
  openPaymentPage,
  paymentsOf,
  type PaymentStory,
} from "#test/support/payment-story.ts";
import { recordTruth } from "./record-truth.ts";
import { findPayment } from "./store.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(() => {
  app.sandbox.control.setWebhooks({ isPaused: false });
});

const CARD = { card: "4242424242424242" };

async function invoiceOf({ seller, invoiceId }: PaymentStory) {
  return seller.ask("GET", `/invoices/${invoiceId}`);
}

async function creditOf({ seller, customerId }: PaymentStory) {
  return (await seller.ask("GET", `/customers/${customerId}`)).credit;
}

async function payByHand({ seller, invoiceId }: PaymentStory, amount: number) {
  const paidOn = new Date().toISOString().slice(0, 10);
  const payment = { amount, paidOn, method: "bank_transfer" };
  return seller.request("POST", `/invoices/${invoiceId}/payments`, payment);
}

/** Money that nobody asked for like this: kept as credit, told to the seller, invoice untouched. */
async function expectAllCredit(
  story: PaymentStory,
  unappliedReason: string,
  amount: number,
  currency = "EUR",
) {
  const [payment] = (await paymentsOf(story)).filter(({ connectionId }) => connectionId !== null);
  expect(payment).toMatchObject({
    status: "succeeded",
    amount,
    currency,
    amountApplied: 0,
    amountUnapplied: amount,
    unappliedReason,
    recorded: true,
  });
  expect(await creditOf(story)).toEqual([{ amount, currency }]);
  expect(await lettersOf(story)).toMatchObject({ receipt: 1, payment_notification: 1, problem: 1 });
  const account = currency === "EUR" ? "Customer credit" : `Customer credit ${currency}`;
  expect((await balancesOf(story, "live"))[account]).toBe(-amount);
  await expectSoundBooks(app);
}

describe("two payers pay one invoice", () => {
  it("applies one and keeps the other as credit, with an alert [fault 11]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    expect((await payByHand(story, 32957)).status).toBe(201);
    const late = await app.sandbox.control.payCheckout(story.sessionId, { ...CARD, force: true });
    expect(late.outcome).toBe("succeeded");
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    await expectAllCredit(story, "already_paid", 32957);
    const { data: alerts } = await story.seller.ask("GET", "/mails?kind=problem");
    expect(alerts[0].subject + alerts[0].text).toContain("paid twice");
  });

  it("uses what is still due of a payment that a part paid by hand overtook [fault 11]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    expect((await payByHand(story, 30000)).status).toBe(201);
    await app.sandbox.control.payCheckout(story.sessionId, { ...CARD, force: true });
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    expect(await paymentsOf(story)).toMatchObject([
      { amountApplied: 30000 },
      { amountApplied: 2957 },
    ]);
    expect(await creditOf(story)).toEqual([{ amount: 30000, currency: "EUR" }]);
    expect(await lettersOf(story)).toMatchObject({ problem: 1 });
    await expectSoundBooks(app);
  });

  it("counts what the card paid first when a hand is quicker to write than a webhook [fault 11]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    app.sandbox.control.setWebhooks({ isPaused: true });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    const byHand = await payByHand(story, 32957);

    expect(byHand).toMatchObject({ status: 409, body: { code: "invoice_already_paid" } });
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded", amountApplied: 32957 }]);
    expect(await creditOf(story)).toEqual([]);
    await expectSoundBooks(app);
  });
});

describe("the processor collected something else than was asked for", () => {
  it("leaves the invoice unpaid when the amount differs by a cent [fault 13]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    app.sandbox.control.setOutcome(story.sessionId, { amount: 32956 });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "open", amountPaid: 0, paidOn: null });
    await expectAllCredit(story, "amount_differs", 32956);
  });

  it("leaves the invoice unpaid when more than was asked for comes [fault 13]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    app.sandbox.control.setOutcome(story.sessionId, { amount: 3295700 });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "open", amountDue: 32957 });
    await expectAllCredit(story, "amount_differs", 3295700);
  });

  it("leaves the invoice unpaid when the currency differs [fault 13]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    app.sandbox.control.setOutcome(story.sessionId, { currency: "USD" });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "open", amountDue: 32957 });
    await expectAllCredit(story, "currency_differs", 32957, "USD");
  });

  it("lets the invoice be paid rightly afterwards [fault 13]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    app.sandbox.control.setOutcome(story.sessionId, { amount: 1 });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await app.settle();
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(story.payLink)), CARD);
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    expect(await creditOf(story)).toEqual([{ amount: 1, currency: "EUR" }]);
    await expectSoundBooks(app);
  });
});

describe("one payment intent is offered for two invoices", () => {
  it("counts for the invoice it was made for, whatever an event says [fault 14]", async () => {
    const { story, second, truth } = await paidAndWaiting();
    const event = fakeEvent("payment_intent.succeeded", truth.processorPaymentId, second.id);
    expect(await postSigned(story, event)).toBe(200);
    await app.runJobs();

    await expectOnlyFirstPaid(story, second.invoiceId);
  });

  it("counts once, even when the processor's tags name the other payment [fault 14]", async () => {
    const { story, second, truth } = await paidAndWaiting();
    const tags = { ...truth.tags, invoice: second.invoiceId, payment: second.id };
    const looked = await read(story, second.id);
    const after = await recordTruth(app.parts.runtime, looked, { ...truth, tags });

    expect(after.status).toBe("started");
    await expectOnlyFirstPaid(story, second.invoiceId);
  });

  it("has no effect with tags of another payment, installation, business or mode [fault 14]", async () => {
    const { story, second, truth } = await paidAndWaiting();
    const looked = await read(story, second.id);
    const own = { ...truth.tags, invoice: second.invoiceId, payment: second.id };
    const unclaimed = { ...truth, processorPaymentId: "pi_nobodys", tags: own };
    const foreign: PaymentTruth[] = [
      { ...unclaimed, tags: truth.tags },
      { ...unclaimed, tags: {} },
      { ...unclaimed, tags: { ...own, installation: "ins_other" } },
      { ...unclaimed, tags: { ...own, business: "biz_other" } },
      { ...unclaimed, mode: "live" },
    ];
    for (const told of foreign) {
      expect((await recordTruth(app.parts.runtime, looked, told)).status).toBe("started");
    }

    await expectOnlyFirstPaid(story, second.invoiceId);
  });
});

/** One invoice paid, and a second one of the same business with its payment page still open. */
async function paidAndWaiting() {
  const story = await openPaymentPage(app);
  await app.sandbox.control.payCheckout(story.sessionId, CARD);
  await app.settle();
  const { invoiceId, payLink } = await story.seller.sendInvoice();
  await pressPay(payLink);
  const [second] = (await story.seller.ask("GET", `/payments?invoiceId=${invoiceId}`)).data;
  const { businessId } = story.seller;
  const processor = await openProcessor(app.parts.runtime, businessId, story.connectionId);
  const reference = { sessionId: story.sessionId, processorPaymentId: null };
  const truth = (await processor.lookUpPayment(reference)) as PaymentTruth;
  expect(truth).toMatchObject({ status: "succeeded", tags: { invoice: story.invoiceId } });
  return { story, second: { id: String(second.id), invoiceId }, truth };
}

async function read({ seller: { businessId } }: PaymentStory, id: string) {
  const payment = await transact(app.parts.runtime.db, businessId, (tx) =>
    findPayment(tx, businessId, id, "read"),
  );
  if (!payment) throw new Error(`no payment ${id}`);
  return payment;
}

async function expectOnlyFirstPaid(story: PaymentStory, secondInvoiceId: string) {
  expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
  const second = await story.seller.ask("GET", `/invoices/${secondInvoiceId}`);
  expect(second).toMatchObject({ status: "open", amountPaid: 0, amountDue: 32957 });
  expect(await balancesOf(story, "test")).toMatchObject({ "Accounts receivable": -32957 });
  await expectSoundBooks(app);
}

function fakeEvent(type: string, intentId: string | null, paymentId: string, livemode = false) {
  return {
    id: `evt_${paymentId}_${type}`,
    object: "event",
    type,
    created: Math.floor(Date.now() / 1000),
    livemode,
    data: { object: { id: intentId, object: "payment_intent", metadata: { payment: paymentId } } },
  };
}

/** Sends an event rightly signed with the secret of the story's own connection. */
async function postSigned(story: PaymentStory, event: object, to = story.connectionId) {
  const { businessId } = story.seller;
  const [secret] = await openWebhookSecrets(app.parts.runtime, businessId, story.connectionId);
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: String(secret) });
  const response = await fetch(`${app.url}/webhooks/stripe/${to}`, {
    method: "POST",
    headers: { "stripe-signature": signature, "content-type": "application/json" },
    body: payload,
  });
  return response.status;
}

describe("an event of another account or mode", () => {
  it("has no effect on a payment of another business's account [fault 15]", async () => {
    const [mine, theirs] = [await openPaymentPage(app), await openPaymentPage(app)];
    app.sandbox.control.setWebhooks({ isPaused: true });
    await app.sandbox.control.payCheckout(theirs.sessionId, CARD);
    const [{ id }] = await paymentsOf(theirs);
    const event = fakeEvent("payment_intent.succeeded", "pi_theirs", id);
    expect(await postSigned(mine, event)).toBe(200);
    expect(await postSigned(mine, event, theirs.connectionId)).toBe(400);
    await app.runJobs();

    expect(await paymentsOf(theirs)).toMatchObject([{ status: "started" }]);
    expect(await paymentsOf(mine)).toMatchObject([{ status: "started" }]);
    await expectSoundBooks(app);
  });

  it("has no effect on another account of the same business [fault 15]", async () => {
    const story = await openPaymentPage(app);
    const other = await story.seller.connect("Stripe second");
    app.sandbox.control.setWebhooks({ isPaused: true });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    const [{ id }] = await paymentsOf(story);
    const event = fakeEvent("payment_intent.succeeded", "pi_any", id);
    const fromOther = { ...story, connectionId: other.id };
    expect(await postSigned(fromOther, event)).toBe(200);
    await app.runJobs();

    expect(await paymentsOf(story)).toMatchObject([{ status: "started" }]);
  });

  it("has no effect when it is of the other mode [fault 15]", async () => {
    const story = await openPaymentPage(app);
    app.sandbox.control.setWebhooks({ isPaused: true });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    const [{ id }] = await paymentsOf(story);
    expect(await postSigned(story, fakeEvent("payment_intent.succeeded", null, id, true))).toBe(
      200,
    );
    await app.runJobs();
    expect(await paymentsOf(story)).toMatchObject([{ status: "started" }]);

    // the same event of the right mode does settle it
    expect(await postSigned(story, fakeEvent("payment_intent.processing", null, id))).toBe(200);
    await app.runJobs();
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded" }]);
    await expectSoundBooks(app);
  });
});

describe("the invoice changes while a payment page is open, and the money still arrives", () => {
  it("keeps it as credit when the invoice was voided meanwhile [fault 16]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    await story.seller.ask("POST", `/invoices/${story.invoiceId}/void`);
    await app.sandbox.control.payCheckout(story.sessionId, { ...CARD, force: true });
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "void", amountPaid: 0 });
    await expectAllCredit(story, "invoice_void", 32957);
    expect(await openPage(story.payLink)).not.toMatchObject({ status: "payable" });
  });

  it("closes the page of a voided invoice at the processor [fault 16]", async () => {
    const story = await openPaymentPage(app);
    await story.seller.ask("POST", `/invoices/${story.invoiceId}/void`);
    await app.settle();

    const session = await story.stripe.checkout.sessions.retrieve(story.sessionId);
    expect(session.status).toBe("expired");
    expect(await paymentsOf(story)).toMatchObject([{ status: "canceled" }]);
  });

  it("takes it when online payment was switched off meanwhile [fault 16]", async () => {
    const story = await openPaymentPage(app);
    await story.seller.ask("PATCH", `/invoices/${story.invoiceId}`, { onlinePayment: "none" });
    await story.seller.ask("PATCH", "/business", { onlinePayments: false });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    await expectSoundBooks(app);
  });

  it("takes it when the key was replaced by another of the same account [fault 16]", async () => {
    const story = await openPaymentPage(app);
    const account = story.seller.businessId.slice(4);
    await story.seller.ask("PATCH", `/connections/${story.connectionId}`, {
      credentials: { secretKey: `sk_test_${account}__rolled` },
    });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    await expectSoundBooks(app);
  });

  it("closes the page before a key of another account comes, so that no money is lost [fault 16]", async () => {
    const story = await openPaymentPage(app);
    await story.seller.ask("PATCH", `/connections/${story.connectionId}`, {
      credentials: { secretKey: `sk_test_${story.seller.businessId.slice(4)}other__main` },
    });
    const late = await app.sandbox.control.payCheckout(story.sessionId, CARD);
    expect(late.outcome).toBe("not_open");
    const again = sessionOf(await pressPay(story.payLink));
    await app.sandbox.control.payCheckout(again, CARD);
    await app.settle();

    expect(again).not.toBe(story.sessionId);
    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    await expectSoundBooks(app);
  });

  it("records what was paid before a key of another account came [fault 16]", async () => {
    const story = await openPaymentPage(app);
    app.sandbox.control.setWebhooks({ isPaused: true });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await story.seller.ask("PATCH", `/connections/${story.connectionId}`, {
      credentials: { secretKey: `sk_test_${story.seller.businessId.slice(4)}other__main` },
    });

    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    await expectSoundBooks(app);
  });

  it("does not wait for a former key that no longer works [fault 16]", async () => {
    const story = await openPaymentPage(app);
    const account = story.seller.businessId.slice(4);
    app.sandbox.control.setKey(`sk_test_${account}__main`, { isRevoked: true });
    const path = `/connections/${story.connectionId}`;
    expect(await story.seller.ask("POST", `${path}/check`)).toMatchObject({ state: "broken" });
    const live = { credentials: { secretKey: `sk_live_${account}__main` } };
    expect(await story.seller.ask("PATCH", path, live)).toMatchObject({ state: "ready" });
    expect(await pressPay(story.payLink)).toContain("cs_live_");
  });

  it("books it where the connection now puts its money [fault 16]", async () => {
    const story = await openPaymentPage(app);
    const { id } = await story.seller.ask("POST", "/accounts", { name: "New bank", type: "asset" });
    const path = `/connections/${story.connectionId}`;
    await story.seller.ask("PATCH", path, { depositAccountId: id });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await app.settle();

    expect(await balancesOf(story, "test")).toMatchObject({ "New bank": 32438 });
    await expectSoundBooks(app);
  });
});
