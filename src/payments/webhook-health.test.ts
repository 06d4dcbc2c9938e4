import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { openWebhookSecrets } from "#test/support/webhook-secrets.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { openPaymentPage, paymentsOf, type PaymentStory } from "#test/support/payment-story.ts";
import { DELIVERIES_LOST } from "#src/connections/connection.ts";
import { sweepConnection } from "./sweep-connection.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: new Date() });
});
afterAll(() => app.stop());
afterEach(() => {
  app.sandbox.control.clearFaults();
  app.sandbox.control.setWebhooks({ drop: 0 });
  app.clock.now = new Date();
});

const HOUR_MS = 3_600_000;
const CARD = { card: "4242424242424242" };

describe("a webhook that stopped working [R13]", () => {
  it.each([
    ["was deleted", /deleted in Stripe/, (s: Stripe, id: string) => s.webhookEndpoints.del(id)],
    [
      "was switched off",
      /switched off in Stripe/,
      (s: Stripe, id: string) => s.webhookEndpoints.update(id, { disabled: true }),
    ],
    [
      "lacks events",
      /does not tell about .*refund\.failed/,
      (s: Stripe, id: string) =>
        s.webhookEndpoints.update(id, { enabled_events: ["checkout.session.completed"] }),
    ],
    [
      "calls another address",
      /another address/,
      (s: Stripe, id: string) =>
        s.webhookEndpoints.update(id, { url: "https://elsewhere.example/hook" }),
    ],
  ])("needs repair, is told once, and one button mends it: %s", async (_, reason, harm) => {
    const story = await openPaymentPage(app);
    await harm(story.stripe, await endpointOf(story));
    await sweepLater(story);
    await sweepLater(story);
    const shown = await connectionOf(story);
    expect(shown.webhook).toMatchObject({ state: "needs_repair" });
    expect(shown.webhook.reason).toMatch(reason);
    expect(await problemsOf(story)).toEqual([expect.stringContaining("needs repair")]);

    const repaired = await story.seller.ask("POST", `/connections/${story.connectionId}/webhook`);
    expect(repaired.webhook).toMatchObject({ state: "active", reason: null });
    const { data } = await story.stripe.webhookEndpoints.list();
    expect(data.filter(({ status }) => status === "enabled")).toHaveLength(1);
    expect(data).toHaveLength(1);
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    await app.settle();
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded" }]);
    expect((await connectionOf(story)).webhook.lastEventAt).not.toBeNull();
  });

  it("is found by a check at once, and found well again when it was switched on in Stripe", async () => {
    const story = await openPaymentPage(app);
    const endpoint = await endpointOf(story);
    const check = () => story.seller.ask("POST", `/connections/${story.connectionId}/check`);
    await story.stripe.webhookEndpoints.update(endpoint, { disabled: true });
    expect(await check()).toMatchObject({ state: "ready", webhook: { state: "needs_repair" } });
    await story.stripe.webhookEndpoints.update(endpoint, { disabled: false });
    expect(await check()).toMatchObject({ webhook: { state: "active", reason: null } });
  });

  it("needs repair when deliveries get lost on their way, however well it looks in Stripe", async () => {
    const story = await openPaymentPage(app);
    app.sandbox.control.setWebhooks({ drop: 1000 });
    await app.sandbox.control.payCheckout(story.sessionId, CARD);
    for (const minutes of [1, 2, 30]) await sweepLater(story, minutes * 60_000);
    expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded" }]);
    expect((await connectionOf(story)).webhook.state).toBe("active");
    for (const minutes of [62, 63, 130, 200]) await sweepLater(story, minutes * 60_000);
    const { webhook } = await connectionOf(story);
    expect(webhook).toMatchObject({ state: "needs_repair" });
    expect(webhook.reason).toBe(DELIVERIES_LOST);
    expect(await problemsOf(story)).toEqual([expect.stringContaining("needs repair")]);

    app.sandbox.control.setWebhooks({ drop: 0 });
    await story.stripe.refunds.create({ payment_intent: await intentOf(story), amount: 100 });
    await app.settle();
    expect((await connectionOf(story)).webhook).toMatchObject({ state: "active", reason: null });
  });

  it("keeps the old secret valid as long as deliveries under it may come, and no longer", async () => {
    const story = await openPaymentPage(app);
    const { seller, connectionId } = story;
    const secrets = () => openWebhookSecrets(app.parts.runtime, seller.businessId, connectionId);
    const [first] = await secrets();
    await seller.ask("POST", `/connections/${connectionId}/webhook`);
    const [second, ...former] = await secrets();
    expect(second).not.toBe(first);
    expect(former).toEqual([first]);
    app.clock.now = new Date(app.clock.now.getTime() + 4 * 24 * HOUR_MS + 1);
    expect(await secrets()).toEqual([second]);
  });

  it("moves to the new account with its keys and leaves none behind in the old one", async () => {
    const story = await openPaymentPage(app);
    const { seller, connectionId, stripe } = story;
    const foreign = await stripe.webhookEndpoints.create({
      url: "https://other.example/hook",
      enabled_events: ["*"],
    });
    const secretKey = "sk_test_anotheraccount01";
    await seller.ask("PATCH", `/connections/${connectionId}`, { credentials: { secretKey } });
    const { data: left } = await stripe.webhookEndpoints.list();
    expect(left.map(({ id }) => id)).toEqual([foreign.id]);
    expect((await app.sandbox.client(secretKey).webhookEndpoints.list()).data).toHaveLength(1);
  });
});

describe("a webhook made by hand", () => {
  it("takes its secret where ours could not be made, and verifies with it [R14]", async () => {
    const { seller, id, secretKey } = await withoutWebhook();
    const { stripe, url } = await seenFrom(seller, id, secretKey);
    const secret = await makeByHand(stripe, url);
    const shown = await seller.ask("PATCH", `/connections/${id}`, {
      webhookSecret: ` ${secret}\n`,
    });
    expect(shown.webhook).toMatchObject({ state: "manual", reason: null });
    expect(JSON.stringify(shown)).not.toContain(secret);
    const paid = await story(seller, id, stripe);
    await app.sandbox.control.payCheckout(paid.sessionId, CARD);
    await app.settle();
    expect(await paymentsOf(paid)).toMatchObject([{ status: "succeeded" }]);
    expect((await connectionOf(paid)).webhook.lastEventAt).not.toBeNull();
    await sweepLater(paid, 2 * HOUR_MS);
    expect((await connectionOf(paid)).webhook.state).toBe("manual");
  });

  it.each(["", "secret", "sk_test_abcdefghijkl", "whsec_", "whsec_ключ"])(
    "refuses what is no signing secret: %j",
    async (webhookSecret) => {
      const { seller, id } = await withoutWebhook();
      expect(await seller.request("PATCH", `/connections/${id}`, { webhookSecret })).toMatchObject({
        status: 400,
        body: { errors: [{ path: "webhookSecret" }] },
      });
      expect((await seller.ask("GET", `/connections/${id}`)).webhook.state).toBe("unavailable");
    },
  );

  it("is not taken while our own works, nor beside other changes", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect();
    const webhookSecret = "whsec_abcdefghijklmnop";
    expect(await seller.request("PATCH", `/connections/${id}`, { webhookSecret })).toMatchObject({
      status: 409,
      body: { code: "webhook_is_automatic" },
    });
    const both = { webhookSecret, name: "Other" };
    expect((await seller.request("PATCH", `/connections/${id}`, both)).status).toBe(400);
  });
});

async function endpointOf({ stripe, connectionId }: PaymentStory): Promise<string> {
  const { data } = await stripe.webhookEndpoints.list();
  const ours = data.find(({ metadata }) => metadata["connection"] === connectionId);
  return ours?.id ?? "";
}

/** A sweep as it will be after a while; afterwards it is now again, as Stripe's signatures are. */
async function sweepLater(paid: PaymentStory, ms = HOUR_MS + 60_000): Promise<void> {
  const now = app.clock.now;
  app.clock.now = new Date(now.getTime() + ms);
  const { seller, connectionId } = paid;
  await sweepConnection(app.parts.runtime, { businessId: seller.businessId, connectionId });
  app.clock.now = now;
}

async function connectionOf({ seller, connectionId }: PaymentStory) {
  return seller.ask("GET", `/connections/${connectionId}`);
}

async function intentOf(story: PaymentStory): Promise<string> {
  return (await paymentsOf(story))[0].processorPaymentId;
}

async function problemsOf({ seller }: PaymentStory): Promise<string[]> {
  const { data } = await seller.ask("GET", "/mails?kind=problem");
  return data.map(({ subject }: { subject: string }) => subject);
}

/** A connection whose restricted key may not make webhooks, in an account whose main key may. */
async function withoutWebhook() {
  const seller = await app.seller();
  const account = seller.businessId.slice(4);
  const restricted = `rk_test_${account}__limited`;
  app.sandbox.control.setKey(restricted, { missing: ["rak_webhook_write"] });
  const { id } = await seller.connect("Limited", restricted);
  return { seller, id, secretKey: `sk_test_${account}__main` };
}

async function seenFrom(seller: PaymentStory["seller"], id: string, secretKey: string) {
  const { webhook } = await seller.ask("GET", `/connections/${id}`);
  expect(webhook.state).toBe("unavailable");
  return { stripe: app.sandbox.client(secretKey), url: webhook.url as string };
}

async function makeByHand(stripe: Stripe, url: string): Promise<string> {
  const made = await stripe.webhookEndpoints.create({ url, enabled_events: ["*"] });
  return made.secret ?? "";
}

async function story(seller: PaymentStory["seller"], connectionId: string, stripe: Stripe) {
  const sent = await seller.sendInvoice();
  const sessionId = sessionOf(await pressPay(sent.payLink));
  return { seller, connectionId, stripe, sessionId, ...sent };
}
