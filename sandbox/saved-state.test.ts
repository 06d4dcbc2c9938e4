import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  idOf,
  invoiceSession,
  startCheckedSandbox,
  startReceiver,
} from "#test/support/checked-sandbox.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sandbox-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("accounts, payments, keys and replayable answers survive a restart", async () => {
  const stateFile = join(folder, "sandbox.json");
  const first = await startCheckedSandbox({ stateFile });
  const idempotencyKey = "pay_1";
  const made = await first.client().checkout.sessions.create(invoiceSession(), { idempotencyKey });
  await first.control.payCheckout(made.id);
  first.control.setKey("sk_test_gone", { isRevoked: true });
  await first.stop();
  expect(readdirSync(folder)).toEqual(["sandbox.json"]);

  const second = await startCheckedSandbox({ stateFile });
  const stripe = second.client();
  const session = await stripe.checkout.sessions.retrieve(made.id);
  expect(session.status).toBe("complete");
  expect((await stripe.checkout.sessions.create(invoiceSession(), { idempotencyKey })).id).toBe(
    made.id,
  );
  expect(
    (await stripe.refunds.create({ payment_intent: idOf(session.payment_intent) })).amount,
  ).toBe(10_000);
  await expect(second.client("sk_test_gone").events.list()).rejects.toMatchObject({
    code: "api_key_expired",
  });
  await second.stop();
});

test("what was waiting goes on after a restart: deliveries, expiries, late refunds", async () => {
  const stateFile = join(folder, "sandbox.json");
  const receiver = await startReceiver();
  receiver.answerWith(500);
  const first = await startCheckedSandbox({ stateFile });
  const stripe = first.client();
  await stripe.webhookEndpoints.create({
    url: receiver.url,
    enabled_events: ["payment_intent.succeeded"],
  });
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  const intent = await stripe.paymentIntents.create({
    amount: 1000,
    currency: "eur",
    payment_method: "pm_card_pendingRefund",
    confirm: true,
  });
  const refund = await stripe.refunds.create({ payment_intent: intent.id });
  await receiver.arrived(1);
  await first.control.deliveriesSettled();
  await first.stop();

  receiver.answerWith(200);
  const second = await startCheckedSandbox({ stateFile });
  await receiver.arrived(2);
  await second.control.deliveriesSettled();
  second.control.advance(24 * 60 * 60 * 1000 + 1000);
  expect((await second.client().checkout.sessions.retrieve(id)).status).toBe("expired");
  expect((await second.client().refunds.retrieve(refund.id)).status).toBe("succeeded");
  await second.stop();
  await receiver.stop();
});

test("what banks were asked before a restart they answer after it: debits, disputes, payouts", async () => {
  const stateFile = join(folder, "sandbox.json");
  const first = await startCheckedSandbox({ stateFile });
  const stripe = first.client();
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  await first.control.payCheckout(id, { iban: "AT861904300235473202" });
  const paid = await stripe.paymentIntents.create({
    amount: 9000,
    currency: "eur",
    payment_method: "pm_card_bypassPending",
    confirm: true,
  });
  const payout = await stripe.payouts.create({ amount: 500, currency: "eur" });
  const dispute = first.control.openDispute(paid.id);
  await stripe.disputes.update(dispute.id, {
    evidence: { uncategorized_text: "winning_evidence" },
  });
  await first.stop();

  const second = await startCheckedSandbox({ stateFile });
  second.control.advance(15_000);
  const again = second.client();
  const session = await again.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
  expect(session.payment_intent).toMatchObject({ status: "requires_payment_method" });
  expect((await again.payouts.retrieve(payout.id)).status).toBe("paid");
  expect((await again.disputes.retrieve(dispute.id)).status).toBe("won");
  await second.stop();
});

test("a file of an older sandbox, which knew less, is read all the same", async () => {
  const stateFile = join(folder, "sandbox.json");
  const first = await startCheckedSandbox({ stateFile });
  const { id } = await first.client().checkout.sessions.create(invoiceSession());
  await first.stop();
  const state: { accounts: Record<string, Record<string, unknown>> } = JSON.parse(
    readFileSync(stateFile, "utf8"),
  );
  for (const account of Object.values(state.accounts))
    for (const name of ["ibans", "payoutOf", "setupIntents"]) delete account[name];
  writeFileSync(stateFile, JSON.stringify(state));

  const second = await startCheckedSandbox({ stateFile });
  const paid = await second.control.payCheckout(id, { iban: "AT611904300234573201" });
  expect(paid.outcome).toBe("processing");
  await second.stop();
});

test("without a file nothing is kept and nothing is written", async () => {
  const first = await startCheckedSandbox();
  const { id } = await first.client().checkout.sessions.create(invoiceSession());
  await first.stop();
  const second = await startCheckedSandbox();
  await expect(second.client().checkout.sessions.retrieve(id)).rejects.toMatchObject({
    code: "resource_missing",
  });
  await second.stop();
});
