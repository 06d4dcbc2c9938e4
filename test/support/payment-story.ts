import type Stripe from "stripe";
import { assert } from "#src/values/assert.ts";
import type { TestApp } from "./app.ts";
import { pressPay, sessionOf } from "./payer.ts";
import type { Seller } from "./seller.ts";

/** A sent invoice whose payer has pressed Pay: the processor's page is open, nothing paid yet. */
export interface PaymentStory {
  readonly seller: Seller;
  readonly connectionId: string;
  /** The seller's own account at the processor. */
  readonly stripe: Stripe;
  readonly invoiceId: string;
  readonly customerId: string;
  readonly payLink: string;
  readonly sessionId: string;
}

/**
 * @param invoice replaces fields of the usual invoice over €329.57
 * @param mode of the connection; in the sandbox test cards pay with live keys too
 */
export async function openPaymentPage(
  app: TestApp,
  invoice: object = {},
  mode: "test" | "live" = "test",
): Promise<PaymentStory> {
  const seller = await app.seller();
  const key = `sk_${mode}_${seller.businessId.slice(4)}__main`;
  const { id: connectionId, secretKey } = await seller.connect("Stripe main", key);
  const { invoiceId, customerId, payLink } = await seller.sendInvoice(invoice);
  const sessionId = sessionOf(await pressPay(payLink));
  const stripe = app.sandbox.client(secretKey);
  return { seller, connectionId, stripe, invoiceId, customerId, payLink, sessionId };
}

/** The id of the one event of this type in the story's account. */
export async function eventOf({ stripe }: PaymentStory, type: string): Promise<string> {
  const { data } = await stripe.events.list({ type });
  const [event, second] = data;
  assert(event !== undefined && second === undefined, `${data.length} events of type ${type}`);
  return event.id;
}

/** Every payment of the invoice as the API tells it, newest first, attempts included. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers the way scripts do
export async function paymentsOf({ seller, invoiceId }: PaymentStory): Promise<any[]> {
  return (await seller.ask("GET", `/payments?invoiceId=${invoiceId}`)).data;
}

/** How many letters of each kind there are about the invoice. */
export async function lettersOf({
  seller,
  invoiceId,
}: PaymentStory): Promise<Record<string, number>> {
  const { data } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}`);
  const counts: Record<string, number> = {};
  for (const { kind } of data as { kind: string }[]) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** What stands on each account of the mode's books, by the account's name. */
export async function balancesOf(
  { seller }: PaymentStory,
  mode: "test" | "live",
): Promise<Record<string, number>> {
  const { data } = await seller.ask("GET", `/ledger/balances?mode=${mode}`);
  return Object.fromEntries(
    data.map(({ name, currency, balance }: { name: string; currency: string; balance: number }) => [
      currency === "EUR" ? name : `${name} ${currency}`,
      balance,
    ]),
  );
}
