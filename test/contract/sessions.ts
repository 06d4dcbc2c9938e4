import { expect } from "vitest";
import { API_VERSION } from "#src/processors/stripe/client.ts";
import { lookUp, openPage, refusalOf, submitPage } from "./pay.ts";
import { startSandboxTarget } from "./sandbox-target.ts";
import { type Case, newRequest, newTags, type SandboxCase, type Target } from "./target.ts";

async function rawSession({ client }: Target, change: object): Promise<unknown> {
  const product = { name: "Invoice 2026-0001" };
  return client.checkout.sessions.create({
    mode: "payment",
    ui_mode: "hosted_page",
    success_url: "https://example.com/",
    line_items: [
      { quantity: 1, price_data: { currency: "eur", unit_amount: 10_000, product_data: product } },
    ],
    ...change,
  });
}

export const sessionCases: readonly Case[] = [
  {
    name: "a page opens, with everything we ask for on it",
    async run(target) {
      const request = newRequest();
      const id = await openPage(target, request);
      expect(id).toMatch(/^cs_test_/);
      const session = await target.client.checkout.sessions.retrieve(id);
      expect(session).toMatchObject({
        status: "open",
        payment_status: "unpaid",
        mode: "payment",
        ui_mode: "hosted_page",
        livemode: false,
        amount_total: 10_000,
        currency: "eur",
        client_reference_id: request.tags.payment,
        customer_email: "jenny@example.com",
        metadata: request.tags,
        expires_at: request.expiresAt.getTime() / 1000,
        success_url: "https://example.com/return?session={CHECKOUT_SESSION_ID}",
        cancel_url: "https://example.com/back",
        payment_intent: null,
      });
      expect(session.url).toMatch(/^https?:\/\//);
      expect(session.lastResponse.apiVersion).toBe(API_VERSION);
    },
  },
  {
    name: "a form for the pop-up opens with a secret, which asking again and listing tell too",
    async run(target) {
      const request = newRequest(undefined, { form: "popup" });
      const id = await openPage(target, request);
      const session = await target.client.checkout.sessions.retrieve(id);
      expect(session).toMatchObject({
        status: "open",
        ui_mode: "embedded_page",
        url: null,
        return_url: "https://example.com/return?session={CHECKOUT_SESSION_ID}",
        success_url: null,
        cancel_url: null,
        client_secret: expect.stringContaining(`${id}_secret_`),
        metadata: request.tags,
      });
      const place = { form: "popup", secret: session.client_secret };
      const again = await target.processor.openSession(request, request.tags.payment);
      expect(again).toEqual({ kind: "opened", sessionId: id, place });
      const { data } = await target.client.checkout.sessions.list({ limit: 10 });
      const listed = data.find((one) => one.id === id);
      expect(listed?.client_secret).toBe(session.client_secret);
      expect(await target.processor.expireSession(id)).toEqual({ kind: "expired" });
    },
  },
  {
    name: "the same key and parameters answer with the same page, marked as replayed",
    async run(target) {
      const request = newRequest();
      const first = await target.processor.openSession(request, request.tags.payment);
      const again = await target.processor.openSession(request, request.tags.payment);
      expect(first.kind).toBe("opened");
      expect(again).toEqual(first);
      const idempotencyKey = newTags().payment;
      const create = () =>
        target.client.checkout.sessions.create(
          { mode: "payment", success_url: "https://example.com/", line_items: [oneEuro] },
          { idempotencyKey },
        );
      expect((await create()).lastResponse.headers["idempotent-replayed"]).toBeUndefined();
      expect((await create()).lastResponse.headers["idempotent-replayed"]).toBe("true");
    },
  },
  {
    name: "other parameters under the key are an idempotency_error, and open nothing",
    async run(target) {
      const request = newRequest();
      await openPage(target, request);
      const changed = { ...request, title: "Another invoice" };
      const outcome = await target.processor.openSession(changed, request.tags.payment);
      expect(outcome.kind).toBe("unknown");
      const params = {
        mode: "payment" as const,
        success_url: "https://example.com/",
        line_items: [oneEuro],
      };
      const idempotencyKey = request.tags.payment;
      const error = await refusalOf(
        target.client.checkout.sessions.create(params, { idempotencyKey }),
      );
      expect(error).toMatchObject({ statusCode: 400, rawType: "idempotency_error" });
    },
  },
  {
    name: "a validation error is not kept for its key",
    async run({ client }) {
      const idempotencyKey = newTags().payment;
      const incomplete = { amount: 10_000 };
      const error = await refusalOf(
        client.rawRequest("POST", "/v1/payment_intents", incomplete, { idempotencyKey }),
      );
      expect(error).toMatchObject({ statusCode: 400, code: "parameter_missing" });
      const made = await client.paymentIntents.create(
        { ...incomplete, currency: "eur" },
        { idempotencyKey },
      );
      expect(made.amount).toBe(10_000);
    },
  },
  {
    name: "an open page can be expired, once; then it is closed and nothing was paid",
    async run(target) {
      const sessionId = await openPage(target);
      expect(await target.processor.expireSession(sessionId)).toEqual({ kind: "expired" });
      expect(await lookUp(target, { sessionId })).toMatchObject({
        sessionState: "expired",
        status: "canceled",
        collected: null,
      });
      expect(await target.processor.expireSession(sessionId)).toEqual({ kind: "completed" });
      const error = await refusalOf(target.client.checkout.sessions.expire(sessionId));
      expect(error).toMatchObject({ statusCode: 400, rawType: "invalid_request_error" });
    },
  },
  {
    name: "a page that is paid cannot be expired",
    async run(target) {
      const sessionId = await openPage(target);
      await submitPage(target, sessionId);
      expect(await target.processor.expireSession(sessionId)).toEqual({ kind: "completed" });
    },
  },
  {
    name: "a page that Stripe does not know counts as expired",
    async run({ client, processor }) {
      expect(await processor.expireSession("cs_test_unknown")).toEqual({ kind: "expired" });
      const error = await refusalOf(client.checkout.sessions.expire("cs_test_unknown"));
      expect(error).toMatchObject({ statusCode: 404, code: "resource_missing" });
    },
  },
  {
    name: "a closed page under the same key is the same page, answered as it was at first",
    async run(target) {
      const request = newRequest();
      const sessionId = await openPage(target, request);
      await target.processor.expireSession(sessionId);
      expect(await target.processor.openSession(request, request.tags.payment)).toMatchObject({
        kind: "opened",
        sessionId,
      });
      expect((await lookUp(target, { sessionId })).sessionState).toBe("expired");
    },
  },
  {
    name: "nobody pays on an expired page",
    async run(target) {
      const sessionId = await openPage(target);
      await target.processor.expireSession(sessionId);
      const error = await refusalOf(submitPage(target, sessionId));
      expect(error.type).toBe("StripeInvalidRequestError");
      expect((await lookUp(target, { sessionId })).collected).toBeNull();
    },
  },
  {
    name: "a page lives between 30 minutes and 24 hours",
    async run(target) {
      const now = Math.floor(Date.now() / 1000);
      for (const seconds of [60, 25 * 3_600]) {
        const error = await refusalOf(rawSession(target, { expires_at: now + seconds }));
        expect(error).toMatchObject({ statusCode: 400, param: "expires_at" });
      }
    },
  },
  {
    name: "a parameter that Stripe does not know is parameter_unknown, by name",
    async run(target) {
      for (const param of ["colour", "payment_method_types"]) {
        const error = await refusalOf(rawSession(target, { [param]: ["card"] }));
        expect(error).toMatchObject({ statusCode: 400, code: "parameter_unknown" });
        expect(error.param).toMatch(new RegExp(`^${param}`));
      }
    },
  },
];

const oneEuro = {
  quantity: 1,
  price_data: { currency: "eur", unit_amount: 100, product_data: { name: "One" } },
};

export const sandboxSessionCases: readonly SandboxCase[] = [
  {
    name: "a page nobody paid on expires when its time has come",
    because: "its time cannot be moved at Stripe, and is half an hour at least",
    async run() {
      // Of its own, so that the day it skips is not skipped for the other cases.
      const target = await startSandboxTarget();
      const sessionId = await openPage(target);
      target.sandbox.control.advance(24 * 3_600_000);
      expect(await lookUp(target, { sessionId })).toMatchObject({
        sessionState: "expired",
        status: "canceled",
      });
      await target.sandbox.stop();
    },
  },
];
