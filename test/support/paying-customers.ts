import type { Browser } from "playwright-core";
import { askAs, openAdmin, setUpFirstBusiness, signIn } from "./admin.ts";
import type { TestApp } from "./app.ts";
import { pressPay, sessionOf } from "./payer.ts";
import { type Seller, sellerOf } from "./seller.ts";

/** Pays at once, without questions. */
export const CARD = { card: "4242424242424242" };

/** Makes the first business, whose owner can sign in, and a key for what journeys are not about. */
export async function sellerAt(browser: Browser, url: string): Promise<Seller> {
  await setUpFirstBusiness(url);
  const admin = await openAdmin(browser, url);
  const { page } = admin;
  await signIn(page, url);
  const { id: businessId } = await askAs(page, "GET", "/business");
  const body = { name: "Journey", role: "owner" };
  const { key } = await askAs<{ key: string }>(page, "POST", "/api-keys", body);
  await admin.close();
  return sellerOf(url, { businessId, apiKey: key });
}

interface FinalInvoice {
  readonly id: string;
  readonly number: string;
}

/** An invoice whose payer is on the processor's page, or has paid there. */
interface Asked {
  readonly customerId: string;
  readonly invoiceId: string;
  readonly number: string;
  readonly sessionId: string;
}

interface Paid extends Asked {
  readonly paymentId: string;
  /** The processor's id of the payment. */
  readonly intentId: string;
}

/** What customers of a seller do; every invoice is over 119.00 unless another is given. */
export interface Paying {
  customerOf(name: string): Promise<string>;
  /** The price is without 19 percent of tax. */
  openInvoice(customerId: string, unitPrice?: string, currency?: string): Promise<FinalInvoice>;
  openSession(name: string, invoice?: FinalInvoice): Promise<Asked>;
  payByHand(invoiceId: string, amount: number): Promise<void>;
  paidOnline(name: string, invoice?: FinalInvoice): Promise<Paid>;
  /** Paid by hand while the payer was on the page, who paid all the same. */
  paidTwice(name: string): Promise<Paid>;
}

export function payingCustomers(app: TestApp, seller: Seller): Paying {
  const customerOf: Paying["customerOf"] = async (name) =>
    (await seller.ask("POST", "/customers", { name, email: "ap@buyer.example" })).id;
  const openInvoice: Paying["openInvoice"] = async (
    customerId,
    unitPrice = "100",
    currency = "EUR",
  ) => {
    const draft = await seller.ask("POST", "/invoices", {
      customerId,
      currency,
      lines: [{ description: "Work", quantity: "1", unitPrice, taxRate: "19" }],
    });
    return seller.ask("POST", `/invoices/${draft.id}/finalize`);
  };
  const openSession: Paying["openSession"] = async (name, given) => {
    const customerId = await customerOf(name);
    const { id: invoiceId, number } = given ?? (await openInvoice(customerId));
    const { url } = await seller.ask("POST", `/invoices/${invoiceId}/pay-links`);
    return { customerId, invoiceId, number, sessionId: sessionOf(await pressPay(url)) };
  };
  const payByHand: Paying["payByHand"] = async (invoiceId, amount) => {
    const body = { amount, paidOn: "2026-01-02", method: "bank_transfer" };
    await seller.ask("POST", `/invoices/${invoiceId}/payments`, body);
  };
  const pay = async (asked: Asked): Promise<Paid> => {
    await app.sandbox.control.payCheckout(asked.sessionId, { ...CARD, force: true });
    await app.settle();
    const { data } = await seller.ask("GET", `/payments?invoiceId=${asked.invoiceId}`);
    const paid = data.find(({ processor }: { processor: string }) => processor === "stripe");
    return { ...asked, paymentId: paid.id, intentId: paid.processorPaymentId };
  };
  return {
    customerOf,
    openInvoice,
    openSession,
    payByHand,
    paidOnline: async (name, given) => pay(await openSession(name, given)),
    async paidTwice(name) {
      const asked = await openSession(name);
      await payByHand(asked.invoiceId, 11900);
      return pay(asked);
    },
  };
}
