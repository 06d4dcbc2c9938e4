import { transact } from "#src/platform/database.ts";
import type { TestApp } from "./app.ts";
import { SMALL_LOGO } from "./pictures.ts";
import { pressPay, sessionOf } from "./payer.ts";
import { type Seller, THREE_LINES } from "./seller.ts";

/** One of everything a business can have, by the name a request would use. */
export interface Furnished {
  readonly connection: string;
  readonly account: string;
  readonly customer: string;
  readonly draft: string;
  readonly openInvoice: string;
  readonly paidInvoice: string;
  /** Collected by the processor, and by hand. */
  readonly payment: string;
  readonly manualPayment: string;
  readonly mail: string;
  readonly apiKey: string;
  readonly difference: string;
  /** Running, for an invoice that is paid: it hinders nobody. */
  readonly pause: string;
  /** Somebody who has not come yet. */
  readonly invited: string;
}

/** Fills a business with one of everything, so that there is something of it to be reached for. */
export async function furnish(app: TestApp, seller: Seller): Promise<Furnished> {
  const connection = await seller.connect();
  await seller.ask("PATCH", "/business", { logo: SMALL_LOGO });
  const paid = await seller.sendInvoice();
  await app.sandbox.control.payCheckout(sessionOf(await pressPay(paid.payLink)), {
    card: "4242424242424242",
  });
  await app.settle();
  const open = await seller.sendInvoice();
  await pressPay(open.payLink);
  const byHand = await seller.sendInvoice();
  const manual = await seller.ask("POST", `/invoices/${byHand.invoiceId}/payments`, {
    amount: 1000,
    paidOn: "2026-01-31",
    method: "cash",
  });
  const draft = await seller.ask("POST", "/invoices", {
    customerId: open.customerId,
    currency: "EUR",
    lines: THREE_LINES,
  });
  await seller.ask("POST", `/invoices/${draft.id}/scheduled-sending`, { on: inAWeek(app) });
  const account = await seller.ask("POST", "/accounts", { name: "Till", type: "asset" });
  const invited = await seller.ask("POST", "/members", {
    email: `colleague@${seller.businessId.slice(4)}.example`,
    role: "creator",
  });
  const key = await seller.ask("POST", "/api-keys", { name: "Script", role: "viewer" });
  const { data: payments } = await seller.ask("GET", `/payments?invoiceId=${paid.invoiceId}`);
  const { data: mails } = await seller.ask("GET", "/mails");
  return {
    connection: connection.id,
    account: account.id,
    customer: open.customerId,
    draft: draft.id,
    openInvoice: open.invoiceId,
    paidInvoice: paid.invoiceId,
    payment: payments[0].id,
    manualPayment: manual.id,
    mail: mails[0].id,
    apiKey: key.id,
    invited: invited.id,
    difference: await plantDifference(app, seller, connection.id, payments[0].id),
    pause: await plantPause(app, seller, paid.invoiceId),
  };
}

function inAWeek({ parts: { runtime } }: TestApp): string {
  return new Date(runtime.now().getTime() + 7 * 86_400_000).toISOString().slice(0, 10);
}

/** What only a day and a defect would leave behind: a difference, and a payout that was made. */
async function plantDifference(
  app: TestApp,
  { businessId }: Seller,
  connectionId: string,
  paymentId: string,
): Promise<string> {
  const { runtime } = app.parts;
  const id = runtime.newId("dif");
  const row = { business_id: businessId, connection_id: connectionId };
  const found = { kind: "amount_differs", payment_id: paymentId, processor_payment_id: "pi_1" };
  const payout = { id: `po_${id}`, status: "paid", amount_minor: 100n, currency: "EUR" };
  const when = { arrives_on: "2026-01-31", created_at: runtime.now() };
  await transact(runtime.db, businessId, async (tx) => {
    const difference = { ...row, ...found, id, found_at: runtime.now() };
    await tx.insertInto("differences").values(difference).execute();
    await tx
      .insertInto("payouts")
      .values({ ...row, ...payout, ...when })
      .execute();
  });
  return id;
}

/** What only somebody who tests cards would leave behind. */
async function plantPause(
  app: TestApp,
  { businessId }: Seller,
  invoiceId: string,
): Promise<string> {
  const { runtime } = app.parts;
  const id = runtime.newId("pau");
  const hour = 3_600_000;
  await transact(runtime.db, businessId, async (tx) => {
    const when = {
      began_at: runtime.now(),
      ends_at: new Date(runtime.now().getTime() + hour),
    };
    const row = {
      business_id: businessId,
      id,
      scope: "invoice",
      mode: "test",
      invoice_id: invoiceId,
    };
    await tx
      .insertInto("payment_pauses")
      .values({ ...row, ...when, declines: 10 })
      .execute();
  });
  return id;
}
