import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { endStateOf, expectSoundBooks } from "#test/support/books.ts";
import { idOf } from "#test/support/checked-sandbox.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import {
  eventOf,
  lettersOf,
  openPaymentPage,
  paymentsOf,
  type PaymentStory,
} from "#test/support/payment-story.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.sandbox.control.setSettings({ debits: "held" });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.sandbox.control.setWebhooks({ isPaused: false });
});

const IBAN = "AT611904300234573201";

async function invoiceOf({ seller, invoiceId }: PaymentStory) {
  return seller.ask("GET", `/invoices/${invoiceId}`);
}

async function submitDebit(story: PaymentStory) {
  const submitted = await app.sandbox.control.payCheckout(story.sessionId, { iban: IBAN });
  expect(submitted.outcome).toBe("processing");
  return submitted;
}

async function bankAnswers(story: PaymentStory, outcome: "failed" | "succeeded") {
  app.sandbox.control.settleDebit(await intentOf(story), outcome);
}

async function intentOf({ stripe, sessionId }: PaymentStory): Promise<string> {
  return idOf((await stripe.checkout.sessions.retrieve(sessionId)).payment_intent);
}

describe("a debit that takes days", () => {
  it("shows as processing meanwhile, and nobody is asked to pay twice [fault 19]", async () => {
    const story = await openPaymentPage(app);
    const { location } = await submitDebit(story);
    expect(await openPage(String(location))).toMatchObject({ status: "processing" });
    expect(await openPage(story.payLink)).toMatchObject({ status: "processing" });
    expect(await pressPay(story.payLink)).toBe(story.payLink);
    expect(await paymentsOf(story)).toMatchObject([{ status: "processing", amountApplied: 0 }]);
    expect(await invoiceOf(story)).toMatchObject({ status: "open", amountPaid: 0 });
    expect(await lettersOf(story)).toEqual({ invoice: 1 });
    await expectSoundBooks(app);
  });

  it("fails in the end: the invoice is due as before, and can be paid again [fault 19]", async () => {
    const story = await openPaymentPage(app);
    await submitDebit(story);
    await app.settle();
    await bankAnswers(story, "failed");
    await app.settle();

    const failed = (await paymentsOf(story)).filter(({ status }) => status === "failed");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ failureCode }) => failureCode === "insufficient_funds")).toBe(true);
    expect(await invoiceOf(story)).toMatchObject({ status: "open", amountDue: 32957 });
    expect(await openPage(story.payLink)).toMatchObject({ status: "payable" });
    expect(await lettersOf(story)).not.toHaveProperty("receipt");
    const again = sessionOf(await pressPay(story.payLink));
    expect(again).not.toBe(story.sessionId);
    await app.sandbox.control.payCheckout(again);
    await app.settle();
    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    await expectSoundBooks(app);
  });

  it("succeeds in the end: collected on that day, receipted once [fault 19]", async () => {
    const story = await openPaymentPage(app);
    await submitDebit(story);
    await app.settle();
    await bankAnswers(story, "succeeded");
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    expect(await lettersOf(story)).toEqual({ invoice: 1, payment_notification: 1, receipt: 1 });
    await expectSoundBooks(app);
  });

  it("succeeds after the invoice was paid by hand: kept as credit, with an alert [fault 16]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    await submitDebit(story);
    await app.settle();
    const paidOn = new Date().toISOString().slice(0, 10);
    await story.seller.ask("POST", `/invoices/${story.invoiceId}/payments`, {
      amount: 32957,
      paidOn,
      method: "cash",
    });
    await bankAnswers(story, "succeeded");
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "paid", amountPaid: 32957 });
    const { credit } = await story.seller.ask("GET", `/customers/${story.customerId}`);
    expect(credit).toEqual([{ amount: 32957, currency: "EUR" }]);
    expect(await lettersOf(story)).toMatchObject({ problem: 1, receipt: 1 });
    await expectSoundBooks(app);
  });

  it("succeeds after the invoice was voided: kept as credit, with an alert [fault 16]", async () => {
    const story = await openPaymentPage(app, {}, "live");
    await submitDebit(story);
    await app.settle();
    await story.seller.ask("POST", `/invoices/${story.invoiceId}/void`);
    await app.settle();
    await bankAnswers(story, "succeeded");
    await app.settle();

    expect(await invoiceOf(story)).toMatchObject({ status: "void", amountPaid: 0 });
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded", amountApplied: 0 }]);
    expect(await lettersOf(story)).toMatchObject({ problem: 1 });
    await expectSoundBooks(app);
  });
});

/** What happens at the processor, in the order in which it must, and the events each makes. */
const STEPS: readonly {
  happens: (story: PaymentStory) => Promise<unknown>;
  events: readonly string[];
}[] = [
  { happens: submitDebit, events: ["checkout.session.completed", "payment_intent.processing"] },
  {
    happens: (story) => bankAnswers(story, "succeeded"),
    events: ["payment_intent.succeeded", "checkout.session.async_payment_succeeded"],
  },
  {
    happens: async (story) =>
      story.stripe.refunds.create({ payment_intent: await intentOf(story), amount: 2957 }),
    events: ["charge.refunded"],
  },
];

describe("created, processing, succeeded, refunded, told in any order", () => {
  it("end in the same state, whatever was heard when [fault 3]", async () => {
    const calm = await play([]);
    expect(calm).toMatchObject({ invoice: { status: "paid", amountPaid: 30000 } });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 3, maxLength: 12 }),
        async (choices) => {
          expect(await play(choices)).toEqual(calm);
        },
      ),
      { numRuns: 12, endOnFailure: true },
    );
    await expectSoundBooks(app);
  }, 120_000);

  it("end in the same state for every order of three, told after the fact [fault 3]", async () => {
    const calm = await play([]);
    const three = ["payment_intent.processing", "payment_intent.succeeded", "charge.refunded"];
    for (const order of permutations(three)) {
      const story = await readyStory();
      for (const { happens } of STEPS) await happens(story);
      await hear(story, ...order);
      expect(await comparableEnd(story)).toEqual(calm);
    }
  }, 120_000);
});

async function readyStory(): Promise<PaymentStory> {
  app.sandbox.control.setWebhooks({ isPaused: true });
  return openPaymentPage(app);
}

/** Each choice is either the next thing that happens, or an event of one that did, heard (again). */
async function play(choices: readonly number[]): Promise<unknown> {
  const story = await readyStory();
  let happened = 0;
  for (const choice of choices) {
    const known = STEPS.slice(0, happened).flatMap(({ events }) => events);
    const heard = known[choice % (known.length + 2)];
    if (heard !== undefined) await hear(story, heard);
    else if (happened < STEPS.length) await STEPS[happened++]?.happens(story);
  }
  while (happened < STEPS.length) await STEPS[happened++]?.happens(story);
  await hear(story, "charge.refunded");
  return comparableEnd(story);
}

async function hear(story: PaymentStory, ...types: string[]): Promise<void> {
  for (const type of types) {
    await app.sandbox.control.deliver(await eventOf(story, type));
    await app.runJobs();
  }
}

/** That a payment was seen processing is in the timeline only if somebody looked then. */
async function comparableEnd({ seller, invoiceId }: PaymentStory): Promise<unknown> {
  const end = (await endStateOf(seller, invoiceId)) as { history: { kind: string }[] };
  return { ...end, history: end.history.filter(({ kind }) => kind !== "payment_processing") };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
