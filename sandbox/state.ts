import type Stripe from "stripe";
import { accountId } from "./ids.ts";

/** One of Stripe's objects as it lies in the store: the named references hold ids only. */
type Stored<T, K extends keyof T = never> = Omit<T, K> & {
  [P in keyof Pick<T, K>]: Extract<T[P], string | null>;
};

export type Charge = Stored<
  Stripe.Charge,
  "balance_transaction" | "customer" | "failure_balance_transaction" | "payment_intent"
>;
export type PaymentIntent = Stored<
  Stripe.PaymentIntent,
  "customer" | "latest_charge" | "payment_method"
>;
export type Session = Stored<Stripe.Checkout.Session, "customer" | "payment_intent">;
export type Refund = Stored<
  Stripe.Refund,
  | "balance_transaction"
  | "charge"
  | "customer"
  | "failure_balance_transaction"
  | "payment_intent"
  | "payment_method"
>;
export type Dispute = Stored<Stripe.Dispute, "charge" | "payment_intent">;
export type BalanceTransaction = Stored<Stripe.BalanceTransaction, "source">;
export type EarlyFraudWarning = Stored<Stripe.Radar.EarlyFraudWarning, "charge" | "payment_intent">;
export type PaymentMethod = Stored<Stripe.PaymentMethod, "customer">;
export type Payout = Stored<
  Stripe.Payout,
  "balance_transaction" | "destination" | "failure_balance_transaction"
>;
export type SetupIntent = Stored<Stripe.SetupIntent, "customer" | "payment_method">;
/** Decimals are text on the wire; the SDK makes its own type of them. */
export type Price = Omit<Stored<Stripe.Price, "product">, "unit_amount_decimal"> & {
  unit_amount_decimal: string | null;
};
export type LineItem = Omit<Stripe.LineItem, "price"> & { price: Price };

export interface Event {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: object; previous_attributes?: object };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

/** What a session was created with and never shows, or shows only when asked. */
export interface SessionDetails {
  lineItems: LineItem[];
  paymentIntent: {
    captureMethod: "automatic" | "automatic_async" | "manual";
    description: string | null;
    metadata: Record<string, string>;
    receiptEmail: string | null;
    shipping: Stripe.PaymentIntent.Shipping | null;
    statementDescriptorSuffix: string | null;
  };
  /** A test's order to let the payment come out differently from what was asked. */
  outcome?: { amount?: number; currency?: string };
}

export interface Delivery {
  id: string;
  eventId: string;
  endpointId: string;
  state: "pending" | "delivered" | "failed" | "dropped";
  attempts: { at: number; status: number | null; error: string | null }[];
  nextAttemptAt: number | null;
}

export interface StoredAnswer {
  fingerprint: string;
  route: string;
  status: number;
  body: string;
  requestId: string;
}

/** Everything one account holds in one mode. Plain data: it is saved as JSON. */
export interface Account {
  id: string;
  name: string;
  livemode: boolean;
  created: number;
  apiVersion: string;
  businessName: string;
  country: string;
  currency: string;
  email: string;
  statementDescriptor: string;
  balanceTransactions: Record<string, BalanceTransaction>;
  charges: Record<string, Charge>;
  customers: Record<string, Stripe.Customer>;
  disputes: Record<string, Dispute>;
  earlyFraudWarnings: Record<string, EarlyFraudWarning>;
  events: Record<string, Event>;
  paymentIntents: Record<string, PaymentIntent>;
  paymentMethods: Record<string, PaymentMethod>;
  payouts: Record<string, Payout>;
  prices: Record<string, Price>;
  products: Record<string, Stripe.Product>;
  refunds: Record<string, Refund>;
  sessions: Record<string, Session>;
  setupIntents: Record<string, SetupIntent>;
  webhookEndpoints: Record<string, Stripe.WebhookEndpoint>;
  /** Card number behind each payment method. */
  cardNumbers: Record<string, string>;
  deliveries: Record<string, Delivery>;
  /** Account number behind each payment method that is a bank account. */
  ibans: Record<string, string>;
  endpointSecrets: Record<string, string>;
  idempotency: Record<string, StoredAnswer>;
  /** The payout each balance transaction was part of. */
  payoutOf: Record<string, string>;
  sessionDetails: Record<string, SessionDetails>;
}

export interface KeyState {
  isRevoked: boolean;
  /** The permission slugs a restricted key has; null: all that are not missing. */
  granted: string[] | null;
  missing: string[];
}

export interface State {
  accounts: Record<string, Account>;
  keys: Record<string, KeyState>;
}

export function emptyState(): State {
  return { accounts: {}, keys: {} };
}

/** The version an account renders its events in: older than today's SDK, as real accounts are. */
export const accountApiVersion = "2026-08-26.dahlia";

/** The account of this name and mode, opened on first use. */
export function openAccount(
  state: State,
  name: string,
  livemode: boolean,
  created: number,
): Account {
  const place = `${livemode ? "live" : "test"}:${name}`;
  const known = state.accounts[place];
  if (known) return known;
  const account = newAccount(name, livemode, created);
  state.accounts[place] = account;
  return account;
}

/** An account in which nothing has happened yet. */
export function newAccount(name: string, livemode: boolean, created: number): Account {
  return {
    id: accountId(name),
    name,
    livemode,
    created,
    apiVersion: accountApiVersion,
    businessName: "Sandbox Business",
    country: "DE",
    currency: "eur",
    email: "owner@example.com",
    statementDescriptor: "SANDBOX",
    balanceTransactions: {},
    charges: {},
    customers: {},
    disputes: {},
    earlyFraudWarnings: {},
    events: {},
    paymentIntents: {},
    paymentMethods: {},
    payouts: {},
    prices: {},
    products: {},
    refunds: {},
    sessions: {},
    setupIntents: {},
    webhookEndpoints: {},
    cardNumbers: {},
    deliveries: {},
    ibans: {},
    endpointSecrets: {},
    idempotency: {},
    payoutOf: {},
    sessionDetails: {},
  };
}

/** Looks an id up in one of an account's tables; never finds what the table did not store. */
export function find<T>(table: Record<string, T>, id: string | null | undefined): T | undefined {
  return id && Object.hasOwn(table, id) ? table[id] : undefined;
}
