import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import {
  lettersOf,
  openPaymentPage,
  paymentsOf,
  type PaymentStory,
} from "#test/support/payment-story.ts";
import { sweepConnection } from "./sweep-connection.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: new Date() });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.sandbox.control.clearFaults();
  app.sandbox.control.setWebhooks({ drop: 1000 });
});

/** Longer than a sweep looks back behind the one before. */
const TWO_HOURS = 120 * 60_000;
const CARD = { card: "4242424242424242" };

function sweep({ seller: { businessId }, connectionId }: PaymentStory): Promise<void> {
  return sweepConnection(app.parts.runtime, { businessId, connectionId });
}

/** Lets time pass, for the program and for the processor. */
function skip(ms: number): void {
  app.clock.now = new Date(app.clock.now.getTime() + ms);
  app.sandbox.control.advance(ms);
}

async function expectPaidOnce(story: PaymentStory): Promise<void> {
  const invoice = await story.seller.ask("GET", `/invoices/${story.invoiceId}`);
  expect(invoice).toMatchObject({ status: "paid", amountPaid: 32957 });
  expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded", amountApplied: 32957 }]);
  expect(await lettersOf(story)).toEqual({ invoice: 1, payment_notification: 1, receipt: 1 });
}

describe("the sweep makes good what webhooks missed", () => {
  it("finds a payment nobody told about, and a second sweep changes nothing [fault 5]", async () => {
    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await sweep(story);
    await expectPaidOnce(story);
    await sweep(story);
    await expectPaidOnce(story);
    await expectSoundBooks(app);
  });

  it("comes back to a payment whose truth could not be had the first time [fault 5]", async () => {
    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    skip(TWO_HOURS);
    app.sandbox.control.fault({ match: "GET /v1/checkout/sessions/*", kind: "500", times: 3 });
    await sweep(story);
    expect(await paymentsOf(story)).toMatchObject([{ status: "started" }]);
    app.sandbox.control.clearFaults();
    skip(TWO_HOURS);
    await sweep(story);

    await expectPaidOnce(story);
    await expectSoundBooks(app);
  });

  it("settles the others when one payment of the connection cannot be looked up [fault 28]", async () => {
    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    const other = await story.seller.sendInvoice();
    const otherSession = sessionOf(await pressPay(other.payLink));
    await app.sandbox.control.payCheckout(otherSession, CARD);
    skip(TWO_HOURS);
    const broken = `GET /v1/checkout/sessions/${story.sessionId}`;
    app.sandbox.control.fault({ match: broken, kind: "500", times: 1000 });
    await sweep(story);

    expect(await story.seller.ask("GET", `/invoices/${other.invoiceId}`)).toMatchObject({
      status: "paid",
    });
    expect(await paymentsOf(story)).toMatchObject([{ status: "started" }]);
    app.sandbox.control.clearFaults();
    skip(TWO_HOURS);
    await sweep(story);
    await expectPaidOnce(story);
    await expectSoundBooks(app);
  });

  it("looks at a payment page whose time is over, and lets go of it [fault 5]", async () => {
    const story = await openPaymentPage(app);
    skip(24 * 60 * 60_000);
    await sweep(story);

    expect(await paymentsOf(story)).toMatchObject([{ status: "canceled" }]);
    const invoice = await story.seller.ask("GET", `/invoices/${story.invoiceId}`);
    expect(invoice).toMatchObject({ status: "open", payable: { payable: true } });
  });

  it("finds money that came on the last day events can be listed [fault 6]", async () => {
    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    skip(29 * 24 * 60 * 60_000);
    await sweep(story);

    await expectPaidOnce(story);
    await expectSoundBooks(app);
  });

  it("keeps what it could not ask for later when the processor is away [fault 23]", async () => {
    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    app.sandbox.control.setUnreachable(true);
    await expect(sweep(story)).rejects.toThrow();
    app.sandbox.control.setUnreachable(false);
    skip(TWO_HOURS);
    await sweep(story);

    await expectPaidOnce(story);
  });

  it.each([
    ["an hour ahead of", 60],
    ["an hour behind", -60],
  ])("finds it when our clock is %s the processor's [fault 20]", async (_name, minutes) => {
    const right = app.clock.now;
    app.clock.now = new Date(right.getTime() + minutes * 60_000);
    const story = await openPaymentPage(app);
    await sweep(story);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    app.clock.now = new Date(app.clock.now.getTime() + 60_000);
    await sweep(story);
    app.clock.now = right;

    await expectPaidOnce(story);
    await expectSoundBooks(app);
  });

  it("asks about each payment once, however many sweeps list its events [P11]", async () => {
    const story = await openPaymentPage(app);
    app.sandbox.control.expireCheckout(story.sessionId);
    await sweep(story);
    expect(await paymentsOf(story)).toMatchObject([{ status: "canceled" }]);
    app.sandbox.control.fault({ match: "GET /v1/checkout/sessions/*", kind: "429", times: 1 });
    for (let times = 1; times <= 3; times += 1) await sweep(story);
    const state = await fetch(`${app.sandbox.url}/_sandbox/state`);
    expect(await state.json()).toMatchObject({ faults: [{ times: 1 }] });
  });
});
