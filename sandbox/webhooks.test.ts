import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  startCheckedSandbox,
  startReceiver,
  type CheckedSandbox,
  type Receiver,
} from "#test/support/checked-sandbox.ts";
import { eventTypes } from "./event-types.ts";

let sandbox: CheckedSandbox;
let receiver: Receiver;
let stripe: Stripe;
let endpoint: Stripe.WebhookEndpoint;
beforeEach(async () => {
  sandbox = await startCheckedSandbox();
  receiver = await startReceiver();
  stripe = sandbox.client();
  endpoint = await listenTo(["payment_intent.succeeded", "charge.failed"]);
});
afterEach(async () => {
  await sandbox.stop();
  await receiver.stop();
});

const listenTo = (enabled_events: Stripe.WebhookEndpointCreateParams.EnabledEvent[]) =>
  stripe.webhookEndpoints.create({
    url: receiver.url,
    enabled_events,
    api_version: "2026-10-28.endive",
    metadata: { installation: "i1" },
  });
const pay = (metadata?: Record<string, string>) =>
  stripe.paymentIntents.create({
    amount: 1000,
    currency: "eur",
    payment_method: "pm_card_visa",
    confirm: true,
    return_url: "https://shop.example/",
    ...(metadata ? { metadata } : {}),
  });
const event = (index: number) => {
  const { body, signature } = receiver.received[index] ?? { body: "", signature: "" };
  return stripe.webhooks.constructEvent(body, signature, endpoint.secret ?? "");
};

test("an endpoint gets the types it listens for, signed, whole, in its own version", async () => {
  const intent = await pay({ invoice: "inv_1" });
  await receiver.arrived(1);
  await sandbox.control.deliveriesSettled();
  expect(receiver.received).toHaveLength(1);
  expect(receiver.received[0]?.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64},v0=[0-9a-f]{64}$/);
  expect(event(0)).toMatchObject({
    type: "payment_intent.succeeded",
    api_version: "2026-10-28.endive",
    livemode: false,
    data: { object: { id: intent.id, status: "succeeded", metadata: { invoice: "inv_1" } } },
  });
});

test("the secret is told once; endpoints can be changed, disabled and deleted", async () => {
  expect(endpoint.secret).toMatch(/^whsec_\w{32}$/);
  const { id } = endpoint;
  const [listed] = (await stripe.webhookEndpoints.list()).data;
  expect(listed).toMatchObject({ id, metadata: { installation: "i1" }, status: "enabled" });
  expect(listed?.secret).toBeUndefined();
  await stripe.webhookEndpoints.update(id, { disabled: true });
  await pay();
  await sandbox.control.deliveriesSettled();
  expect(receiver.received).toEqual([]);
  await stripe.webhookEndpoints.del(id);
  await expect(stripe.webhookEndpoints.retrieve(id)).rejects.toMatchObject({
    code: "resource_missing",
  });
});

test("an account has room for 16 endpoints", async () => {
  for (let count = 1; count < 16; count += 1) await listenTo(["*"]);
  await expect(listenTo(["*"])).rejects.toThrow("maximum of 16 test webhook endpoints");
});

test("an unanswered event is tried again on schedule, with a new timestamp, until it is given up", async () => {
  sandbox.control.setWebhooks({ retryAfterMs: [60_000, 60_000] });
  receiver.answerWith(500);
  await pay();
  await receiver.arrived(1);
  await sandbox.control.deliveriesSettled();
  const { data } = await stripe.events.list({ type: "payment_intent.succeeded" });
  expect(data[0]?.pending_webhooks).toBe(1);

  sandbox.control.advance(60_000);
  await receiver.arrived(2);
  await sandbox.control.deliveriesSettled();
  receiver.answerWith(200);
  sandbox.control.advance(60_000);
  await receiver.arrived(3);
  await sandbox.control.deliveriesSettled();
  expect((await stripe.events.retrieve(data[0]?.id ?? "")).pending_webhooks).toBe(0);
  sandbox.control.advance(3_600_000);
  await sandbox.control.deliveriesSettled();
  expect(receiver.received).toHaveLength(3);
});

test("drop: lost for ever, yet in the list of events", async () => {
  sandbox.control.setWebhooks({ drop: 1 });
  await pay();
  await pay();
  await receiver.arrived(1);
  await sandbox.control.deliveriesSettled();
  expect(receiver.received).toHaveLength(1);
  expect((await stripe.events.list({ type: "payment_intent.succeeded" })).data).toHaveLength(2);
});

test("duplicate: the same event several times at once", async () => {
  sandbox.control.setWebhooks({ duplicate: 2 });
  await pay();
  await receiver.arrived(3);
  expect(new Set([event(0).id, event(1).id, event(2).id]).size).toBe(1);
});

test("forge: the signature is made with another secret", async () => {
  sandbox.control.setWebhooks({ forge: 1 });
  await pay();
  await receiver.arrived(1);
  expect(() => event(0)).toThrow(/signature/i);
});

test("reorder: the last is delivered first", async () => {
  await stripe.webhookEndpoints.update(endpoint.id, { enabled_events: ["*"] });
  sandbox.control.setWebhooks({ reorder: 4 });
  await pay();
  await receiver.arrived(4);
  expect([0, 1, 2, 3].map((index) => event(index).type)).toEqual([
    "charge.updated",
    "payment_intent.succeeded",
    "charge.succeeded",
    "payment_intent.created",
  ]);
});

test("pause: nothing leaves until it is over", async () => {
  sandbox.control.setWebhooks({ isPaused: true });
  await pay();
  await sandbox.control.deliveriesSettled();
  expect(receiver.received).toEqual([]);
  sandbox.control.setWebhooks({ isPaused: false });
  await receiver.arrived(1);
});

test("delay: the first attempt waits", async () => {
  sandbox.control.setWebhooks({ delayMs: 3_600_000 });
  await pay();
  await sandbox.control.deliveriesSettled();
  expect(receiver.received).toEqual([]);
  sandbox.control.advance(3_600_000);
  await receiver.arrived(1);
});

test("an event can be delivered again, many times at once", async () => {
  await pay();
  await receiver.arrived(1);
  const deliveries = await sandbox.control.deliver(event(0).id, 10);
  expect(deliveries.map(({ state }) => state)).toEqual(
    Array.from({ length: 10 }, () => "delivered"),
  );
  expect(receiver.received).toHaveLength(11);
});

test("the event types that an endpoint may be told of are those of the SDK", async () => {
  const sdk = dirname(dirname(fileURLToPath(import.meta.resolve("stripe"))));
  const declared = readFileSync(join(sdk, "esm/resources/WebhookEndpoints.d.ts"), "utf8");
  const [, union = ""] = /type EnabledEvent = ([^;]*);/.exec(declared) ?? [];
  const names = [...union.matchAll(/'([\w.]+)'/g)].map(([, name]) => String(name));
  expect(names).toContain("payment_intent.succeeded");
  expect([...eventTypes].toSorted()).toEqual(names.toSorted());
  await expect(
    stripe.rawRequest("POST", `/v1/webhook_endpoints/${endpoint.id}`, {
      enabled_events: ["charge.failed", "charge.nonsense"],
    }),
  ).rejects.toMatchObject({ statusCode: 400, param: "enabled_events[1]" });
});
