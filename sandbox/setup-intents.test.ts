import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCheckedSandbox, type CheckedSandbox } from "#test/support/checked-sandbox.ts";

let sandbox: CheckedSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
  stripe = sandbox.client();
});
afterAll(() => sandbox.stop());

test("a card is saved for a customer, who can be charged with it later", async () => {
  const customer = await stripe.customers.create({ name: "Jenny" });
  const intent = await stripe.setupIntents.create({
    customer: customer.id,
    payment_method: "pm_card_visa",
    confirm: true,
    return_url: "https://shop.example/back",
    metadata: { contact: "c1" },
  });
  expect(intent).toMatchObject({ status: "succeeded", metadata: { contact: "c1" } });
  const { data } = await stripe.paymentMethods.list({ customer: customer.id });
  expect(data.map(({ id }) => id)).toEqual([intent.payment_method]);
  const paid = await stripe.paymentIntents.create({
    amount: 1000,
    currency: "eur",
    customer: customer.id,
    payment_method: data[0]?.id ?? "",
    off_session: true,
    confirm: true,
  });
  expect(paid.status).toBe("succeeded");
  expect((await stripe.setupIntents.list({ customer: customer.id })).data).toHaveLength(1);
});

test.each([
  ["complete", "succeeded"],
  ["fail", "requires_payment_method"],
])("a card that asks for 3-D Secure: %s makes it %s", async (outcome, status) => {
  const intent = await stripe.setupIntents.create({
    payment_method: "pm_card_authenticationRequired",
    confirm: true,
    return_url: "https://shop.example/back",
  });
  expect(intent.status).toBe("requires_action");
  const url = intent.next_action?.redirect_to_url?.url ?? "";
  expect(await (await fetch(url)).text()).toContain("Complete");
  const done = await fetch(url, {
    method: "POST",
    body: new URLSearchParams({ outcome }),
    redirect: "manual",
  });
  expect(done.headers.get("location")).toBe("https://shop.example/back");
  expect((await stripe.setupIntents.retrieve(intent.id)).status).toBe(status);
});

test("a declined card is not saved; an unfinished intent can be cancelled", async () => {
  const { id } = await stripe.setupIntents.create();
  await expect(
    stripe.setupIntents.confirm(id, { payment_method: "pm_card_chargeDeclined" }),
  ).rejects.toMatchObject({ code: "card_declined" });
  expect((await stripe.setupIntents.retrieve(id)).last_setup_error?.code).toBe("card_declined");
  expect((await stripe.setupIntents.cancel(id)).status).toBe("canceled");
  await expect(stripe.setupIntents.confirm(id)).rejects.toMatchObject({
    code: "setup_intent_unexpected_state",
  });
});

test("a price can recur, but is not sold in a single payment", async () => {
  const product = await stripe.products.create({ name: "Care" });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "eur",
    unit_amount: 1500,
    recurring: { interval: "month" },
  });
  expect(price).toMatchObject({ type: "recurring", recurring: { interval: "month" } });
  await expect(
    stripe.checkout.sessions.create({
      mode: "payment",
      success_url: "https://shop.example/",
      line_items: [{ price: price.id, quantity: 1 }],
    }),
  ).rejects.toThrow("passed a recurring price");
});
