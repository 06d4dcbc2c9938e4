import { bookBalance, debitFee, processingFee, settledAmount } from "./book-balance.ts";
import type { Card, Decline } from "./cards.ts";
import { emitEvent } from "./emit-event.ts";
import { newId } from "./ids.ts";
import type { Charge, PaymentIntent, PaymentMethod } from "./state.ts";
import type { Context } from "./world.ts";

/** What an attempt to charge a card comes to. */
export interface Attempt {
  card: Card;
  intent: PaymentIntent;
  method: PaymentMethod;
  isAuthenticated: boolean;
}

/** Stores a charge that went through; captured unless the intent captures by hand. */
export function makeCharge(ctx: Context, attempt: Attempt): Charge {
  const isCaptured = attempt.intent.capture_method !== "manual";
  const charge = newCharge(ctx, attempt);
  charge.captured = isCaptured;
  charge.amount_captured = isCaptured ? charge.amount : 0;
  charge.outcome = outcome("approved_by_network", "authorized", null, "Payment complete.");
  charge.paid = true;
  charge.receipt_url = `${ctx.world.publicUrl()}/receipts/${charge.id}`;
  charge.status = "succeeded";
  return charge;
}

/** Stores a charge that a bank was asked for and has not answered yet. */
export function makePendingCharge(ctx: Context, asked: Pick<Attempt, "intent" | "method">): Charge {
  const charge = newCharge(ctx, { ...asked, isAuthenticated: false });
  charge.amount_captured = charge.amount;
  charge.captured = true;
  charge.outcome = outcome("approved_by_network", "authorized", null, "Payment complete.");
  return charge;
}

/** Stores a charge that the issuer declined. */
export function makeFailedCharge(ctx: Context, attempt: Attempt, decline: Decline): Charge {
  const charge = newCharge(ctx, attempt);
  charge.failure_code = decline.code;
  charge.failure_message = decline.message;
  charge.outcome = outcome(
    "declined_by_network",
    "issuer_declined",
    decline.declineCode,
    "The bank did not return any further details with this decline.",
  );
  charge.status = "failed";
  return charge;
}

/** Books what a captured charge brings, less the fee, and shows it on the charge. */
export function settleCharge(ctx: Context, charge: Charge, isAvailableAtOnce: boolean): void {
  const isCard = charge.payment_method_details?.type === "card";
  const transaction = bookBalance(ctx, {
    amount: charge.amount_captured,
    currency: charge.currency,
    fee: isCard
      ? processingFee(settledAmount(ctx, charge.amount_captured, charge.currency))
      : debitFee,
    source: charge.id,
    type: isCard ? "charge" : "payment",
    category: "charge",
    description: charge.description,
    isAvailableAtOnce,
  });
  const previous = { balance_transaction: null, receipt_url: charge.receipt_url };
  charge.balance_transaction = transaction.id;
  emitEvent(ctx, "charge.updated", charge, previous);
}

function newCharge(
  { account, world }: Context,
  { intent, method, isAuthenticated }: Omit<Attempt, "card">,
): Charge {
  const suffix = intent.statement_descriptor_suffix;
  const charge: Charge = {
    id: newId(method.type === "card" ? "ch_3" : "py_3"),
    object: "charge",
    amount: intent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: suffix
      ? `${account.statementDescriptor}* ${suffix}`
      : account.statementDescriptor,
    captured: false,
    created: world.clock.seconds(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: account.livemode,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetails(intent, method, isAuthenticated),
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: suffix,
    status: "pending",
    transfer_data: null,
    transfer_group: null,
  };
  account.charges[charge.id] = charge;
  return charge;
}

function methodDetails(
  intent: PaymentIntent,
  method: PaymentMethod,
  isAuthenticated: boolean,
): NonNullable<Charge["payment_method_details"]> {
  const { sepa_debit: debit } = method;
  if (!debit) return { card: cardDetails(intent, method, isAuthenticated), type: "card" };
  const { bank_code: bank, branch_code: branch, country, fingerprint, last4 } = debit;
  return {
    sepa_debit: {
      bank_code: bank,
      branch_code: branch,
      country,
      fingerprint,
      last4,
      mandate: newId("mandate_1"),
    },
    type: "sepa_debit",
  };
}

type CardDetails = NonNullable<NonNullable<Charge["payment_method_details"]>["card"]>;

function cardDetails(
  intent: PaymentIntent,
  { card }: PaymentMethod,
  isAuthenticated: boolean,
): CardDetails {
  return {
    amount_authorized: intent.amount,
    authorization_code: newId("", 6).toUpperCase(),
    brand: card?.brand ?? null,
    checks: card?.checks ?? null,
    country: card?.country ?? null,
    electronic_commerce_indicator: isAuthenticated ? "05" : null,
    exp_month: card?.exp_month ?? 0,
    exp_year: card?.exp_year ?? 0,
    extended_authorization: { status: "disabled" },
    fingerprint: card?.fingerprint ?? null,
    funding: card?.funding ?? null,
    incremental_authorization: { status: "unavailable" },
    installments: null,
    last4: card?.last4 ?? null,
    mandate: null,
    multicapture: { status: "unavailable" },
    network: card?.brand ?? null,
    network_token: { used: false },
    network_transaction_id: newId("", 15),
    overcapture: { maximum_amount_capturable: intent.amount, status: "unavailable" },
    regulated_status: "unregulated",
    three_d_secure: isAuthenticated
      ? {
          authentication_flow: "challenge",
          electronic_commerce_indicator: "05",
          exemption_indicator: null,
          result: "authenticated",
          result_reason: null,
          transaction_id: newId("", 36),
          version: "2.2.0",
        }
      : null,
    transaction_link_id: null,
    wallet: null,
  };
}

function outcome(
  network: string,
  type: string,
  reason: string | null,
  message: string,
): NonNullable<Charge["outcome"]> {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: reason === null ? null : "01",
    network_status: network,
    reason,
    risk_level: "normal",
    risk_score: 20,
    seller_message: message,
    type,
  };
}
