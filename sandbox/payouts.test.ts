import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCheckedSandbox, type CheckedSandbox } from "#test/support/checked-sandbox.ts";

const twoDaysMs = 2 * 24 * 60 * 60 * 1000;

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
});
afterAll(() => sandbox.stop());

const pay = (stripe: Stripe, method = "pm_card_visa") =>
  stripe.paymentIntents.create({
    amount: 10_000,
    currency: "eur",
    payment_method: method,
    confirm: true,
  });
const lastEvents = async (stripe: Stripe, count: number) =>
  (await stripe.events.list({ limit: count })).data.map(({ type }) => type).toReversed();

test("a payout gathers what is available, once, and its transactions can be listed", async () => {
  const key = "sk_test_gathers";
  const stripe = sandbox.client(key);
  const intent = await pay(stripe);
  await pay(stripe);
  await stripe.refunds.create({ payment_intent: intent.id, amount: 1000 });
  sandbox.control.advance(twoDaysMs);
  await pay(stripe);
  const made = sandbox.control.makePayout(key);
  const payout = await stripe.payouts.retrieve(made.id, { expand: ["balance_transaction"] });
  expect(payout).toMatchObject({
    amount: 2 * 9825 - 1000,
    automatic: true,
    currency: "eur",
    status: "paid",
    balance_transaction: { type: "payout", net: -(2 * 9825 - 1000) },
  });
  const { data } = await stripe.balanceTransactions.list({
    payout: payout.id,
    expand: ["data.source"],
  });
  expect(data.map(({ type, net }) => [type, net])).toEqual([
    ["payout", -18_650],
    ["refund", -1000],
    ["charge", 9825],
    ["charge", 9825],
  ]);
  expect(await lastEvents(stripe, 2)).toEqual(["payout.created", "payout.paid"]);
  expect(() => sandbox.control.makePayout(key)).toThrow("Nothing is available");
  expect(await stripe.balance.retrieve()).toMatchObject({
    available: [{ amount: 0 }],
    pending: [{ amount: 9825 }],
  });
  expect((await stripe.payouts.list({ status: "paid" })).data).toHaveLength(1);
});

test("a payout may fail, even after it was paid: the money is back and goes out with the next", async () => {
  const key = "sk_test_fails";
  const stripe = sandbox.client(key);
  await pay(stripe);
  sandbox.control.advance(twoDaysMs);
  const { id } = sandbox.control.makePayout(key, { outcome: "pending" });
  expect((await stripe.payouts.retrieve(id)).status).toBe("pending");
  sandbox.control.settlePayout(id, "paid");
  sandbox.control.settlePayout(id, "failed");
  expect(await stripe.payouts.retrieve(id)).toMatchObject({
    status: "failed",
    failure_code: "account_closed",
    failure_balance_transaction: expect.stringMatching(/^txn_/),
  });
  expect(await lastEvents(stripe, 3)).toEqual(["payout.created", "payout.paid", "payout.failed"]);
  expect(sandbox.control.makePayout(key).amount).toBe(9825);
});

test("a payout by hand takes any amount that is available, arrives later and names no payments", async () => {
  const stripe = sandbox.client("sk_test_by_hand");
  await pay(stripe, "pm_card_bypassPending");
  await expect(stripe.payouts.create({ amount: 9826, currency: "eur" })).rejects.toMatchObject({
    code: "balance_insufficient",
  });
  await expect(stripe.payouts.create({ amount: 100, currency: "usd" })).rejects.toThrow(
    "external accounts in that currency",
  );
  const payout = await stripe.payouts.create({ amount: 5000, currency: "eur" });
  expect(payout).toMatchObject({ automatic: false, status: "pending" });
  await expect(stripe.balanceTransactions.list({ payout: payout.id })).rejects.toThrow(
    "can only be filtered on automatic",
  );
  sandbox.control.advance(5000);
  expect((await stripe.payouts.retrieve(payout.id)).status).toBe("paid");
  await expect(stripe.payouts.cancel(payout.id)).rejects.toThrow("while they are pending");
  const other = await stripe.payouts.create({ amount: 1000, currency: "eur" });
  expect((await stripe.payouts.cancel(other.id)).status).toBe("canceled");
  expect(await stripe.balance.retrieve()).toMatchObject({ available: [{ amount: 4825 }] });
});
