import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  idOf,
  invoiceSession,
  line,
  startCheckedSandbox,
  type CheckedSandbox,
} from "#test/support/checked-sandbox.ts";

const pays = "AT611904300234573201";
const bounces = "AT861904300235473202";

let sandbox: CheckedSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
  stripe = sandbox.client();
});
beforeEach(() => sandbox.control.setSettings({ debits: "timed" }));
afterAll(() => sandbox.stop());

const debit = async (iban: string) => {
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  const result = await sandbox.control.payCheckout(id, { iban });
  const session = await stripe.checkout.sessions.retrieve(id);
  return { id, intentId: idOf(session.payment_intent), result, session };
};
const lastEvents = async (count: number) =>
  (await stripe.events.list({ limit: count })).data.map(({ type }) => type).toReversed();
const whole = async (sessionId: string) =>
  stripe.checkout.sessions.retrieve(sessionId, {
    expand: ["payment_intent.latest_charge.balance_transaction"],
  });

test("the page of a session in euros offers a debit, without JavaScript", async () => {
  const { url } = await stripe.checkout.sessions.create(invoiceSession());
  const cards = await (await fetch(url ?? "")).text();
  expect(cards).toContain("?method=sepa_debit");
  expect(cards).not.toContain('name="iban"');
  const debits = await (await fetch(`${url}?method=sepa_debit`)).text();
  for (const name of ["iban", "name", "email"]) expect(debits).toContain(`name="${name}"`);
  expect(debits).not.toContain('name="number"');
});

test.each([
  ["another currency", { line_items: [line(10_000, "usd")] }],
  ["the method excluded", { excluded_payment_method_types: ["sepa_debit" as const] }],
  ["cards only", { allowed_payment_method_types: ["card" as const] }],
])("with %s there is no debit", async (_name, change) => {
  const {
    id,
    url,
    payment_method_types: types,
  } = await stripe.checkout.sessions.create(invoiceSession(change));
  expect(types).toEqual(["card"]);
  expect(await (await fetch(url ?? "")).text()).not.toContain("SEPA");
  expect((await sandbox.control.payCheckout(id, { iban: pays })).outcome).toBe("invalid");
});

test("a debit completes the session unpaid: the money is on its way", async () => {
  sandbox.control.setSettings({ debits: "held" });
  const { id, result, session } = await debit(pays);
  expect(result).toMatchObject({
    outcome: "processing",
    location: `https://shop.example/done?session=${id}`,
  });
  expect(session).toMatchObject({ status: "complete", payment_status: "unpaid" });
  expect((await whole(id)).payment_intent).toMatchObject({
    status: "processing",
    amount_received: 0,
    latest_charge: {
      status: "pending",
      paid: false,
      balance_transaction: null,
      payment_method_details: { type: "sepa_debit", sepa_debit: { last4: "3201", country: "AT" } },
    },
  });
  expect(await lastEvents(4)).toEqual([
    "payment_intent.created",
    "charge.pending",
    "payment_intent.processing",
    "checkout.session.completed",
  ]);
  const page = await (await fetch(`${sandbox.url}/c/pay/${id}`)).text();
  expect(page).toContain("on its way");
  expect((await sandbox.control.payCheckout(id)).location).toContain(id);
});

test("the debit succeeds when the bank says so, less a small fee", async () => {
  sandbox.control.setSettings({ debits: "held" });
  const { id, intentId } = await debit(pays);
  sandbox.control.advance(60 * 60 * 1000);
  expect((await stripe.paymentIntents.retrieve(intentId)).status).toBe("processing");
  sandbox.control.settleDebit(intentId, "succeeded");
  expect(await whole(id)).toMatchObject({
    payment_status: "paid",
    payment_intent: {
      status: "succeeded",
      amount_received: 10_000,
      latest_charge: {
        status: "succeeded",
        paid: true,
        balance_transaction: { type: "payment", fee: 35, net: 9965 },
      },
    },
  });
  expect(await lastEvents(4)).toEqual([
    "charge.succeeded",
    "payment_intent.succeeded",
    "charge.updated",
    "checkout.session.async_payment_succeeded",
  ]);
  expect(() => sandbox.control.settleDebit(intentId, "failed")).toThrow("not processing");
  const refund = await stripe.refunds.create({ payment_intent: intentId, amount: 1000 });
  expect(refund).toMatchObject({ status: "succeeded", amount: 1000 });
});

test("the debit fails when the bank says so; the session stays complete and unpaid", async () => {
  sandbox.control.setSettings({ debits: "held" });
  const { id, intentId } = await debit(pays);
  sandbox.control.settleDebit(intentId, "failed");
  expect(await whole(id)).toMatchObject({
    status: "complete",
    payment_status: "unpaid",
    payment_intent: {
      status: "requires_payment_method",
      last_payment_error: { code: "insufficient_funds" },
      latest_charge: { status: "failed", failure_code: "insufficient_funds" },
    },
  });
  expect(await lastEvents(3)).toEqual([
    "charge.failed",
    "payment_intent.payment_failed",
    "checkout.session.async_payment_failed",
  ]);
});

test.each([
  [pays, 15_000, "succeeded"],
  [bounces, 15_000, "requires_payment_method"],
  ["AT321904300235473204", 180_000, "succeeded"],
  ["AT051904300235473205", 180_000, "requires_payment_method"],
])("by itself the debit of %s comes to its end after %i ms: %s", async (iban, ms, status) => {
  const { intentId } = await debit(iban);
  expect((await stripe.paymentIntents.retrieve(intentId)).status).toBe("processing");
  sandbox.control.advance(ms);
  expect((await stripe.paymentIntents.retrieve(intentId)).status).toBe(status);
});

test.each([
  [{ iban: "" }, "Enter your IBAN."],
  [{ iban: "AT001904300234573201" }, "The IBAN you entered is invalid."],
  [{ iban: pays, name: "" }, "Enter the name of the account holder."],
  [{ iban: pays, email: "nobody" }, "Enter a complete email address."],
])("a debit with %o is refused before the bank is asked", async (payer, message) => {
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  const refused = await sandbox.control.payCheckout(id, payer);
  expect(refused).toMatchObject({ outcome: "invalid", status: 400 });
  expect(refused.page).toContain(message);
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("open");
});

test("through the API a bank account is a payment method; its number stays hidden", async () => {
  const billing = { name: "Bob", email: "bob@example.com" };
  const method = await stripe.paymentMethods.create({
    type: "sepa_debit",
    sepa_debit: { iban: pays },
    billing_details: billing,
  });
  expect(method.sepa_debit).toMatchObject({ last4: "3201", country: "AT" });
  expect(JSON.stringify(method)).not.toContain(pays);
  await expect(
    stripe.paymentMethods.create({
      type: "sepa_debit",
      sepa_debit: { iban: "AT001904300234573201" },
      billing_details: billing,
    }),
  ).rejects.toMatchObject({ code: "invalid_bank_account_iban" });
});
