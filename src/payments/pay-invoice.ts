import { getBusiness } from "#src/businesses/get-business.ts";
import type { Connection } from "#src/connections/connection.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import { lockInvoice } from "#src/invoices/get-invoice.ts";
import { amountDue, type Invoice } from "#src/invoices/invoice.ts";
import type { LinkTarget } from "#src/invoices/links.ts";
import { findPayable } from "#src/invoices/payable.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import {
  KeyRejected,
  type PaymentForm,
  ProcessorAway,
  type SessionPlace,
} from "#src/processors/processor.ts";
import { must } from "#src/values/assert.ts";
import { askForSession, openPlace } from "./ask-for-session.ts";
import { closeSession } from "./close-sessions.ts";
import { isLive, isUnderWay, type Payment, type StoredRequest } from "./payment.ts";
import { type Popup, popupOf } from "./payment-form.ts";
import { findRunningPause } from "./pause-store.ts";
import { settlePayment } from "./settle-payment.ts";
import { findPayment, insertPayment, listInvoicePayments, updatePayment } from "./store.ts";

export interface PayChoice {
  readonly connectionId: string | null;
  readonly canPopUp: boolean;
  /** Whose browser asks, hashed; `null` when that says nothing. */
  readonly payerHash: Buffer | null;
}

export type PayOutcome =
  /** Send the payer to the processor's page. */
  | { readonly kind: "redirect"; readonly url: string }
  /** Open the form in a pop-up on our page. */
  | { readonly kind: "popup"; readonly secret: string; readonly publishableKey: string }
  /** The page itself says what is the matter: paid, processing, void, not offered. */
  | { readonly kind: "show_page" }
  /** Too many cards were declined here: nothing is started before the pause ends. */
  | { readonly kind: "paused"; readonly endsAt: Date }
  /** The processor could not be asked; nothing was started. */
  | { readonly kind: "unreachable" };

/** Pages stay open for less than Stripe's day, so that a clock an hour ahead never asks for too much. */
const SESSION_MS = 22 * 3_600_000;
/** A page about to expire is not worth sending anyone to. */
const REUSE_MARGIN_MS = 10 * 60_000;
const MAX_ROUNDS = 4;

/**
 * Brings a payer to the payment form: the one that is open already, or a new one. At most one is live
 * per invoice: another amount, connection or form closes the old one first (R31).
 *
 * @param choice.connectionId chosen by the payer; `null` takes the first that is offered
 * @param choice.canPopUp the payer's browser asks for the form in a pop-up; it gets one where the
 *   business chose that and the connection has the key for it
 */
export async function payInvoice(
  runtime: Runtime,
  target: LinkTarget,
  choice: PayChoice,
): Promise<PayOutcome> {
  try {
    return await payInRounds(runtime, target, choice);
  } catch (error) {
    if (!(error instanceof ProcessorAway || error instanceof KeyRejected)) throw error;
    runtime.log.warn({ invoice: target.invoice.id, err: error }, "a payer could not be sent on");
    return { kind: "unreachable" };
  }
}

async function payInRounds(
  runtime: Runtime,
  target: LinkTarget,
  choice: PayChoice,
): Promise<PayOutcome> {
  for (let round = 1; round <= MAX_ROUNDS; round += 1) {
    const step = await transact(runtime.db, target.invoice.businessId, (tx) =>
      decide(runtime, tx, target, choice),
    );
    switch (step.kind) {
      case "show_page":
      case "paused":
        return step;
      case "go":
        return lead(step.place, step.popup);
      case "close_first": {
        if ((await closeSession(runtime, step.payment)) === "unknown")
          return { kind: "unreachable" };
        break;
      }
      case "ask": {
        const outcome = await askForSession(runtime, step.payment);
        if (outcome.kind === "opened") return lead(outcome.place, step.popup);
        if (outcome.kind === "refused" || outcome.kind === "unknown")
          return { kind: "unreachable" };
        await settlePayment(runtime, step.payment);
      }
    }
  }
  return { kind: "show_page" };
}

function lead(place: SessionPlace, popup: Popup | null): PayOutcome {
  if (place.form === "redirect") return { kind: "redirect", url: place.url };
  const { publishableKey } = must(popup, "sessions for a pop-up are asked for where there is one");
  return { kind: "popup", secret: place.secret, publishableKey };
}

/** Where the payer is led, `popup` being what the form in a pop-up needs, `null` without one. */
type Step =
  | { readonly kind: "show_page" }
  | { readonly kind: "paused"; readonly endsAt: Date }
  | { readonly kind: "go"; readonly place: SessionPlace; readonly popup: Popup | null }
  | { readonly kind: "close_first"; readonly payment: Payment }
  | { readonly kind: "ask"; readonly payment: Payment; readonly popup: Popup | null };

/** Looks and decides under the invoice's lock; a new attempt is written down before anyone asks. */
async function decide(
  runtime: Runtime,
  tx: BusinessTx,
  target: LinkTarget,
  { connectionId, canPopUp, payerHash }: PayChoice,
): Promise<Step> {
  const { businessId, id } = target.invoice;
  const invoice = await lockInvoice(tx, businessId, id);
  const business = await getBusiness(tx, businessId);
  const customer = await getCustomer(tx, businessId, invoice.customerId);
  const payable = await findPayable(tx, business, customer, invoice);
  if (!payable.payable || target.isVoid) return { kind: "show_page" };
  const connection =
    connectionId === null
      ? payable.connections[0]
      : payable.connections.find((one) => one.id === connectionId);
  if (!connection) return { kind: "show_page" };
  const payments = await listInvoicePayments(tx, businessId, id);
  if (payments.some(isUnderWay)) return { kind: "show_page" };
  const payer = { invoiceId: id, payerHash, mode: connection.mode };
  const pause = await findRunningPause(tx, businessId, payer, runtime.now());
  if (pause) return { kind: "paused", endsAt: pause.endsAt };
  const live = payments.find(isLive);
  const popup = canPopUp ? popupOf(runtime.config, business, connection) : null;
  if (live) {
    await updatePayment(tx, businessId, live.id, { payer_hash: payerHash });
    return useOrClose(runtime, tx, live, { invoice, connection, popup });
  }
  const email = invoice.buyer?.email ?? customer.email;
  const locale = customer.locale ?? business.locale;
  const form = popup === null ? "redirect" : "popup";
  const request = requestFor(target, invoice, form, { email, locale });
  const payment = await startPayment(runtime, tx, invoice, connection, request, payerHash);
  return { kind: "ask", payment, popup };
}

interface Wanted {
  readonly invoice: Invoice;
  readonly connection: Connection;
  readonly popup: Popup | null;
}

async function useOrClose(
  runtime: Runtime,
  tx: BusinessTx,
  live: Payment,
  { invoice, connection, popup }: Wanted,
): Promise<Step> {
  const expiresAt = live.session.expiresAt?.getTime() ?? 0;
  const fits =
    live.connectionId === connection.id &&
    (live.session.request?.form === "popup") === (popup !== null) &&
    live.mode === connection.mode &&
    live.amount.amountMinor === amountDue(invoice).amountMinor &&
    expiresAt > runtime.now().getTime() + REUSE_MARGIN_MS;
  if (!fits) return { kind: "close_first", payment: live };
  if (live.session.state === "opening") return { kind: "ask", payment: live, popup };
  return { kind: "go", place: await openPlace(runtime, tx, live), popup };
}

function requestFor(
  target: LinkTarget,
  invoice: Invoice,
  form: PaymentForm,
  payer: { email: string | null; locale: string },
): StoredRequest {
  const number = must(invoice.number, "a payable invoice has a number");
  return {
    form,
    page: { kind: target.kind, targetId: target.targetId },
    title: `Invoice ${number}`,
    description: `Invoice ${number}`,
    customerEmail: payer.email,
    locale: payer.locale,
  };
}

async function startPayment(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: Invoice,
  connection: Connection,
  request: StoredRequest,
  payerHash: Buffer | null,
): Promise<Payment> {
  const { businessId } = invoice;
  const id = runtime.newId("pay");
  const now = runtime.now();
  await insertPayment(tx, {
    business_id: businessId,
    id,
    invoice_id: invoice.id,
    customer_id: invoice.customerId,
    processor: connection.processor,
    connection_id: connection.id,
    mode: connection.mode,
    status: "started",
    amount_minor: amountDue(invoice).amountMinor,
    currency: invoice.currency,
    created_at: now,
    session_state: "opening",
    session_request: JSON.stringify(request),
    session_expires_at: new Date(now.getTime() + SESSION_MS),
    payer_hash: payerHash,
  });
  return must(await findPayment(tx, businessId, id, "read"), "it was just written");
}
