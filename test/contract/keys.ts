import { expect } from "vitest";
import { KeyRejected } from "#src/processors/processor.ts";
import { PERMISSIONS } from "#src/processors/stripe/permissions.ts";
import type { CheckedSandbox } from "#test/support/checked-sandbox.ts";
import { openPage, payPage, refusalOf } from "./pay.ts";
import { type Case, newRequest, newTags, type SandboxCase, seenWith, type View } from "./target.ts";

/** Everything a key that Stripe turns down comes to in our eyes. */
async function checkTurnedDown({ client, processor }: View): Promise<void> {
  expect(await refusalOf(client.events.list({ limit: 1 }))).toMatchObject({
    statusCode: 401,
    type: "StripeAuthenticationError",
  });
  await expect(processor.checkKey()).rejects.toMatchObject({ code: "key_rejected" });
  const reference = { sessionId: "cs_test_unknown", processorPaymentId: null };
  await expect(processor.lookUpPayment(reference)).rejects.toBeInstanceOf(KeyRejected);
  await expect(processor.listEvents(new Date())).rejects.toBeInstanceOf(KeyRejected);
  expect(await processor.openSession(newRequest(), newTags().payment)).toMatchObject({
    kind: "refused",
    fault: "key_rejected",
  });
  expect(await processor.expireSession("cs_test_unknown")).toEqual({ kind: "key_rejected" });
}

/** What a probe could have changed. */
async function countThings({ client }: View): Promise<Record<string, unknown>> {
  const endpoints = await client.webhookEndpoints.list({ limit: 100 });
  const refunds = await client.refunds.list({ limit: 1 });
  const sessions = await client.checkout.sessions.list({ limit: 1 });
  return {
    endpoints: endpoints.data,
    newestRefund: refunds.data[0]?.id,
    newestSession: sessions.data[0],
  };
}

export const keyCases: readonly Case[] = [
  {
    name: "a key that Stripe does not know any more is 401, and turned down in all we do",
    async run({ apiBase, deadKey }) {
      await checkTurnedDown(seenWith(deadKey, apiBase));
    },
  },
  {
    name: "what does not look like a key is 401 too",
    async run({ apiBase }) {
      const { client } = seenWith("sk_test_not.a.key", apiBase);
      expect((await refusalOf(client.events.list({ limit: 1 }))).statusCode).toBe(401);
    },
  },
  {
    name: "checking a key that may do everything finds nothing missing, and changes nothing",
    async run(target) {
      await openPage(target);
      const before = await countThings(target);
      expect(await target.processor.checkKey()).toEqual({
        kind: "secret",
        mode: "test",
        last4: target.secretKey.slice(-4),
        missingPermissions: [],
        settlementCurrencies: expect.arrayContaining([expect.stringMatching(/^[A-Z]{3}$/)]),
      });
      expect(await countThings(target)).toEqual(before);
    },
  },
];

const needsRestrictedKeys = "restricted keys are made in the dashboard only";

/** A restricted key of the same account that lacks some permissions. */
function lacking({ sandbox }: { sandbox: CheckedSandbox }, missing: readonly string[]): View {
  const key = `rk_test_contract__${missing.map((slug) => slug.replace("rak_", "")).join("")}x`;
  sandbox.control.setKey(key, { missing: [...missing] });
  return seenWith(key, sandbox.url);
}

export const sandboxKeyCases: readonly SandboxCase[] = [
  ...PERMISSIONS.map(({ slug, probe }): SandboxCase => ({
    name: `a key without ${slug} is 403 at its probe, and only that is found missing`,
    because: needsRestrictedKeys,
    async run(target) {
      const limited = lacking(target, [slug]);
      const error = await refusalOf(probe(limited.client));
      expect(error).toMatchObject({ statusCode: 403, type: "StripePermissionError" });
      expect(error.message).toContain(slug);
      expect((await limited.processor.checkKey()).missingPermissions).toEqual([slug]);
    },
  })),
  {
    name: "a key with the boxes of the guide and no other may do all we do",
    because: needsRestrictedKeys,
    async run(target) {
      const key = "rk_test_contract__guide";
      target.sandbox.control.setKey(key, { permissions: PERMISSIONS.map(({ slug }) => slug) });
      const mine = seenWith(key, target.apiBase);
      expect((await mine.processor.checkKey()).missingPermissions).toEqual([]);
      const request = newRequest();
      const opened = await mine.processor.openSession(request, request.tags.payment);
      const sessionId = opened.kind === "opened" ? opened.sessionId : "";
      await target.sandbox.control.payCheckout(sessionId);
      const paid = await mine.processor.lookUpPayment({ sessionId, processorPaymentId: null });
      expect(paid?.collected?.settlement).not.toBeNull();
      const refund = {
        processorPaymentId: String(paid?.processorPaymentId),
        amount: request.amount,
        reason: null,
        refundId: "ref_guide",
        tags: request.tags,
      };
      expect((await mine.processor.refundPayment(refund, refund.refundId)).kind).toBe("accepted");
      const again = { sessionId, processorPaymentId: null };
      expect((await mine.processor.lookUpPayment(again))?.refunds).toHaveLength(1);
      expect(await mine.processor.listEvents(new Date(0))).not.toHaveLength(0);
      const made = await mine.processor.createWebhook({
        url: "https://example.com/webhooks/stripe/guide",
        installationId: "ins_contract",
        connectionId: "con_guide",
      });
      expect(made.kind).toBe("created");
      if (made.kind === "created") await mine.processor.removeWebhook(made.endpointId);
    },
  },
  {
    name: "without balance transactions a payment is seen all the same, only without its fee",
    because: needsRestrictedKeys,
    async run(target) {
      const paid = await payPage(target);
      const limited = lacking(target, ["rak_balance_transaction_source_read"]);
      const reference = { sessionId: paid.sessionId, processorPaymentId: null };
      expect((await limited.processor.lookUpPayment(reference))?.collected).toEqual({
        ...paid.collected,
        settlement: null,
      });
    },
  },
  {
    name: "a key that may not make webhooks, or look at them, says so, and is no fault",
    because: needsRestrictedKeys,
    async run(target) {
      const limited = lacking(target, ["rak_webhook_write", "rak_webhook_read"]);
      expect(await limited.processor.checkWebhook("we_any", "https://example.com/")).toEqual({
        kind: "hidden",
      });
      const request = { url: "https://example.com/", installationId: "ins", connectionId: "con" };
      expect(await limited.processor.createWebhook(request)).toMatchObject({ kind: "unavailable" });
    },
  },
];
