import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PaymentTruth, TrueRefund } from "#src/processors/processor.ts";
import { transact } from "#src/platform/database.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import { openProcessor } from "#src/connections/open-processor.ts";
import { getPayment } from "./get-payment.ts";
import { recordTruth } from "./record-truth.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("an older look that is written down after a newer one", () => {
  it("does not make a failed refund look made [I16]", async () => {
    const { seller, paymentId, look, record } = await paidInvoice("4000000000005126");
    const refunded = await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 20000 });
    const older = await look();
    app.sandbox.control.settleRefund(refunded.refunds[0].processorRefundId, "failed");
    await app.settle();
    await record(older);
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      amountRefunded: 0,
      refunds: [{ status: "failed" }],
    });
    await expectSoundBooks(app);
  });

  it("does not make a finished refund pending again [I16]", async () => {
    const { seller, paymentId, look, record } = await paidInvoice();
    await seller.ask("POST", `/payments/${paymentId}/refunds`, { amount: 20000 });
    const truth = await look();
    const refunds = truth.refunds.map((one): TrueRefund => ({ ...one, status: "pending" }));
    await record({ ...truth, refunds });
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({
      refunds: [{ status: "succeeded" }],
    });
  });

  it("does not open a dispute again that is decided [I16]", async () => {
    const { seller, paymentId, intentId, invoiceId, look, record } = await paidInvoice();
    const { id } = app.sandbox.control.openDispute(intentId);
    const older = await look();
    app.sandbox.control.closeDispute(id, "lost");
    await app.settle();
    await record(older);
    expect((await seller.ask("GET", `/payments/${paymentId}`)).dispute.status).toBe("lost");
    const { data: mails } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}&kind=problem`);
    await record(await look());
    const { data: after } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}&kind=problem`);
    expect(after).toHaveLength(mails.length);
    await expectSoundBooks(app);
  });

  it("changes nothing of a test payment that was cleared [R15]", async () => {
    const { seller, connectionId, paymentId, invoiceId, look, record, intentId, secretKey } =
      await paidInvoice();
    await stripeRefund(secretKey, intentId, 5000);
    const truth = await look();
    const live = { secretKey: secretKey.replace("_test_", "_live_") };
    await app.sandbox.control.deliveriesSettled();
    await seller.ask("PATCH", `/connections/${connectionId}`, { credentials: live });
    await record(truth);
    expect(await seller.ask("GET", `/payments/${paymentId}`)).toMatchObject({ amountApplied: 0 });
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ amountDue: 32957 });
    await expectSoundBooks(app);
  });
});

async function paidInvoice(card = "4242424242424242") {
  const seller = await app.seller();
  const { businessId } = seller;
  const { id: connectionId, secretKey } = await seller.connect();
  const { invoiceId, payLink } = await seller.sendInvoice();
  const sessionId = sessionOf(await pressPay(payLink));
  await app.sandbox.control.payCheckout(sessionId, { card });
  await app.settle();
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  const [{ id: paymentId, processorPaymentId }] = data;
  const { runtime } = app.parts;
  const look = async (): Promise<PaymentTruth> => {
    const processor = await openProcessor(runtime, businessId, connectionId);
    const truth = await processor.lookUpPayment({
      sessionId,
      processorPaymentId,
      hasRefunds: true,
    });
    expect(truth).not.toBeNull();
    return truth as PaymentTruth;
  };
  const record = async (truth: PaymentTruth) => {
    const payment = await transact(runtime.db, businessId, (tx) =>
      getPayment(tx, businessId, paymentId),
    );
    await recordTruth(runtime, payment, truth);
  };
  const intentId: string = processorPaymentId;
  return { seller, connectionId, secretKey, invoiceId, paymentId, intentId, look, record };
}

async function stripeRefund(secretKey: string, intentId: string, amount: number): Promise<void> {
  const response = await fetch(`${app.sandbox.url}/v1/refunds`, {
    method: "POST",
    headers: { authorization: `Bearer ${secretKey}`, "stripe-version": "2026-10-28.endive" },
    body: new URLSearchParams({ payment_intent: intentId, amount: String(amount) }),
  });
  expect(response.status).toBe(200);
}
