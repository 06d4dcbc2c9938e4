import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { sweepConnection } from "#src/payments/sweep-connection.ts";
import { transact } from "#src/platform/database.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import {
  lettersOf,
  openPaymentPage,
  paymentsOf,
  type PaymentStory,
} from "#test/support/payment-story.ts";

const HOUR_MS = 3_600_000;
const CARD = { card: "4242424242424242" };

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

describe("Stripe and the books are compared [R47]", () => {
  it("finds nothing where both hold the same, refunds and disputes included", async () => {
    const story = await paidStory();
    const [payment] = await paymentsOf(story);
    await story.seller.ask("POST", `/payments/${payment.id}/refunds`, { amount: 5000 });
    app.sandbox.control.openDispute(payment.processorPaymentId);
    await app.settle();
    expect(await compareLater(story)).toMatchObject({ open: 0, closed: 0 });
    const shown = await story.seller.ask("GET", `/connections/${story.connectionId}`);
    expect(shown).toMatchObject({ openDifferences: 0 });
    expect(shown.lastComparedAt).not.toBeNull();
  });

  it("leaves alone what was paid just now, on whichever side it is missing", async () => {
    const known = await paidStory();
    const compareNow = ({ seller, connectionId }: PaymentStory) =>
      seller.ask("POST", `/connections/${connectionId}/comparison`);
    expect(await compareNow(known)).toMatchObject({ open: 0, closed: 0 });
    const story = await openPaymentPage(app);
    app.sandbox.control.setWebhooks({ drop: 1000 });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    expect(await compareNow(story)).toMatchObject({ open: 0, closed: 0 });
  });

  it("records by itself what no event told, and keeps what it mended", async () => {
    const story = await openPaymentPage(app);
    app.sandbox.control.setWebhooks({ drop: 1000 });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    expect(await compareLater(story)).toMatchObject({ open: 0, closed: 1 });
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded", amountApplied: 32957 }]);
    expect(await differencesOf(story)).toMatchObject([
      {
        kind: "not_recorded",
        ours: null,
        theirs: { amount: 32957, currency: "EUR" },
        closedBy: "itself",
        repairable: false,
      },
    ]);
    expect(await lettersOf(story)).toMatchObject({ receipt: 1, payment_notification: 1 });
    await expectSoundBooks(app);
  });

  it("shows what it could not mend, tells it once, and one click repairs it", async () => {
    const story = await paidStory();
    const [payment] = await paymentsOf(story);
    app.sandbox.control.setWebhooks({ drop: 1000 });
    await story.stripe.refunds.create({ payment_intent: payment.processorPaymentId, amount: 700 });
    const away = { match: "GET /v1/checkout/sessions/*", kind: "500", times: 50 } as const;
    app.sandbox.control.fault(away);
    expect(await compareLater(story)).toMatchObject({ open: 1 });
    expect(await compareLater(story)).toMatchObject({ open: 1 });
    const [shown, ...others] = await differencesOf(story);
    expect(others).toEqual([]);
    expect(shown).toMatchObject({
      kind: "refunds_differ",
      paymentId: payment.id,
      invoiceId: story.invoiceId,
      ours: { amount: 0 },
      theirs: { amount: 700 },
      repairable: true,
      closedAt: null,
    });
    expect(await problemsOf(story)).toEqual([expect.stringMatching(/1 difference between/)]);

    const repair = () => story.seller.request("POST", `/differences/${shown.id}/repair`);
    app.clock.now = new Date(Date.now() + HOUR_MS);
    expect(await repair()).toMatchObject({ status: 409, body: { code: "difference_remains" } });
    app.sandbox.control.clearFaults();
    expect(await repair()).toMatchObject({ status: 200, body: { closedBy: "repair" } });
    expect(await repair()).toMatchObject({ status: 200, body: { closedBy: "repair" } });
    expect(await paymentsOf(story)).toMatchObject([{ amountRefunded: 700 }]);
    expect((await connectionOf(story)).openDifferences).toBe(0);
    await expectSoundBooks(app);
  });

  it("writes a payment anew whose row was lost with a restored backup [I4]", async () => {
    const story = await openPaymentPage(app);
    await transact(app.parts.runtime.db, story.seller.businessId, async (tx) => {
      await sql`delete from payments where invoice_id = ${story.invoiceId}`.execute(tx);
    });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await app.settle();
    expect(await paymentsOf(story)).toEqual([]);
    expect(await compareLater(story)).toMatchObject({ open: 0, closed: 1 });
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded", amountApplied: 32957 }]);
    expect(await lettersOf(story)).toMatchObject({ receipt: 1, payment_notification: 1 });
    expect(await compareLater(story)).toMatchObject({ open: 0, closed: 0 });
    await expectSoundBooks(app);
  });

  it("tells of money for an invoice that does not exist, and leaves the decision to a person", async () => {
    const story = await paidStory();
    const { seller } = story;
    await payAside(story, { invoice: "inv_00000000000000000000000000", payment: "pay_x" });
    expect(await compareLater(story)).toMatchObject({ open: 1 });
    const [shown] = await differencesOf(story);
    expect(shown).toMatchObject({ kind: "unknown_invoice", repairable: false, paymentId: null });
    expect(shown.explanation).toMatch(/does not exist here/);
    expect(await seller.request("POST", `/differences/${shown.id}/repair`)).toMatchObject({
      status: 409,
      body: { code: "difference_not_repairable" },
    });
  });

  it("leaves money alone that another installation or nobody of us made", async () => {
    const story = await paidStory();
    await payAside(story, { installation: "ins_other" });
    await story.stripe.paymentIntents.create({
      amount: 4200,
      currency: "eur",
      confirm: true,
      payment_method: "pm_card_visa",
      return_url: "https://shop.example",
    });
    expect(await compareLater(story)).toMatchObject({ open: 0, closed: 0 });
  });

  it("leaves alone what counts at another connection of the same account, or was cleared", async () => {
    const story = await paidStory();
    const { seller, connectionId } = story;
    await seller.ask("DELETE", `/connections/${connectionId}`);
    const renewed = await seller.connect("Renewed", keyOf(story));
    expect(await compareLater({ ...story, connectionId: renewed.id })).toMatchObject({ open: 0 });

    const other = await paidStory();
    const live = { secretKey: keyOf(other).replace("_test_", "_live_") };
    const path = `/connections/${other.connectionId}`;
    await other.seller.ask("PATCH", path, { credentials: live });
    await other.seller.ask("PATCH", path, { credentials: { secretKey: keyOf(other) } });
    expect(await compareLater(other)).toMatchObject({ open: 0, closed: 0 });
  });

  it("keeps a difference open until it is gone, however long that takes", async () => {
    const story = await paidStory();
    const credentials = { secretKey: "sk_test_strangeaccount02" };
    await story.seller.ask("PATCH", `/connections/${story.connectionId}`, { credentials });
    for (const days of [1, 2, 3, 4, 5]) {
      app.clock.now = new Date(Date.now() + days * 24 * HOUR_MS);
      const path = `/connections/${story.connectionId}/comparison`;
      expect(await story.seller.ask("POST", path)).toMatchObject({ open: 1, closed: 0 });
    }
    expect(await problemsOf(story)).toHaveLength(1);
  });

  it("tells of payments that the account does not hold, as with another account's keys", async () => {
    const story = await paidStory();
    const credentials = { secretKey: "sk_test_strangeaccount01" };
    await story.seller.ask("PATCH", `/connections/${story.connectionId}`, { credentials });
    expect(await compareLater(story)).toMatchObject({ open: 1 });
    expect(await differencesOf(story)).toMatchObject([
      { kind: "not_at_processor", repairable: false, theirs: null },
    ]);
  });

  it("runs daily by itself, after the sweep, and not more often", async () => {
    const story = await paidStory();
    const comparedAt = async () => (await connectionOf(story)).lastComparedAt;
    await sweep(story, 23 * HOUR_MS);
    expect(await comparedAt()).toBeNull();
    await sweep(story, 25 * HOUR_MS);
    const first = await comparedAt();
    expect(first).not.toBeNull();
    await sweep(story, 26 * HOUR_MS);
    expect(await comparedAt()).toBe(first);
  });
});

describe("payouts [R46]", () => {
  it("are known at each payment they bring to the bank, by webhook or by sweep", async () => {
    const stories = { webhook: await paidStory(), sweep: await paidStory() };
    app.sandbox.control.advance(8 * 24 * HOUR_MS);
    const told = app.sandbox.control.makePayout(keyOf(stories.webhook));
    await app.settle();
    expect(await paymentsOf(stories.webhook)).toMatchObject([
      { payout: { id: told.id, status: "paid" } },
    ]);
    app.sandbox.control.setWebhooks({ drop: 1000 });
    const missed = app.sandbox.control.makePayout(keyOf(stories.sweep));
    await sweep(stories.sweep, 60_000);
    expect(await paymentsOf(stories.sweep)).toMatchObject([
      { payout: { id: missed.id, status: "paid" } },
    ]);
    app.sandbox.control.settlePayout(missed.id, "failed");
    await sweep(stories.sweep, 60_000);
    expect(await paymentsOf(stories.sweep)).toMatchObject([
      { payout: { id: missed.id, status: "failed" } },
    ]);
  });
});

async function paidStory(): Promise<PaymentStory> {
  const story = await openPaymentPage(app);
  await app.sandbox.control.payCheckout(story.sessionId, CARD);
  await app.settle();
  return story;
}

/** Money with our tags that came past our pages. */
async function payAside(story: PaymentStory, tags: Record<string, string>): Promise<void> {
  await story.stripe.paymentIntents.create({
    amount: 4200,
    currency: "eur",
    confirm: true,
    payment_method: "pm_card_visa",
    return_url: "https://shop.example",
    metadata: {
      installation: app.parts.runtime.installationId,
      business: story.seller.businessId,
      ...tags,
    },
  });
}

/** Compares as it will be in an hour: younger payments are still on their way. */
async function compareLater({ seller, connectionId }: PaymentStory) {
  app.clock.now = new Date(Date.now() + HOUR_MS);
  return seller.ask("POST", `/connections/${connectionId}/comparison`);
}

async function sweep({ seller, connectionId }: PaymentStory, ms: number): Promise<void> {
  app.clock.now = new Date(Date.now() + ms);
  const { businessId } = seller;
  await sweepConnection(app.parts.runtime, { businessId, connectionId });
  await app.runJobs();
}

function keyOf({ seller }: PaymentStory): string {
  return `sk_test_${seller.businessId.slice(4)}__main`;
}

async function differencesOf({ seller, connectionId }: PaymentStory) {
  return (await seller.ask("GET", `/differences?connectionId=${connectionId}`)).data;
}

async function connectionOf({ seller, connectionId }: PaymentStory) {
  return seller.ask("GET", `/connections/${connectionId}`);
}

async function problemsOf({ seller }: PaymentStory): Promise<string[]> {
  const { data } = await seller.ask("GET", "/mails?kind=problem");
  return data.map(({ subject }: { subject: string }) => subject);
}
