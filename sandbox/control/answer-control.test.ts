import { afterEach, beforeEach, expect, test } from "vitest";
import {
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
