import { expect } from "vitest";
import { idOf } from "#test/support/checked-sandbox.ts";
import { lookUp, openPage, payPage, submitPage } from "./pay.ts";
import { type Case, newRequest, of, type SandboxCase } from "./target.ts";

const paysLater = { iban: "AT611904300234573201" };
const bouncesLater = { iban: "AT861904300235473202" };

export const paymentCases: readonly Case[] = [
  {
    name: "a page nobody has tried to pay on is open, with no payment behind it",
    async run(target) {
      const request = newRequest();
      const sessionId = await openPage(target, request);
      expect(await lookUp(target, { sessionId })).toEqual({
        mode: "test",
        tags: request.tags,
        sessionId,
        sessionState: "open",
        processorPaymentId: null,
        status: "open",
        collected: null,
        declines: [],
        refunds: [],
        disputes: [],
      });
    },
  },
  {
    name: "a payment is seen with its amount, card, payer and mode, by page and by intent",
    async run(target) {
      const request = newRequest();
      const paid = await payPage(target, request);
      expect(paid).toMatchObject({
        mode: "test",
        tags: request.tags,
        sessionState: "complete",
        status: "succeeded",
        collected: {
          amount: request.amount,
          chargeId: expect.stringMatching(/^(ch|py)_/),
          method: { type: "card", brand: "visa", last4: "4242" },
          payerEmail: "jenny@example.com",
        },
        declines: [],
        refunds: [],
        disputes: [],
      });
      const byIntent = await lookUp(target, {
        processorPaymentId: String(paid.processorPaymentId),
      });
      expect(byIntent).toEqual({ ...paid, sessionId: null, sessionState: null });
    },
  },
  {
    name: "tags and description are on the intent, and the tags on its charge",
    async run(target) {
      const request = newRequest();
      const { processorPaymentId } = await payPage(target, request);
      const intent = await target.client.paymentIntents.retrieve(String(processorPaymentId));
      expect(intent).toMatchObject({ metadata: request.tags, description: request.description });
      const charge = await target.client.charges.retrieve(idOf(intent.latest_charge));
      expect(charge).toMatchObject({ metadata: request.tags, payment_intent: intent.id });
    },
  },
  {
    name: "the fee is what lies between gross and net",
    async run(target) {
      const { collected } = await payPage(target);
      const { gross, fee, net } = collected?.settlement ?? {};
      expect(fee?.amountMinor).toBeGreaterThan(0n);
      expect(net?.amountMinor).toBe((gross?.amountMinor ?? 0n) - (fee?.amountMinor ?? 0n));
    },
  },
  {
    name: "what is settled in another currency tells its rate; what is not has none",
    async run(target) {
      const amounts = [of(10_000n, "EUR"), of(10_000n, "CHF")];
      for (const amount of amounts) {
        const { collected } = await payPage(target, newRequest(amount));
        const { gross, exchangeRate } = collected?.settlement ?? {};
        if (gross?.currency === amount.currency) {
          expect(exchangeRate).toBeNull();
          expect(gross).toEqual(amount);
        } else expect(Number(exchangeRate)).toBeGreaterThan(0);
      }
    },
  },
  {
    name: "a declined card leaves the page open and the try on record, with the bank's reason",
    async run(target) {
      const sessionId = await openPage(target);
      const tries = [
        ["tok_visa_chargeDeclined", "card_declined"],
        ["tok_visa_chargeDeclinedInsufficientFunds", "insufficient_funds"],
      ] as const;
      for (const [token] of tries) {
        expect(await submitPage(target, sessionId, { token })).toBe("declined");
      }
      expect(await lookUp(target, { sessionId })).toMatchObject({
        sessionState: "open",
        status: "open",
        collected: null,
        declines: tries.map(([, code]) => ({
          code,
          amount: of(10_000n, "EUR"),
          message: expect.stringMatching(/\w/),
          method: { type: "card", brand: "visa", last4: expect.stringMatching(/^\d{4}$/) },
        })),
      });
    },
  },
  {
    name: "after a decline another card pays on the same page and with the same intent",
    async run(target) {
      const sessionId = await openPage(target);
      await submitPage(target, sessionId, { token: "tok_visa_chargeDeclined" });
      const { processorPaymentId } = await lookUp(target, { sessionId });
      expect(await submitPage(target, sessionId)).toBe("submitted");
      const paid = await target.until(
        () => lookUp(target, { sessionId }),
        ({ status }) => status === "succeeded",
      );
      expect(paid).toMatchObject({ processorPaymentId, declines: [{ code: "card_declined" }] });
    },
  },
  {
    name: "a page that expires after a decline is canceled, and the decline stays",
    async run(target) {
      const sessionId = await openPage(target);
      await submitPage(target, sessionId, { token: "tok_visa_chargeDeclined" });
      expect(await target.processor.expireSession(sessionId)).toEqual({ kind: "expired" });
      expect(await lookUp(target, { sessionId })).toMatchObject({
        sessionState: "expired",
        status: "canceled",
        collected: null,
        declines: [{ code: "card_declined" }],
      });
    },
  },
  {
    name: "a SEPA debit is processing, and succeeds later",
    async run(target) {
      const sessionId = await openPage(target);
      await submitPage(target, sessionId, paysLater);
      const state = { sessionState: "complete", status: "processing", collected: null };
      expect(await lookUp(target, { sessionId })).toMatchObject(state);
      const session = await target.client.checkout.sessions.retrieve(sessionId);
      expect(session.payment_status).toBe("unpaid");
      const paid = await target.until(
        () => lookUp(target, { sessionId }),
        ({ collected }) => collected?.settlement !== null && collected !== null,
      );
      expect(paid).toMatchObject({
        status: "succeeded",
        collected: { amount: of(10_000n, "EUR"), method: { type: "sepa_debit", last4: "3201" } },
      });
    },
  },
  {
    name: "a SEPA debit is processing, and fails later",
    async run(target) {
      const sessionId = await openPage(target);
      await submitPage(target, sessionId, bouncesLater);
      expect((await lookUp(target, { sessionId })).status).toBe("processing");
      const failed = await target.until(
        () => lookUp(target, { sessionId }),
        ({ status }) => status !== "processing",
      );
      expect(failed).toMatchObject({ status: "failed", sessionState: "complete", collected: null });
      expect(failed.declines).toHaveLength(1);
    },
  },
  {
    name: "of ids that Stripe does not know there is nothing to see",
    async run({ processor }) {
      const nothing = { sessionId: null, processorPaymentId: null };
      expect(
        await processor.lookUpPayment({ ...nothing, sessionId: "cs_test_unknown" }),
      ).toBeNull();
      expect(
        await processor.lookUpPayment({ ...nothing, processorPaymentId: "pi_unknown" }),
      ).toBeNull();
    },
  },
];

const needsPayer = "only a payer in a browser answers 3-D Secure";

export const sandboxPaymentCases: readonly SandboxCase[] = [
  {
    name: "3-D Secure that the payer passes is paid",
    because: needsPayer,
    async run(target) {
      const sessionId = await openPage(target);
      const card = "4000002760003184";
      await target.sandbox.control.payCheckout(sessionId, { card, authentication: "leave" });
      expect(await lookUp(target, { sessionId })).toMatchObject({ status: "open", declines: [] });
      await target.sandbox.control.payCheckout(sessionId, { card });
      expect(await lookUp(target, { sessionId })).toMatchObject({ status: "succeeded" });
    },
  },
  {
    name: "3-D Secure that the payer fails leaves no charge, and a decline of that card",
    because: needsPayer,
    async run(target) {
      const sessionId = await openPage(target);
      const card = "4000002760003184";
      await target.sandbox.control.payCheckout(sessionId, { card, authentication: "fail" });
      expect(await lookUp(target, { sessionId })).toMatchObject({
        sessionState: "open",
        status: "open",
        declines: [{ code: "payment_intent_authentication_failure", method: { last4: "3184" } }],
      });
    },
  },
  {
    name: "3-D Secure that the payer passes and the bank declines all the same",
    because: needsPayer,
    async run(target) {
      const sessionId = await openPage(target);
      await target.sandbox.control.payCheckout(sessionId, { card: "4000008400001629" });
      expect(await lookUp(target, { sessionId })).toMatchObject({
        sessionState: "open",
        status: "open",
        declines: [{ code: "card_declined", method: { last4: "1629" } }],
      });
    },
  },
];
