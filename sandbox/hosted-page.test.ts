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

const eventsAbout = async (since: number) => {
  const { data } = await stripe.events.list({ limit: 100 });
  return data
    .slice(0, data.length - since)
    .map(({ type }) => type)
    .toReversed();
};
const eventCount = async () => (await stripe.events.list({ limit: 100 })).data.length;

test("the page shows merchant, invoice and amount, and a form that works without JavaScript", async () => {
  const { url } = await stripe.checkout.sessions.create(invoiceSession());
  const page = await (await fetch(url ?? "")).text();
  expect(page).toContain('<main data-status="open"');
  expect(page).toContain("Sandbox Business");
  expect(page).toContain("Invoice 2026-0001");
  expect(page).toContain("€100.00");
  expect(page).toContain('href="https://shop.example/back"');
  for (const name of ["number", "exp", "cvc", "name", "email"])
    expect(page).toContain(`name="${name}"`);
  expect(page).not.toContain("<script");
});

test("a good card pays: the payer goes to success_url and the session tells the whole story", async () => {
  const before = await eventCount();
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  const paid = await sandbox.control.payCheckout(id);
  expect(paid).toMatchObject({ outcome: "succeeded", status: 303 });
  expect(paid.location).toBe(`https://shop.example/done?session=${id}`);

  const session = await stripe.checkout.sessions.retrieve(id, {
    expand: ["payment_intent.latest_charge.balance_transaction", "line_items"],
  });
  expect(session).toMatchObject({
    status: "complete",
    payment_status: "paid",
    url: null,
    customer_details: { email: "jenny@example.com", name: "Jenny Rosen" },
    line_items: { data: [{ amount_total: 10_000, description: "Invoice 2026-0001" }] },
    payment_intent: {
      status: "succeeded",
      amount_received: 10_000,
      metadata: { invoice: "inv_1" },
      latest_charge: {
        status: "succeeded",
        metadata: { invoice: "inv_1" },
        balance_transaction: {
          amount: 10_000,
          fee: 175,
          net: 9825,
          currency: "eur",
          exchange_rate: null,
        },
      },
    },
  });
  expect(await eventsAbout(before)).toEqual([
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "charge.updated",
    "checkout.session.completed",
  ]);
});

test.each([
  ["4000000000000002", "generic_decline", "Your card was declined."],
  ["4000000000009995", "insufficient_funds", "Your card has insufficient funds."],
  ["4000000000009987", "lost_card", "Your card was declined."],
  ["4000000000009979", "stolen_card", "Your card was declined."],
  [
    "4000000000006975",
    "card_velocity_exceeded",
    "Your card was declined for making repeated attempts",
  ],
  ["4000000000000069", "expired_card", "Your card has expired."],
  ["4000000000000127", "incorrect_cvc", "security code is incorrect."],
  ["4000000000000119", "processing_error", "An error occurred while processing your card."],
  ["4000000000000010", "test_mode_live_card", "used a non test card"],
])(
  "card %s is declined with %s, and the same intent can be tried again",
  async (card, declineCode, message) => {
    const before = await eventCount();
    const { id } = await stripe.checkout.sessions.create(invoiceSession());
    const declined = await sandbox.control.payCheckout(id, { card });
    expect(declined).toMatchObject({ outcome: "declined", status: 402 });
    expect(declined.page.replaceAll("&#39;", "'")).toContain(message);
    expect(declined.page).toContain('role="alert"');
    const tried = await stripe.checkout.sessions.retrieve(id);
    const intent = await stripe.paymentIntents.retrieve(idOf(tried.payment_intent));
    expect(intent.last_payment_error?.decline_code).toBe(declineCode);
    expect(await eventsAbout(before)).toEqual([
      "payment_intent.created",
      "charge.failed",
      "payment_intent.payment_failed",
    ]);

    expect((await sandbox.control.payCheckout(id)).outcome).toBe("succeeded");
    const paid = await stripe.checkout.sessions.retrieve(id);
    expect(paid.payment_intent).toBe(intent.id);
  },
);

test.each(["4000002500003155", "4000002760003184", "4000000000003220"])(
  "card %s asks for 3-D Secure; completing it pays",
  async (card) => {
    const { id } = await stripe.checkout.sessions.create(invoiceSession());
    const left = await sandbox.control.payCheckout(id, { card, authentication: "leave" });
    expect(left.outcome).toBe("left");
    const bank = await (await fetch(sandbox.url + left.location)).text();
    expect(bank).toContain("Complete");
    expect(bank).toContain("€100.00");
    const waiting = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
    expect(waiting.payment_intent).toMatchObject({ status: "requires_action" });
    expect((await sandbox.control.payCheckout(id, { card })).outcome).toBe("succeeded");
  },
);

test("failing 3-D Secure charges nothing, says so, and the payer may try again", async () => {
  const before = await eventCount();
  const { id, url } = await stripe.checkout.sessions.create(invoiceSession());
  const failed = await sandbox.control.payCheckout(id, {
    card: "4000002760003184",
    authentication: "fail",
  });
  expect(failed.outcome).toBe("declined");
  expect(await (await fetch(url ?? "")).text()).toContain(
    "unable to authenticate your payment method",
  );
  expect(await eventsAbout(before)).toEqual([
    "payment_intent.created",
    "payment_intent.requires_action",
    "payment_intent.payment_failed",
  ]);
  expect((await sandbox.control.payCheckout(id)).outcome).toBe("succeeded");
});

test("3-D Secure may succeed and the card be declined all the same", async () => {
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  const declined = await sandbox.control.payCheckout(id, { card: "4000008400001629" });
  expect(declined.outcome).toBe("declined");
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("open");
});

test.each([
  [{ card: "4242424242424241" }, "Your card number is invalid."],
  [{ exp: "13/30" }, "expiration date is incomplete"],
  [{ exp: "01/20" }, "expiration date is in the past"],
  [{ cvc: "1" }, "security code is incomplete"],
  [{ name: "" }, "Enter the name on the card."],
  [{ email: "nobody" }, "Enter a complete email address."],
])("a form with %o is refused before the bank is asked", async (payer, message) => {
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  const refused = await sandbox.control.payCheckout(id, payer);
  expect(refused).toMatchObject({ outcome: "invalid", status: 400 });
  expect(refused.page.replaceAll("&#39;", "'")).toContain(message);
  expect((await stripe.checkout.sessions.retrieve(id)).payment_intent).toBeNull();
});

test("a paid session shows that nothing is due; submitting again leads to success_url, not to a charge", async () => {
  const { id, url } = await stripe.checkout.sessions.create(invoiceSession());
  await sandbox.control.payCheckout(id);
  const page = await (await fetch(url ?? "")).text();
  expect(page).toContain('data-status="complete"');
  expect(page).not.toContain("<form");
  const again = await sandbox.control.payCheckout(id);
  expect(again.location).toBe(`https://shop.example/done?session=${id}`);
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(id);
  expect((await stripe.charges.list({ payment_intent: idOf(intent) })).data).toHaveLength(1);
});

test("an expired session cannot be paid, and expiring it cancels an intent that was tried", async () => {
  const { id, url } = await stripe.checkout.sessions.create(invoiceSession());
  await sandbox.control.payCheckout(id, { card: "4000000000000002" });
  const expired = await stripe.checkout.sessions.expire(id, { expand: ["payment_intent"] });
  expect(expired).toMatchObject({
    status: "expired",
    url: null,
    payment_intent: { status: "canceled" },
  });
  expect(await (await fetch(url ?? "")).text()).toContain('data-status="expired"');
  expect(await sandbox.control.payCheckout(id)).toMatchObject({ outcome: "not_open", status: 409 });
  await expect(stripe.checkout.sessions.expire(id)).rejects.toThrow(
    'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `expired`.',
  );
});

test("a session expires by itself when its time is over", async () => {
  const { id } = await stripe.checkout.sessions.create(
    invoiceSession({ expires_at: Math.floor(Date.now() / 1000) + 31 * 60 }),
  );
  const other = await startCheckedSandbox();
  const lone = await other.client().checkout.sessions.create(invoiceSession());
  other.control.advance(24 * 60 * 60 * 1000 + 1000);
  expect((await other.client().checkout.sessions.retrieve(lone.id)).status).toBe("expired");
  expect(
    (await other.client().events.list({ type: "checkout.session.expired" })).data,
  ).toHaveLength(1);
  await other.stop();
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("open");
});

test("the customer's address on the page is fixed when the session names it", async () => {
  const { id, url } = await stripe.checkout.sessions.create(
    invoiceSession({ customer_email: "acme@example.com" }),
  );
  expect(await (await fetch(url ?? "")).text()).toContain('value="acme@example.com" readonly');
  await sandbox.control.payCheckout(id, { email: "" });
  expect((await stripe.checkout.sessions.retrieve(id)).customer_details?.email).toBe(
    "acme@example.com",
  );
});

test("unknown pages are pages, and what is entered is never markup", async () => {
  const lost = await fetch(`${sandbox.url}/c/pay/cs_test_nothing`);
  expect([lost.status, await lost.text()]).toEqual([404, expect.stringContaining("not_found")]);
  const { id } = await stripe.checkout.sessions.create(
    invoiceSession({ branding_settings: { display_name: "<script>alert(1)</script>" } }),
  );
  const page = (await sandbox.control.payCheckout(id, { name: '"><script>', cvc: "" })).page;
  expect(page).not.toContain("<script");
});
