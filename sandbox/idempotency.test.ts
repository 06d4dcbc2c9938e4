import { Stripe } from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  invoiceSession,
  startCheckedSandbox,
  type CheckedSandbox,
} from "#test/support/checked-sandbox.ts";

let sandbox: CheckedSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
  stripe = sandbox.client();
});
afterAll(() => sandbox.stop());

const thrown = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error("Stripe did not refuse");
};
const sessions = async () => (await stripe.checkout.sessions.list({ limit: 100 })).data.length;

test("the same key and parameters replay the first answer", async () => {
  const idempotencyKey = "pay_1";
  const first = await stripe.checkout.sessions.create(invoiceSession(), { idempotencyKey });
  const again = await stripe.checkout.sessions.create(invoiceSession(), { idempotencyKey });
  expect(again.id).toBe(first.id);
  expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  expect(again.lastResponse.headers).toMatchObject({
    "idempotent-replayed": "true",
    "original-request": first.lastResponse.requestId,
  });
});

test("a key is refused for other parameters and for another endpoint", async () => {
  const idempotencyKey = "pay_2";
  await stripe.checkout.sessions.create(invoiceSession(), { idempotencyKey });
  const other = await thrown(
    stripe.checkout.sessions.create(invoiceSession({ locale: "de" }), { idempotencyKey }),
  );
  expect(other).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect(other).toMatchObject({
    statusCode: 400,
    message: expect.stringContaining("same parameters"),
  });
  const elsewhere = await thrown(stripe.customers.create({}, { idempotencyKey }));
  expect(elsewhere).toMatchObject({
    rawType: "idempotency_error",
    message: expect.stringContaining("same endpoint"),
  });
});

test("another account may use the same key", async () => {
  const idempotencyKey = "pay_3";
  const mine = await stripe.checkout.sessions.create(invoiceSession(), { idempotencyKey });
  const theirs = await sandbox
    .client("sk_test_other")
    .checkout.sessions.create(invoiceSession(), { idempotencyKey });
  expect(theirs.id).not.toBe(mine.id);
});

test("while the first call runs, a second one is told 409 and nothing happens twice", async () => {
  const before = await sessions();
  const idempotencyKey = "pay_4";
  sandbox.control.fault({ match: "POST /v1/checkout/sessions", kind: "latency", ms: 300 });
  const calls = await Promise.allSettled([
    stripe.checkout.sessions.create(invoiceSession(), { idempotencyKey }),
    stripe.checkout.sessions.create(invoiceSession(), { idempotencyKey }),
  ]);
  const refused = calls.find((each) => each.status === "rejected");
  expect(refused?.reason).toMatchObject({
    statusCode: 409,
    code: "idempotency_key_in_use",
    rawType: "idempotency_error",
  });
  expect(await sessions()).toBe(before + 1);
});

test("validation errors are not kept; a decline is", async () => {
  const idempotencyKey = "pay_5";
  await thrown(stripe.paymentIntents.create({ amount: 1, currency: "eur" }, { idempotencyKey }));
  expect(
    (await stripe.paymentIntents.create({ amount: 100, currency: "eur" }, { idempotencyKey }))
      .amount,
  ).toBe(100);

  const declined = {
    amount: 100,
    currency: "eur",
    payment_method: "pm_card_chargeDeclined",
    confirm: true,
  };
  const first = await thrown(stripe.paymentIntents.create(declined, { idempotencyKey: "pay_6" }));
  const again = await thrown(stripe.paymentIntents.create(declined, { idempotencyKey: "pay_6" }));
  expect(first).toBeInstanceOf(Stripe.errors.StripeCardError);
  expect(again.payment_intent?.id).toBe(first.payment_intent?.id);
  expect(again.headers?.["idempotent-replayed"]).toBe("true");
});
