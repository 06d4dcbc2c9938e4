import { expect } from "vitest";
import type { PaymentTruth, RefundRequest } from "#src/processors/processor.ts";
import type { Money } from "#src/values/money.ts";
import { chargeCard, lookUp, openPage, payPage, refusalOf, submitPage } from "./pay.ts";
import { type Case, newRequest, newTags, of, type Target } from "./target.ts";

function refundOf(paid: PaymentTruth, amount: Money): RefundRequest {
  const tags = newTags();
  return {
    processorPaymentId: String(paid.processorPaymentId),
    amount,
    reason: "requested_by_customer",
    refundId: tags.payment.replace("pay_", "ref_"),
    tags,
  };
}

async function refund(target: Target, paid: PaymentTruth, amount: Money): Promise<RefundRequest> {
  const request = refundOf(paid, amount);
  const outcome = await target.processor.refundPayment(request, request.refundId);
  expect(outcome).toMatchObject({ kind: "accepted" });
  return request;
}

function refundsOf(target: Target, { processorPaymentId }: PaymentTruth) {
  return async () =>
    (
      await lookUp(target, {
        processorPaymentId: String(processorPaymentId),
        hasRefunds: true,
      })
    ).refunds;
}

const euros = (minor: bigint) => of(minor, "EUR");

export const refundCases: readonly Case[] = [
  {
    name: "in parts and then in full: listed oldest first, with our id and what left the balance",
    async run(target) {
      const paid = await payPage(target);
      const first = await refund(target, paid, euros(4_000n));
      await target.until(refundsOf(target, paid), ({ length }) => length === 1);
      const second = await refund(target, paid, euros(6_000n));
      const refunds = await target.until(
        refundsOf(target, paid),
        (seen) => seen.length === 2 && seen.every(({ settled }) => settled !== null),
      );
      expect(refunds).toMatchObject([
        { refundId: first.refundId, amount: euros(4_000n), status: "succeeded" },
        { refundId: second.refundId, amount: euros(6_000n), status: "succeeded" },
      ]);
      expect(refunds.every(({ settled }) => (settled?.amountMinor ?? 0n) > 0n)).toBe(true);
      // The same without being told that there were any: the charge says so.
      const unasked = await lookUp(target, { sessionId: String(paid.sessionId) });
      expect(unasked).toMatchObject({ status: "succeeded", refunds });
      expect(unasked.collected?.amount).toEqual(euros(10_000n));
    },
  },
  {
    name: "the same key again is the same refund, not a second one",
    async run(target) {
      const paid = await payPage(target);
      const request = refundOf(paid, euros(2_500n));
      const first = await target.processor.refundPayment(request, request.refundId);
      expect(await target.processor.refundPayment(request, request.refundId)).toEqual(first);
      const { data } = await target.client.refunds.list({
        payment_intent: request.processorPaymentId,
      });
      expect(data).toMatchObject([
        {
          amount: 2_500,
          currency: "eur",
          reason: "requested_by_customer",
          metadata: { ...request.tags, refund: request.refundId },
        },
      ]);
    },
  },
  {
    name: "more than is left is refused for sure, and nothing is given back",
    async run(target) {
      const paid = await payPage(target);
      await refund(target, paid, euros(4_000n));
      const tooMuch = refundOf(paid, euros(6_001n));
      expect(await target.processor.refundPayment(tooMuch, tooMuch.refundId)).toMatchObject({
        kind: "refused",
        fault: "request_refused",
      });
      await refund(target, paid, euros(6_000n));
      const again = refundOf(paid, euros(1n));
      expect(await target.processor.refundPayment(again, again.refundId)).toMatchObject({
        kind: "refused",
        fault: "request_refused",
      });
      const error = await refusalOf(
        target.client.refunds.create({ payment_intent: String(paid.processorPaymentId) }),
      );
      expect(error).toMatchObject({ statusCode: 400, code: "charge_already_refunded" });
      expect(await refundsOf(target, paid)()).toHaveLength(2);
    },
  },
  {
    name: "a payment that never succeeded cannot be refunded",
    async run(target) {
      const sessionId = await openPage(target);
      await submitPage(target, sessionId, { token: "tok_visa_chargeDeclined" });
      const request = refundOf(await lookUp(target, { sessionId }), euros(10_000n));
      expect(await target.processor.refundPayment(request, request.refundId)).toMatchObject({
        kind: "refused",
        fault: "request_refused",
      });
    },
  },
  {
    name: "a payment that Stripe does not know cannot be refunded",
    async run(target) {
      const request = { ...refundOf(await payPage(target), euros(1n)) };
      const unknown = { ...request, processorPaymentId: "pi_unknown" };
      const outcome = await target.processor.refundPayment(unknown, unknown.refundId);
      expect(outcome).toMatchObject({ kind: "refused", fault: "request_refused" });
      const error = await refusalOf(target.client.refunds.create({ payment_intent: "pi_unknown" }));
      expect(error.code).toBe("resource_missing");
    },
  },
  {
    name: "in yen, krónur and dinars the refund comes back in the money it was asked in",
    async run(target) {
      for (const [code, whole, part] of [
        ["JPY", 5_000n, 1_234n],
        ["ISK", 1_500n, 700n],
        ["KWD", 5_230n, 2_510n],
      ] as const) {
        const paid = await payPage(target, newRequest(of(whole, code)));
        await refund(target, paid, of(part, code));
        const refunds = await refundsOf(target, paid)();
        expect(refunds).toMatchObject([{ amount: of(part, code) }]);
      }
    },
  },
  {
    name: "card …7726: pending at first, succeeded later",
    async run(target) {
      const paid = await chargeCard(target, "pm_card_pendingRefund", euros(10_000n));
      const { refundId } = await refund(target, paid, euros(10_000n));
      expect(await refundsOf(target, paid)()).toMatchObject([{ refundId, status: "pending" }]);
      const later = await target.until(
        refundsOf(target, paid),
        ([made]) => made?.status !== "pending",
      );
      expect(later).toMatchObject([{ refundId, status: "succeeded" }]);
    },
  },
  {
    name: "card …5126: succeeded at first, failed later; the payment is whole again",
    async run(target) {
      const paid = await chargeCard(target, "pm_card_refundFail", euros(10_000n));
      const { refundId } = await refund(target, paid, euros(10_000n));
      expect(await refundsOf(target, paid)()).toMatchObject([{ refundId, status: "succeeded" }]);
      const later = await target.until(
        refundsOf(target, paid),
        ([made]) => made?.status === "failed",
      );
      expect(later).toMatchObject([{ refundId, failureMessage: expect.stringMatching(/\w/) }]);
      const intent = await target.client.paymentIntents.retrieve(String(paid.processorPaymentId), {
        expand: ["latest_charge"],
      });
      expect(intent.latest_charge).toMatchObject({ amount_refunded: 0, refunded: false });
    },
  },
];
