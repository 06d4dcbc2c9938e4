import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { endStateOf, expectSoundBooks } from "#test/support/books.ts";
import { openPage } from "#test/support/payer.ts";
import {
  balancesOf,
  eventOf,
  lettersOf,
  openPaymentPage,
  paymentsOf,
  type PaymentStory,
} from "#test/support/payment-story.ts";
import { settlePayment } from "./settle-payment.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(() => {
  app.sandbox.control.clearFaults();
  app.sandbox.control.setWebhooks({ isPaused: true });
});

const CARD = { card: "4242424242424242" };
const DECLINED = { card: "4000000000009995" };

/** The faults that no request has met yet. */
async function pendingFaults(): Promise<unknown> {
  const response = await fetch(`${app.sandbox.url}/_sandbox/state`);
  return ((await response.json()) as { faults: unknown }).faults;
}

/** What a payment that was collected once looks like, however it was told. */
async function expectCollectedOnce(story: PaymentStory): Promise<void> {
  const { seller, invoiceId, stripe } = story;
  expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
    status: "paid",
    amountPaid: 32957,
    amountDue: 0,
  });
  const payments = await paymentsOf(story);
  expect(payments.filter(({ status }) => status === "succeeded")).toHaveLength(1);
  expect(await lettersOf(story)).toEqual({ invoice: 1, payment_notification: 1, receipt: 1 });
  const { data: charges } = await stripe.charges.list();
  expect(charges.filter(({ paid }) => paid)).toHaveLength(1);
  expect(await balancesOf(story, "test")).toEqual({
    "Accounts receivable": -32957,
    "Stripe main clearing": 32438,
    "Stripe main fees": 519,
  });
  await expectSoundBooks(app);
}

describe("whoever tells about a payment, and however often, it is collected once", () => {
  it("takes the same event ten times at once [fault 1]", async () => {
    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    const event = await eventOf(story, "payment_intent.succeeded");
    const deliveries = await app.sandbox.control.deliver(event, 10);
    expect(deliveries.map(({ state }) => state)).toEqual(Array(10).fill("delivered"));
    await app.runJobs();

    await expectCollectedOnce(story);
  });

  it("settles one payment in ten processes at the same moment, and books it once [fault 1]", async () => {
    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    const [payment] = await paymentsOf(story);
    const address = { businessId: story.seller.businessId, id: payment.id };
    const settled = await Promise.all(
      Array.from({ length: 10 }, () =>
        settlePayment({ ...app.parts.runtime, looks: new Map() }, address),
      ),
    );
    expect(settled.map(({ status }) => status)).toEqual(Array(10).fill("succeeded"));

    await expectCollectedOnce(story);
  });

  it("asks the processor once when many look in one process at the same moment", async () => {
    const story = await openPaymentPage(app);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    const [payment] = await paymentsOf(story);
    const address = { businessId: story.seller.businessId, id: payment.id };
    await Promise.all(Array.from({ length: 10 }, () => settlePayment(app.parts.runtime, address)));
    const look = `GET /v1/checkout/sessions/${story.sessionId}`;
    expect(app.sandbox.requests.filter((one) => one === look)).toHaveLength(1);
    expect(app.parts.runtime.looks.size).toBe(0);

    await expectCollectedOnce(story);
  });

  it("lets return page and webhook come at the same instant [fault 2]", async () => {
    const story = await openPaymentPage(app);
    const paid = await app.sandbox.control.payCheckout(story.sessionId, CARD);
    const event = await eventOf(story, "checkout.session.completed");
    const [pages] = await Promise.all([
      Promise.all(Array.from({ length: 4 }, () => openPage(String(paid.location)))),
      app.sandbox.control.deliver(event, 2).then(() => app.runJobs()),
    ]);
    expect(pages.map(({ status }) => status)).toEqual(Array(4).fill("complete"));
    await app.runJobs();

    await expectCollectedOnce(story);
  });

  it("hears the second of two events that came while the first was being looked at [fault 4]", async () => {
    const story = await openPaymentPage(app);
    const { control } = app.sandbox;
    await control.payCheckout(story.sessionId, DECLINED);
    await control.deliver(await eventOf(story, "payment_intent.payment_failed"));
    control.fault({ match: "GET /v1/charges", kind: "latency", ms: 1000 });
    const looking = app.runJobs();
    await vi.waitFor(async () => expect(await pendingFaults()).toEqual([]));
    await control.payCheckout(story.sessionId, CARD);
    await control.deliver(await eventOf(story, "payment_intent.succeeded"));
    await looking;
    await app.runJobs();

    await expectCollectedOnce(story);
  });

  it("books the fee once when it is told late, in the same second as the payment [fault 4]", async () => {
    const story = await openPaymentPage(app);
    const { control } = app.sandbox;
    control.setSettings({ balanceTransactions: "held" });
    await control.payCheckout(story.sessionId, CARD);
    await control.deliver(await eventOf(story, "payment_intent.succeeded"));
    await app.runJobs();
    const [before] = await paymentsOf(story);
    expect(before).toMatchObject({ status: "succeeded", fee: null, net: null });
    control.releaseBalanceTransactions();
    control.setSettings({ balanceTransactions: "immediate" });
    await control.deliver(await eventOf(story, "charge.updated"), 3);
    await app.runJobs();

    await expectCollectedOnce(story);
  });
});

const EVENTS = [
  "payment_intent.payment_failed",
  "payment_intent.succeeded",
  "checkout.session.completed",
  "charge.updated",
] as const;

describe("the order of events", () => {
  it("ends in the same state for every permutation of four events [fault 3]", async () => {
    const ends: unknown[] = [];
    for (const order of permutations(EVENTS)) {
      const story = await declinedThenPaid();
      for (const type of order) {
        await app.sandbox.control.deliver(await eventOf(story, type));
        await app.runJobs();
      }
      ends.push(await endStateOf(story.seller, story.invoiceId));
    }
    expect(ends).toHaveLength(24);
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(ends[0]).toMatchObject({ invoice: { status: "paid", amountDue: 0 } });
    await expectSoundBooks(app);
  }, 120_000);

  it("ends in that state too when any one event is all that ever arrives [fault 3]", async () => {
    const ends: unknown[] = [];
    for (const type of EVENTS) {
      const story = await declinedThenPaid();
      await app.sandbox.control.deliver(await eventOf(story, type), 2);
      await app.runJobs();
      ends.push(await endStateOf(story.seller, story.invoiceId));
    }
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(ends[0]).toMatchObject({ invoice: { status: "paid", amountDue: 0 } });
  }, 60_000);

  it("ends in that state too whenever somebody looked in between [fault 3]", async () => {
    const ends: unknown[] = [];
    for (const looks of [[], [1], [2], [1, 2]]) {
      const story = await declinedThenPaid(async (step, told) => {
        if (!looks.includes(step)) return;
        const { id } = (await paymentsOf(told)).find(({ status }) => status !== "failed");
        await settlePayment(app.parts.runtime, { businessId: told.seller.businessId, id });
      });
      await app.sandbox.control.deliver(await eventOf(story, "charge.updated"));
      await app.runJobs();
      ends.push(await endStateOf(story.seller, story.invoiceId));
    }
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(ends[0]).toMatchObject({
      invoice: { status: "paid" },
      payments: [
        { status: "failed", failureCode: "insufficient_funds" },
        { status: "succeeded", fee: 519 },
      ],
    });
  }, 60_000);
});

/** Declined, paid with another card, and the fee told late; not one event delivered yet. */
async function declinedThenPaid(
  afterStep: (step: number, story: PaymentStory) => Promise<void> = async () => {},
): Promise<PaymentStory> {
  const story = await openPaymentPage(app);
  const { control } = app.sandbox;
  control.setSettings({ balanceTransactions: "held" });
  expect((await control.payCheckout(story.sessionId, DECLINED)).outcome).toBe("declined");
  await afterStep(1, story);
  expect((await control.payCheckout(story.sessionId, CARD)).outcome).toBe("succeeded");
  await afterStep(2, story);
  control.releaseBalanceTransactions();
  control.setSettings({ balanceTransactions: "immediate" });
  return story;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
