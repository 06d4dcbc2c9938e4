import { queueScheduled } from "#src/invoices/send-scheduled.ts";
import type { TestApp } from "./app.ts";
import { type Seller, THREE_LINES } from "./seller.ts";

export interface Plan {
  readonly on: string;
  readonly timezone?: string;
  /** Made final before it is planned. */
  readonly isFinal?: boolean;
  /** Without a connection there is no pay link. */
  readonly isPayable?: boolean;
  readonly to?: readonly string[];
  readonly subject?: string;
  readonly message?: string;
  readonly attachPdf?: boolean;
}

export interface PlannedInvoice {
  readonly seller: Seller;
  readonly invoiceId: string;
  readonly customerId: string;
}

/** A business of its own with an invoice over €329.57 that is planned to be sent. */
export async function planInvoice(
  app: TestApp,
  { timezone, isFinal = false, isPayable = true, ...plan }: Plan,
): Promise<PlannedInvoice> {
  const seller = await app.seller();
  if (isPayable) await seller.connect();
  if (timezone !== undefined) await seller.ask("PATCH", "/business", { timezone });
  const customer = await seller.ask("POST", "/customers", {
    name: "Atelier Moreau",
    email: "compta@moreau.example",
  });
  const { id } = await seller.ask("POST", "/invoices", {
    customerId: customer.id,
    currency: "EUR",
    dueOn: "2026-12-20",
    lines: THREE_LINES,
  });
  if (isFinal) await seller.ask("POST", `/invoices/${id}/finalize`);
  await seller.ask("POST", planPath(id), { attachPdf: true, ...plan });
  return { seller, invoiceId: String(id), customerId: String(customer.id) };
}

/** What the server does each minute, at this moment, for these businesses. */
export async function atMoment(app: TestApp, moment: string, ...sellers: Seller[]): Promise<void> {
  app.clock.now = new Date(moment);
  for (const { businessId } of sellers) await queueScheduled(app.parts.runtime, businessId);
  await app.runJobs();
}

export function planPath(invoiceId: string): string {
  return `/invoices/${invoiceId}/scheduled-sending`;
}

export function payInFull(seller: Seller, invoiceId: string, amount = 32_957) {
  const body = { amount, paidOn: "2026-11-20", method: "cash" };
  return seller.ask("POST", `/invoices/${invoiceId}/payments`, body);
}

export function readInvoice(seller: Seller, invoiceId: string) {
  return seller.ask("GET", `/invoices/${invoiceId}`);
}

export async function invoiceMails(seller: Seller, invoiceId: string) {
  return (await seller.ask("GET", `/mails?kind=invoice&invoiceId=${invoiceId}`)).data;
}

interface HistoryLine {
  readonly kind: string;
  readonly actor: string | null;
  readonly details: object;
}

export async function historyOf(seller: Seller, invoiceId: string): Promise<HistoryLine[]> {
  return (await seller.ask("GET", `/invoices/${invoiceId}/history`)).data;
}
