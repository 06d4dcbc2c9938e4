import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  idOf,
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

const pay = async (card = "4242424242424242", amount = 10_000) => {
  const { id } = await stripe.checkout.sessions.create(
    invoiceSession({
      line_items: [
        {
          quantity: 1,
          price_data: { currency: "eur", unit_amount: amount, product_data: { name: "x" } },
        },
      ],
    }),
  );
  await sandbox.control.payCheckout(id, { card });
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(id);
  return stripe.paymentIntents.retrieve(idOf(intent));
};
const chargeOf = async (intent: Stripe.PaymentIntent) =>
  stripe.charges.retrieve(idOf(intent.latest_charge), { expand: ["refunds"] });
const lastEvents = async (count: number) =>
  (await stripe.events.list({ limit: count })).data.map(({ type }) => type).toReversed();

test("refunds in parts, never more than was paid", async () => {
  const intent = await pay();
  const first = await stripe.refunds.create({
    payment_intent: intent.id,
    amount: 4000,
    reason: "requested_by_customer",
    metadata: { refund: "r1" },
  });
  expect(first).toMatchObject({ amount: 4000, status: "succeeded", metadata: { refund: "r1" } });
  expect(await lastEvents(4)).toEqual([
    "refund.created",
    "charge.refunded",
    "charge.refund.updated",
    "refund.updated",
  ]);
  await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 6001 })).rejects.toThrow(
    "Refund amount (€60.01) is greater than unrefunded amount on charge (€60.00)",
  );
  await stripe.refunds.create({ charge: idOf(intent.latest_charge) });
  expect(await chargeOf(intent)).toMatchObject({
    amount_refunded: 10_000,
    refunded: true,
    refunds: { data: [{ amount: 6000 }, { amount: 4000 }] },
  });
  await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
    code: "charge_already_refunded",
  });
  const { data } = await stripe.balanceTransactions.list({ source: first.id });
  expect(data).toMatchObject([{ type: "refund", amount: -4000, fee: 0, net: -4000 }]);
});

test("a refund can be pending and succeed later", async () => {
  const intent = await pay("4000000000007726");
  const refund = await stripe.refunds.create({ payment_intent: intent.id });
  expect(refund).toMatchObject({ status: "pending", pending_reason: "processing" });
  sandbox.control.advance(5000);
  expect((await stripe.refunds.retrieve(refund.id)).status).toBe("succeeded");
  expect(await lastEvents(2)).toEqual(["charge.refund.updated", "refund.updated"]);
});

test("a refund can succeed and fail later: the money and the charge are as before it", async () => {
  const intent = await pay("4000000000005126");
  const refund = await stripe.refunds.create({ payment_intent: intent.id });
  expect(refund.status).toBe("succeeded");
  sandbox.control.settleRefund(refund.id, "failed");
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
    status: "failed",
    failure_reason: "expired_or_canceled_card",
    failure_balance_transaction: expect.stringMatching(/^txn_/),
  });
  expect(await chargeOf(intent)).toMatchObject({ amount_refunded: 0, refunded: false });
  expect(await lastEvents(3)).toEqual(["refund.failed", "charge.refund.updated", "refund.updated"]);
});

test.each([
  ["4000000000000259", "fraudulent", "needs_response", -12_000],
  ["4000000000002685", "product_not_received", "needs_response", -12_000],
  ["4000000000001976", "fraudulent", "warning_needs_response", undefined],
])("card %s pays and is disputed: %s, %s", async (card, reason, status, net) => {
  const intent = await pay(card);
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
  expect(dispute).toMatchObject({ reason, status, amount: 10_000, charge: intent.latest_charge });
  expect(dispute?.balance_transactions[0]?.net).toBe(net);
  expect((await chargeOf(intent)).disputed).toBe(true);
  const refund = stripe.refunds.create({ payment_intent: intent.id });
  if (status === "needs_response")
    await expect(refund).rejects.toMatchObject({ code: "charge_disputed" });
  else expect((await refund).status).toBe("succeeded");
});

test("card 4000000000005423 pays, and the network warns of fraud", async () => {
  const intent = await pay("4000000000005423");
  const { data } = await stripe.radar.earlyFraudWarnings.list({ payment_intent: intent.id });
  expect(data).toMatchObject([{ actionable: true, charge: intent.latest_charge }]);
  const events = await stripe.events.list({ type: "radar.early_fraud_warning.created" });
  expect(events.data[0]?.data.object).toMatchObject({ id: data[0]?.id });
});

test("an authorized amount is captured in part, or cancelled", async () => {
  const authorize = () =>
    stripe.paymentIntents.create({
      amount: 5000,
      currency: "eur",
      payment_method: "pm_card_visa",
      confirm: true,
      capture_method: "manual",
    });
  const first = await authorize();
  expect(first).toMatchObject({ status: "requires_capture", amount_capturable: 5000 });
  expect(await stripe.paymentIntents.capture(first.id, { amount_to_capture: 3000 })).toMatchObject({
    status: "succeeded",
    amount_received: 3000,
  });
  await expect(stripe.paymentIntents.capture(first.id)).rejects.toMatchObject({
    code: "payment_intent_unexpected_state",
  });
  const second = await authorize();
  expect(await stripe.paymentIntents.cancel(second.id)).toMatchObject({
    status: "canceled",
    amount_capturable: 0,
  });
});

test("an intent of a session is not cancelled by itself", async () => {
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  await sandbox.control.payCheckout(id, { card: "4000000000000002" });
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(id);
  await expect(stripe.paymentIntents.cancel(idOf(intent))).rejects.toThrow(
    "expire the Checkout Session",
  );
});

test("an intent confirmed through the API may ask for 3-D Secure at its own address", async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 5000,
    currency: "eur",
    payment_method: "pm_card_authenticationRequired",
    confirm: true,
    return_url: "https://shop.example/back",
  });
  expect(intent.status).toBe("requires_action");
  const url = intent.next_action?.redirect_to_url?.url ?? "";
  const done = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ outcome: "complete" }),
    redirect: "manual",
  });
  expect(done.headers.get("location")).toBe("https://shop.example/back");
  expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("succeeded");
});

test("the balance is what came in, less fees and refunds; it becomes available by time", async () => {
  const mine = sandbox.client("sk_test_balance");
  const intent = await mine.paymentIntents.create({
    amount: 10_000,
    currency: "eur",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  await mine.refunds.create({ payment_intent: intent.id, amount: 1000 });
  expect(await mine.balance.retrieve()).toMatchObject({
    available: [{ amount: -1000 }],
    pending: [{ amount: 9825 }],
  });
  sandbox.control.advance(2 * 24 * 60 * 60 * 1000);
  expect(await mine.balance.retrieve()).toMatchObject({
    available: [{ amount: 8825 }],
    pending: [{ amount: 0 }],
  });
  const statuses = (await mine.balanceTransactions.list()).data.map(({ status }) => status);
  expect(statuses).toEqual(["available", "available"]);
});

test("a charge has a receipt that can be read", async () => {
  const { receipt_url: url } = await chargeOf(await pay());
  expect(await (await fetch(url ?? "")).text()).toContain("€100.00");
});

test("products and prices can be made once and sold in sessions; the SDK reads everything there is", async () => {
  const product = await stripe.products.create({
    name: "Hour",
    images: ["https://shop.example/hour.png"],
  });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "eur",
    unit_amount: 1500,
  });
  const session = await stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "https://shop.example/",
    line_items: [{ price: price.id, quantity: 2 }],
  });
  expect(session.amount_total).toBe(3000);
  const lines = await stripe.checkout.sessions.listLineItems(session.id);
  expect(lines.data).toMatchObject([
    { description: "Hour", quantity: 2, price: { id: price.id, unit_amount: 1500 } },
  ]);
  const customer = await stripe.customers.create({ name: "Jenny" });
  const method = await stripe.paymentMethods.attach("pm_card_mastercard", {
    customer: customer.id,
  });
  expect(method).toMatchObject({
    card: { brand: "mastercard", last4: "4444" },
    customer: customer.id,
  });
  expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toHaveLength(1);
  expect((await stripe.payouts.list()).data).toEqual([]);
  expect(
    (await stripe.charges.list({ limit: 3, expand: ["data.balance_transaction"] })).data,
  ).toHaveLength(3);
});
