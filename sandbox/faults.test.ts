import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import {
  invoiceSession,
  startCheckedSandbox,
  type CheckedSandbox,
} from "#test/support/checked-sandbox.ts";
import type { FaultKind } from "./faults.ts";

let sandbox: CheckedSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
  stripe = sandbox.client();
});
afterAll(() => sandbox.stop());
afterEach(() => sandbox.control.clearFaults());

const match = "POST /v1/checkout/sessions";
const create = (idempotencyKey: string) =>
  stripe.checkout.sessions.create(invoiceSession(), { idempotencyKey });
const sessions = async () => (await stripe.checkout.sessions.list({ limit: 100 })).data.length;

/** What the call is refused with, how many sessions exist more after it, and after the next call with the same key. */
const suffer = async (kind: FaultKind, more: { effect?: boolean; times?: number } = {}) => {
  const key = `${kind}-${more.effect}`;
  const before = await sessions();
  sandbox.control.fault({ match, kind, ...more });
  const error: unknown = await create(key).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const made = (await sessions()) - before;
  const next = await create(key).then(
    () => "ok",
    (thrown: Stripe.errors.StripeError) => thrown.statusCode,
  );
  return { error, made, next, madeInAll: (await sessions()) - before };
};

// The SDK tries a call whose connection closed once more, whatever its number of retries.
const times = 2;

test("timeout_before: the connection breaks and nothing happened", async () => {
  expect(await suffer("timeout_before", { times })).toMatchObject({
    error: { type: "StripeConnectionError" },
    made: 0,
    next: "ok",
    madeInAll: 1,
  });
});

test("timeout_after: the connection breaks though it happened; the same key finds it", async () => {
  expect(await suffer("timeout_after", { times })).toMatchObject({
    error: { type: "StripeConnectionError" },
    made: 1,
    next: "ok",
    madeInAll: 1,
  });
});

test("stored_500: it happened, yet 500 is answered, now and whenever the key comes again", async () => {
  expect(await suffer("stored_500")).toMatchObject({
    error: { statusCode: 500 },
    made: 1,
    next: 500,
    madeInAll: 1,
  });
  expect(await suffer("stored_500", { effect: false })).toMatchObject({
    made: 0,
    next: 500,
    madeInAll: 0,
  });
});

test.each([
  ["500", { statusCode: 500, rawType: "api_error" }],
  ["409", { statusCode: 409, code: "idempotency_key_in_use" }],
  ["429", { statusCode: 429, code: "rate_limit" }],
  ["lock_timeout", { statusCode: 429, code: "lock_timeout" }],
] as const)("%s: refused without effect, and the next call goes through", async (kind, error) => {
  expect(await suffer(kind)).toMatchObject({ error, made: 0, next: "ok", madeInAll: 1 });
});

test("a fault meets as many matching calls as it was told, and no others", async () => {
  sandbox.control.fault({ match: "GET /v1/payment_intents/*", kind: "429", times: 2 });
  const { id } = await stripe.paymentIntents.create({ amount: 100, currency: "eur" });
  await expect(stripe.paymentIntents.retrieve(id)).rejects.toMatchObject({ statusCode: 429 });
  await expect(stripe.paymentIntents.retrieve("pi_x")).rejects.toMatchObject({ statusCode: 429 });
  expect((await stripe.paymentIntents.retrieve(id)).id).toBe(id);
});

test("the SDK's own retries overcome a break with the key of the first try", async () => {
  const before = await sessions();
  sandbox.control.fault({ match, kind: "timeout_after" });
  await sandbox.client("sk_test_shop", { retries: 2 }).checkout.sessions.create(invoiceSession());
  expect(await sessions()).toBe(before + 1);
});

test("unreachable: every call breaks until it is over", async () => {
  sandbox.control.setUnreachable(true);
  await expect(stripe.events.list()).rejects.toMatchObject({ type: "StripeConnectionError" });
  sandbox.control.setUnreachable(false);
  await stripe.events.list();
});

test("a session that expired can turn out to be paid all the same", async () => {
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  await stripe.checkout.sessions.expire(id);
  expect((await sandbox.control.payCheckout(id)).outcome).toBe("not_open");
  expect((await sandbox.control.payCheckout(id, { force: true })).outcome).toBe("succeeded");
  expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({
    status: "complete",
    payment_status: "paid",
  });
});

test("a payment can come out with another amount or currency than was asked", async () => {
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  sandbox.control.setOutcome(id, { amount: 9000, currency: "USD" });
  await sandbox.control.payCheckout(id);
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
  expect(session.amount_total).toBe(10_000);
  expect(session.payment_intent).toMatchObject({
    amount: 9000,
    amount_received: 9000,
    currency: "usd",
  });
});

test("balance transactions can be held back and arrive with charge.updated", async () => {
  sandbox.control.setSettings({ balanceTransactions: "held" });
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  await sandbox.control.payCheckout(id);
  const expand = ["payment_intent.latest_charge"];
  const early = await stripe.checkout.sessions.retrieve(id, { expand });
  expect(early.payment_intent).toMatchObject({ latest_charge: { balance_transaction: null } });
  sandbox.control.releaseBalanceTransactions();
  sandbox.control.setSettings({ balanceTransactions: "immediate" });
  const late = await stripe.checkout.sessions.retrieve(id, { expand });
  expect(late.payment_intent).toMatchObject({
    latest_charge: { balance_transaction: expect.stringMatching(/^txn_/) },
  });
});
