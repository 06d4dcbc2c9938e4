import { expect } from "vitest";
import type { PaymentTruth, TrueDispute } from "#src/processors/processor.ts";
import { chargeCard, lookUp, ownCurrency } from "./pay.ts";
import { type Case, of, type Target } from "./target.ts";

const disputedCard = "pm_card_createDispute";

/** A payment that its payer's bank has taken back, and the money has left the balance. */
async function disputed(target: Target): Promise<[PaymentTruth, TrueDispute]> {
  // In the currency of the balance, so that nothing is converted on the way.
  const amount = of(10_000n, await ownCurrency(target));
  const paid = await chargeCard(target, disputedCard, amount);
  const truth = await target.until(
    lookAt(target, paid),
    ({ disputes }) => disputes[0] !== undefined && disputes[0].movements.length > 0,
  );
  const [dispute] = truth.disputes;
  if (dispute === undefined) throw new Error("nothing was disputed");
  return [truth, dispute];
}

function lookAt(target: Target, { processorPaymentId }: PaymentTruth) {
  return () => lookUp(target, { processorPaymentId: String(processorPaymentId) });
}

async function answer(target: Target, truth: PaymentTruth, evidence: string): Promise<TrueDispute> {
  const id = String(truth.disputes[0]?.processorDisputeId);
  await target.client.disputes.update(id, {
    evidence: { uncategorized_text: evidence },
    submit: true,
  });
  const decided = await target.until(lookAt(target, truth), ({ disputes }) =>
    ["won", "lost"].includes(String(disputes[0]?.status)),
  );
  expect(decided.status).toBe("succeeded");
  const [dispute] = decided.disputes;
  if (dispute === undefined) throw new Error("the dispute is gone");
  return dispute;
}

export const disputeCases: readonly Case[] = [
  {
    name: "card …0259 is paid, then taken back: by when to answer, and what left the balance",
    async run(target) {
      const [truth, dispute] = await disputed(target);
      expect(truth).toMatchObject({ status: "succeeded", collected: { amount: dispute.amount } });
      expect(dispute).toMatchObject({ reason: "fraudulent", status: "needs_response" });
      expect(dispute.evidenceDueBy?.getTime()).toBeGreaterThan(dispute.openedAt.getTime());
      const [withdrawn] = dispute.movements;
      const gross = truth.collected?.settlement?.gross;
      expect(withdrawn?.amount.currency).toBe(gross?.currency);
      expect(withdrawn?.amount.amountMinor).toBe(-(gross?.amountMinor ?? 0n));
      expect(withdrawn?.fee.amountMinor).toBeGreaterThanOrEqual(0n);
    },
  },
  {
    name: "what is disputed cannot be refunded",
    async run(target) {
      const [truth, dispute] = await disputed(target);
      const request = {
        processorPaymentId: String(truth.processorPaymentId),
        amount: dispute.amount,
        reason: null,
        refundId: `ref_${dispute.processorDisputeId}`,
        tags: { installation: "", business: "", invoice: "", payment: "" },
      };
      expect(await target.processor.refundPayment(request, request.refundId)).toMatchObject({
        kind: "refused",
        fault: "request_refused",
      });
    },
  },
  {
    name: "winning_evidence wins it, and the money comes back",
    async run(target) {
      const [truth] = await disputed(target);
      const won = await answer(target, truth, "winning_evidence");
      expect(won.status).toBe("won");
      const settled = await target.until(
        lookAt(target, truth),
        ({ disputes }) => (disputes[0]?.movements.length ?? 0) > 1,
      );
      const moved = settled.disputes[0]?.movements.map(({ amount }) => amount.amountMinor) ?? [];
      expect(moved.reduce((sum, minor) => sum + minor, 0n)).toBe(0n);
      expect(moved[0]).toBeLessThan(0n);
    },
  },
  {
    name: "losing_evidence loses it, and the money stays away",
    async run(target) {
      const [truth] = await disputed(target);
      const lost = await answer(target, truth, "losing_evidence");
      expect(lost.status).toBe("lost");
      const moved = lost.movements.map(({ amount }) => amount.amountMinor);
      expect(moved.reduce((sum, minor) => sum + minor, 0n)).toBeLessThan(0n);
    },
  },
];
