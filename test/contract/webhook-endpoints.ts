import { expect } from "vitest";
import { API_VERSION } from "#src/processors/stripe/client.ts";
import { EVENT_TYPES } from "#src/processors/stripe/events.ts";
import { refusalOf } from "./pay.ts";
import { type Case, newTags, type Target } from "./target.ts";

const address = "https://example.com/webhooks/stripe/contract";

/** Makes our endpoint for a connection nobody else has, and takes it away afterwards. */
async function withWebhook(
  target: Target,
  work: (made: {
    endpointId: string;
    secret: string;
    again: () => Promise<string>;
  }) => Promise<void>,
): Promise<void> {
  const request = {
    url: address,
    installationId: "ins_contract",
    connectionId: newTags().payment.replace("pay_", "con_"),
  };
  const made: string[] = [];
  const create = async () => {
    const outcome = await target.processor.createWebhook(request);
    if (outcome.kind !== "created") throw new Error(outcome.reason);
    made.push(outcome.endpointId);
    return outcome;
  };
  try {
    const { endpointId, secret } = await create();
    await work({ endpointId, secret, again: async () => (await create()).endpointId });
  } finally {
    for (const id of made) await target.processor.removeWebhook(id);
  }
}

async function idsOf({ client }: Target): Promise<string[]> {
  return (await client.webhookEndpoints.list({ limit: 100 })).data.map(({ id }) => id);
}

export const webhookEndpointCases: readonly Case[] = [
  {
    name: "ours is made with our types, our version and our tags; the secret is shown this once",
    async run(target) {
      await withWebhook(target, async ({ endpointId, secret }) => {
        expect(secret).toMatch(/^whsec_/);
        const endpoint = await target.client.webhookEndpoints.retrieve(endpointId);
        expect(endpoint).toMatchObject({
          url: address,
          status: "enabled",
          livemode: false,
          api_version: API_VERSION,
          metadata: { installation: "ins_contract" },
        });
        expect(endpoint.enabled_events.toSorted()).toEqual([...EVENT_TYPES].toSorted());
        expect(endpoint.secret).toBeUndefined();
        const listed = await target.client.webhookEndpoints.list({ limit: 100 });
        expect(listed.data.find(({ id }) => id === endpointId)?.secret).toBeUndefined();
      });
    },
  },
  {
    name: "made again, the older one of the same connection is gone and others stay",
    async run(target) {
      await withWebhook(target, async (other) => {
        await withWebhook(target, async ({ endpointId, again }) => {
          const next = await again();
          const ids = await idsOf(target);
          expect(ids).toContain(next);
          expect(ids).toContain(other.endpointId);
          expect(ids).not.toContain(endpointId);
        });
      });
    },
  },
  {
    name: "it can be switched off and on, its version cannot be changed",
    async run(target) {
      const { webhookEndpoints } = target.client;
      await withWebhook(target, async ({ endpointId }) => {
        expect((await webhookEndpoints.update(endpointId, { disabled: true })).status).toBe(
          "disabled",
        );
        expect((await webhookEndpoints.update(endpointId, { disabled: false })).status).toBe(
          "enabled",
        );
        const path = `/v1/webhook_endpoints/${endpointId}`;
        const error = await refusalOf(
          target.client.rawRequest("POST", path, { api_version: API_VERSION }),
        );
        expect(error).toMatchObject({ statusCode: 400, code: "parameter_unknown" });
      });
    },
  },
  {
    name: "whether it works is seen: as made, switched off, at another address, deaf, deleted",
    async run(target) {
      await withWebhook(target, async ({ endpointId }) => {
        const look = (url = address) => target.processor.checkWebhook(endpointId, url);
        const { webhookEndpoints } = target.client;
        expect(await look()).toEqual({ kind: "working" });
        expect((await look("https://example.com/elsewhere")).kind).toBe("faulty");
        await webhookEndpoints.update(endpointId, { disabled: true });
        expect((await look()).kind).toBe("faulty");
        await webhookEndpoints.update(endpointId, { disabled: false, enabled_events: ["*"] });
        expect(await look()).toEqual({ kind: "working" });
        await webhookEndpoints.update(endpointId, { enabled_events: ["charge.updated"] });
        expect((await look()).kind).toBe("faulty");
        await webhookEndpoints.del(endpointId);
        expect((await look()).kind).toBe("faulty");
      });
    },
  },
  {
    name: "deleting one that is gone already is no fault",
    async run(target) {
      await withWebhook(target, async ({ endpointId }) => {
        await target.processor.removeWebhook(endpointId);
        expect(await idsOf(target)).not.toContain(endpointId);
        await target.processor.removeWebhook(endpointId);
        const error = await refusalOf(target.client.webhookEndpoints.del(endpointId));
        expect(error).toMatchObject({ statusCode: 404, code: "resource_missing" });
      });
    },
  },
  {
    name: "an event type that Stripe does not know is refused",
    async run({ client }) {
      const params = { url: "https://example.com/hook", enabled_events: ["payment.nonsense"] };
      const error = await refusalOf(client.rawRequest("POST", "/v1/webhook_endpoints", params));
      expect(error.statusCode).toBe(400);
    },
  },
];
