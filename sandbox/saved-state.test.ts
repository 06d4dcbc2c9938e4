import { mkdtempSync, readdirSync, rmSync } from "node:fs";
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
