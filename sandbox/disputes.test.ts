import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idOf, startCheckedSandbox, type CheckedSandbox } from "#test/support/checked-sandbox.ts";

let sandbox: CheckedSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
  stripe = sandbox.client();
});
afterAll(() => sandbox.stop());

const pay = () =>
  stripe.paymentIntents.create({
    amount: 10_000,
    currency: "eur",
    payment_method: "pm_card_visa",
    confirm: true,
  });
const lastEvents = async (count: number) =>
  (await stripe.events.list({ limit: count })).data.map(({ type }) => type).toReversed();
const nets = async (dispute: { id: string }) =>
  (await stripe.balanceTransactions.list({ source: dispute.id })).data.map(
    ({ net, reporting_category: category, type }) => [type, category, net],
  );

test("a dispute takes what is left of the payment and a fee, and asks for evidence", async () => {
  const intent = await pay();
  await stripe.refunds.create({ payment_intent: intent.id, amount: 2500 });
  const { id } = sandbox.control.openDispute(intent.id, { reason: "product_not_received" });
  const dispute = await stripe.disputes.retrieve(id, { expand: ["charge"] });
  expect(dispute).toMatchObject({
    amount: 7500,
    reason: "product_not_received",
    status: "needs_response",
    is_charge_refundable: false,
    evidence_details: { has_evidence: false, past_due: false, submission_count: 0 },
    charge: { disputed: true, payment_intent: intent.id },
  });
  const leftSeconds = (dispute.evidence_details.due_by ?? 0) - dispute.created;
  expect(leftSeconds).toBe(9 * 24 * 60 * 60);
  expect(await nets(dispute)).toEqual([["adjustment", "dispute", -9500]]);
  expect(await lastEvents(2)).toEqual(["charge.dispute.created", "charge.dispute.funds_withdrawn"]);
  expect(() => sandbox.control.openDispute(intent.id)).toThrow("disputed already");
});

test("winning evidence: under review, then won, and the money comes back without the fee", async () => {
  const intent = await pay();
  const { id } = sandbox.control.openDispute(intent.id);
  const staged = await stripe.disputes.update(id, {
    evidence: { customer_name: "Jenny Rosen" },
    submit: false,
  });
  expect(staged).toMatchObject({
    status: "needs_response",
    evidence: { customer_name: "Jenny Rosen" },
    evidence_details: { has_evidence: true, submission_count: 0 },
  });
  const submitted = await stripe.disputes.update(id, {
    evidence: { uncategorized_text: "winning_evidence" },
    submit: true,
  });
  expect(submitted).toMatchObject({
    status: "under_review",
    evidence_details: { submission_count: 1, submission_method: "manual" },
  });
  await expect(
    stripe.disputes.update(id, { evidence: { customer_name: "Other" } }),
  ).rejects.toThrow("already under_review");
  sandbox.control.advance(5000);
  const won = await stripe.disputes.retrieve(id);
  expect(won).toMatchObject({ status: "won", is_charge_refundable: true });
  expect(won.balance_transactions.map(({ net }) => net)).toEqual([-12_000, 10_000]);
  expect(await nets(won)).toEqual([
    ["adjustment", "dispute_reversal", 10_000],
    ["adjustment", "dispute", -12_000],
  ]);
  expect(await lastEvents(4)).toEqual([
    "charge.dispute.updated",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_reinstated",
  ]);
  expect((await stripe.charges.retrieve(idOf(intent.latest_charge))).disputed).toBe(true);
});

test("losing evidence loses; the money stays away and nothing can be refunded", async () => {
  const intent = await pay();
  const { id } = sandbox.control.openDispute(intent.id);
  await stripe.disputes.update(id, { evidence: { uncategorized_text: "losing_evidence" } });
  sandbox.control.advance(5000);
  const lost = await stripe.disputes.retrieve(id);
  expect(lost.status).toBe("lost");
  expect(await nets(lost)).toHaveLength(1);
  expect(await lastEvents(1)).toEqual(["charge.dispute.closed"]);
  await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
    code: "charge_disputed",
  });
});

test("closing a dispute accepts it as lost, once", async () => {
  const { id } = sandbox.control.openDispute((await pay()).id);
  expect((await stripe.disputes.close(id)).status).toBe("lost");
  await expect(stripe.disputes.close(id)).rejects.toThrow("already closed");
});

test("evidence that is not of the test kind waits for the bank, which is the control", async () => {
  const { id } = sandbox.control.openDispute((await pay()).id);
  await stripe.disputes.update(id, { evidence: { uncategorized_text: "We delivered." } });
  sandbox.control.advance(60_000);
  expect((await stripe.disputes.retrieve(id)).status).toBe("under_review");
  sandbox.control.closeDispute(id, "won");
  expect((await stripe.disputes.retrieve(id)).status).toBe("won");
});

test("an inquiry moves no money: answered or not, it ends as warning_closed", async () => {
  const intent = await pay();
  const { id } = sandbox.control.openDispute(intent.id, { isInquiry: true });
  expect(await lastEvents(1)).toEqual(["charge.dispute.created"]);
  const answered = await stripe.disputes.update(id, {
    evidence: { uncategorized_text: "winning_evidence" },
  });
  expect(answered.status).toBe("warning_under_review");
  sandbox.control.advance(5000);
  const closed = await stripe.disputes.retrieve(id);
  expect(closed).toMatchObject({ status: "warning_closed", balance_transactions: [] });
  expect((await stripe.refunds.create({ payment_intent: intent.id })).status).toBe("succeeded");
});

test("a dispute nobody answers is lost when its time is over", async () => {
  const { id } = sandbox.control.openDispute((await pay()).id);
  sandbox.control.advance(9 * 24 * 60 * 60 * 1000 + 1000);
  expect(await stripe.disputes.retrieve(id)).toMatchObject({
    status: "lost",
    evidence_details: { past_due: true },
  });
});

test("disputes are found by their payment", async () => {
  const intent = await pay();
  const { id } = sandbox.control.openDispute(intent.id);
  const { data } = await stripe.disputes.list({ payment_intent: intent.id });
  expect(data.map((each) => each.id)).toEqual([id]);
  expect((await stripe.disputes.list({ payment_intent: "pi_other" })).data).toEqual([]);
});
