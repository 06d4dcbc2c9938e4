import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { openPaymentPage, paymentsOf, type PaymentStory } from "#test/support/payment-story.ts";
import { sweepConnection } from "./sweep-connection.ts";

const HOUR_MS = 3_600_000;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: new Date() });
});
afterAll(() => app.stop());
afterEach(() => {
  app.sandbox.control.clearFaults();
  app.sandbox.control.setWebhooks({ drop: 0 });
  app.clock.now = new Date();
});

describe("an answer that stays away", () => {
  it("is told after an hour, once, and still recorded when it comes [I19]", async () => {
    const story = await openPaymentPage(app);
    app.sandbox.control.setWebhooks({ drop: 1000 });
    await app.sandbox.control.payCheckout(story.sessionId, { card: "4242424242424242" });
    app.sandbox.control.setUnreachable(true);
    await openPage(`${story.payLink}/return?session=${story.sessionId}`);
    expect(await paymentsOf(story)).toMatchObject([{ status: "unknown", alertedAt: null }]);
    await sweepIn(story, HOUR_MS / 2);
    expect(await problemsOf(story, /not known/)).toEqual([]);
    await sweepIn(story, 2 * HOUR_MS);
    await sweepIn(story, 3 * HOUR_MS);
    expect(await problemsOf(story, /not known/)).toEqual([
      expect.stringContaining("The result of a payment is not known"),
    ]);
    expect((await paymentsOf(story))[0].alertedAt).not.toBeNull();

    app.sandbox.control.clearFaults();
    await sweepIn(story, 4 * HOUR_MS);
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded", amountApplied: 32957 }]);
    await expectSoundBooks(app);
  });

  it("is told for a refund, too, which is never made twice [I19] [fault 17]", async () => {
    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, { card: "4242424242424242" });
    await app.settle();
    const [{ id }] = await paymentsOf(story);
    app.sandbox.control.setUnreachable(true);
    const lost = await story.seller.request("POST", `/payments/${id}/refunds`, { amount: 500 });
    expect(lost.status).toBe(502);
    await sweepIn(story, 2 * HOUR_MS);
    await sweepIn(story, 3 * HOUR_MS);
    expect(await problemsOf(story, /refund/)).toEqual([
      expect.stringContaining("The result of a refund is not known"),
    ]);
    app.sandbox.control.clearFaults();
    await sweepIn(story, 4 * HOUR_MS);
    expect(await paymentsOf(story)).toMatchObject([{ amountRefunded: 500 }]);
    expect((await story.stripe.refunds.list()).data).toHaveLength(1);
  });

  it("is told for a debit that no bank answers to [R37]", async () => {
    const story = await openPaymentPage(app);
    app.sandbox.control.setSettings({ debits: "held" });
    const debit = { iban: "AT611904300234573201", email: "payer@example.com", name: "Jenny" };
    await app.sandbox.control.payCheckout(story.sessionId, debit);
    await app.settle();
    expect(await paymentsOf(story)).toMatchObject([{ status: "processing" }]);
    await sweepIn(story, 20 * 24 * HOUR_MS);
    expect(await problemsOf(story, /three weeks/)).toEqual([]);
    await sweepIn(story, 22 * 24 * HOUR_MS);
    expect(await problemsOf(story, /three weeks/)).toHaveLength(1);
  });

  it("of the processor as a whole is told after an hour, once, and anew the next time [R35]", async () => {
    const story = await openPaymentPage(app);
    await sweepIn(story, 0);
    app.sandbox.control.setUnreachable(true);
    await sweepIn(story, HOUR_MS / 2);
    expect(await problemsOf(story, /not answered/)).toEqual([]);
    await sweepIn(story, 2 * HOUR_MS);
    await sweepIn(story, 3 * HOUR_MS);
    expect(await problemsOf(story, /not answered/)).toHaveLength(1);
    app.sandbox.control.clearFaults();
    await sweepIn(story, 4 * HOUR_MS);
    app.sandbox.control.setUnreachable(true);
    await sweepIn(story, 12 * HOUR_MS); // however long nobody had asked before
    expect(await problemsOf(story, /not answered/)).toHaveLength(1);
    await sweepIn(story, 13 * HOUR_MS);
    expect(await problemsOf(story, /not answered/)).toHaveLength(2);
  });
});

describe("a payment that the payer's bank suspects", () => {
  it.each(["webhook", "sweep"])("is told once, by %s [R35]", async (by) => {
    const story = await openPaymentPage(app);
    if (by === "sweep") app.sandbox.control.setWebhooks({ drop: 1000 });
    await app.sandbox.control.payCheckout(story.sessionId, { card: "4000000000005423" });
    await app.settle();
    await sweepIn(story, 0);
    await sweepIn(story, 60_000);
    expect(await problemsOf(story, /fraudulent/)).toHaveLength(1);
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded" }]);
  });
});

describe("what is told does not wait for a payment that cannot be settled [fault 28]", () => {
  it("neither a fraud warning, nor a payout that cannot be looked up holds up the sweep", async () => {
    const story = await openPaymentPage(app);
    const suspected = await story.seller.sendInvoice();
    const session = sessionOf(await pressPay(suspected.payLink));
    app.sandbox.control.setWebhooks({ drop: 1000 });
    await app.sandbox.control.payCheckout(story.sessionId, { card: "4242424242424242" });
    await app.sandbox.control.payCheckout(session, { card: "4000000000005423" });
    const match = `GET /v1/checkout/sessions/${story.sessionId}`;
    app.sandbox.control.fault({ match, kind: "500", times: 1000 });
    app.sandbox.control.fault({ match: "GET /v1/payouts/*", kind: "500", times: 1000 });
    app.sandbox.control.advance(8 * 24 * HOUR_MS);
    app.sandbox.control.makePayout(`sk_test_${story.seller.businessId.slice(4)}__main`, {
      outcome: "paid",
    });
    // The warning names a payment of Stripe's that only the first sweep learns.
    for (const minutes of [1, 2]) await sweepIn(story, minutes * 60_000);
    expect(await problemsOf(story, /fraudulent/)).toHaveLength(1);
    const { lastSweepAt } = await story.seller.ask("GET", `/connections/${story.connectionId}`);
    expect(lastSweepAt).not.toBeNull();
  });
});

/** A sweep as it will be after a while; one that cannot reach Stripe throws, and comes back. */
async function sweepIn({ seller, connectionId }: PaymentStory, ms: number): Promise<void> {
  app.clock.now = new Date(Date.now() + ms);
  const where = { businessId: seller.businessId, connectionId };
  await sweepConnection(app.parts.runtime, where).catch((error: unknown) => {
    expect(error).toMatchObject({ name: "ProcessorAway" });
  });
}

async function problemsOf({ seller }: PaymentStory, about: RegExp): Promise<string[]> {
  const { data } = await seller.ask("GET", "/mails?kind=problem");
  return data
    .map(({ subject }: { subject: string }) => subject)
    .filter((subject: string) => about.test(subject));
}
