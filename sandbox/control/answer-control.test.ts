import { afterEach, beforeEach, expect, test } from "vitest";
import {
  idOf,
  invoiceSession,
  startCheckedSandbox,
  startReceiver,
  type CheckedSandbox,
} from "#test/support/checked-sandbox.ts";

let sandbox: CheckedSandbox;
beforeEach(async () => {
  sandbox = await startCheckedSandbox();
});
afterEach(() => sandbox.stop());

const control = async (name: string, body: unknown) => {
  const response = await fetch(`${sandbox.url}/_sandbox/${name}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
};
const state = async () => {
  const answer: { accounts: Record<string, unknown>[] } = await (
    await fetch(`${sandbox.url}/_sandbox/state`)
  ).json();
  return answer;
};

test("everything a test needs can be done by plain HTTP: pay, fault, keys, accounts, webhooks", async () => {
  const stripe = sandbox.client();
  await control("accounts", { key: "sk_test_shop", businessName: "Acme GmbH", currency: "usd" });
  const { id, url } = await stripe.checkout.sessions.create(invoiceSession());
  expect(await (await fetch(url ?? "")).text()).toContain("Acme GmbH");
  expect(await control("pay", { session: id, card: "4000000000009995" })).toMatchObject({
    answer: { outcome: "declined" },
  });
  expect(await control("pay", { session: id })).toMatchObject({
    answer: { outcome: "succeeded", location: expect.stringContaining(id) },
  });
  expect(await control("webhooks", { retryAfterMs: [10], duplicate: 1 })).toMatchObject({
    answer: { duplicate: 1 },
  });
  await control("keys", { key: "rk_test_shop", permissions: ["rak_event_read"] });
  await expect(sandbox.client("rk_test_shop").charges.list()).rejects.toMatchObject({
    statusCode: 403,
  });
  await control("faults", { match: "*", kind: "429" });
  await expect(stripe.events.list()).rejects.toMatchObject({ statusCode: 429 });
  await control("unreachable", { isUnreachable: true });
  await expect(stripe.events.list()).rejects.toMatchObject({ type: "StripeConnectionError" });
  await control("faults/clear", {});
  await stripe.events.list();
  const [account] = (await state()).accounts;
  expect(account).toMatchObject({
    businessName: "Acme GmbH",
    currency: "usd",
    sessions: [{ id, status: "complete" }],
  });
});

test("a body of JSON is read as such, even when curl calls it a form", async () => {
  const response = await fetch(`${sandbox.url}/_sandbox/webhooks`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: '{"drop":3}',
  });
  expect(await response.json()).toMatchObject({ drop: 3 });
});

test("wrong orders are refused with the reason", async () => {
  expect(await control("faults", { match: "*", kind: "earthquake" })).toMatchObject({
    status: 400,
  });
  expect(await control("pay", { session: "cs_x" })).toMatchObject({
    status: 400,
    answer: { error: "No cs_x in the sandbox" },
  });
  expect(await control("pay", { session: "cs_x", colour: "red" })).toMatchObject({ status: 400 });
  expect(await control("keys", { key: "nonsense" })).toMatchObject({ status: 400 });
  expect((await control("nothing", {})).status).toBe(404);
});

test("debits, disputes and payouts are orders too", async () => {
  const stripe = sandbox.client();
  await control("settings", { debits: "held" });
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  expect(await control("pay", { session: id, iban: "AT611904300234573201" })).toMatchObject({
    answer: { outcome: "processing" },
  });
  const intent = idOf((await stripe.checkout.sessions.retrieve(id)).payment_intent);
  await control("debits", { intent, outcome: "succeeded" });
  expect(await control("debits", { intent, outcome: "failed" })).toMatchObject({
    status: 400,
    answer: { error: `${intent} is succeeded, not processing` },
  });
  expect(await control("payouts", { key: "sk_test_shop" })).toMatchObject({ status: 400 });
  await control("advance", { ms: 2 * 24 * 60 * 60 * 1000 });
  const paid = await control("payouts", { key: "sk_test_shop", outcome: "pending" });
  expect(paid).toMatchObject({ answer: { amount: 9965, status: "pending" } });
  const [payout] = (await stripe.payouts.list()).data;
  await control("payouts/settle", { payout: payout?.id, outcome: "failed" });
  const opened = await control("disputes", { intent, reason: "duplicate" });
  expect(opened).toMatchObject({ answer: { status: "needs_response" } });
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent })).data;
  await control("disputes/close", { dispute: dispute?.id, outcome: "lost" });
  expect((await state()).accounts[0]).toMatchObject({
    paymentIntents: [{ status: "succeeded" }],
    payouts: [{ status: "failed" }],
    disputes: [{ status: "lost", reason: "duplicate" }],
  });
});

test("the page for people has buttons for what banks do", async () => {
  const stripe = sandbox.client();
  sandbox.control.setSettings({ debits: "held" });
  const debited = async () => {
    const { id } = await stripe.checkout.sessions.create(invoiceSession());
    await sandbox.control.payCheckout(id, { iban: "AT611904300234573201" });
    return idOf((await stripe.checkout.sessions.retrieve(id)).payment_intent);
  };
  const [first, second] = [await debited(), await debited()];
  /** Presses the first button with this label; all of them work without JavaScript. */
  const press = async (label: string) => {
    const page = await (await fetch(`${sandbox.url}/_sandbox`)).text();
    const form = page.split("<form").find((part) => part.includes(`>${label}`)) ?? "";
    const action = /action="([^"]+)"/.exec(form)?.[1] ?? `/no button ${label}`;
    const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(
      ([, name = "", value = ""]) => [name, value],
    );
    const pressed = await fetch(sandbox.url + action, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    expect([label, pressed.status]).toEqual([label, 303]);
  };
  await press("Fail");
  await press("Settle");
  expect((await stripe.paymentIntents.retrieve(second)).status).toBe("requires_payment_method");
  expect((await stripe.paymentIntents.retrieve(first)).status).toBe("succeeded");
  sandbox.control.advance(2 * 24 * 60 * 60 * 1000);
  await press("Pay out €99.65");
  expect((await stripe.payouts.list()).data).toMatchObject([{ amount: 9965, status: "paid" }]);
  await press("Dispute");
  await press("Win");
  expect((await stripe.disputes.list()).data).toMatchObject([{ status: "won" }]);
  const { id } = await stripe.paymentIntents.create({
    amount: 500,
    currency: "eur",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  await press("Inquire");
  await press("Close");
  expect((await stripe.disputes.list({ payment_intent: id })).data).toMatchObject([
    { status: "warning_closed" },
  ]);
});

test("the page for people lists what happened and sends deliveries again", async () => {
  const receiver = await startReceiver();
  const stripe = sandbox.client();
  const empty = await (await fetch(`${sandbox.url}/_sandbox`)).text();
  expect(empty).toContain("No account yet");
  await stripe.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ["checkout.session.completed"],
  });
  const open = await stripe.checkout.sessions.create(
    invoiceSession({ client_reference_id: "inv_7" }),
  );
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  await sandbox.control.payCheckout(id);
  await receiver.arrived(1);
  await sandbox.control.deliveriesSettled();
  const page = await (await fetch(`${sandbox.url}/_sandbox`)).text();
  for (const text of ["Sandbox Business", "inv_7", "€100.00", "delivered", "Send again"])
    expect(page).toContain(text);
  const [event] = (await stripe.events.list({ type: "checkout.session.completed" })).data;
  const press = (action: string, fields: Record<string, string>) =>
    fetch(`${sandbox.url}/_sandbox/${action}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
  const again = await press("deliver", { event: event?.id ?? "" });
  expect([again.status, again.headers.get("location")]).toEqual([303, "/_sandbox"]);
  expect(receiver.received).toHaveLength(2);
  await press("expire", { session: open.id });
  expect((await stripe.checkout.sessions.retrieve(open.id)).status).toBe("expired");
  await receiver.stop();
});
