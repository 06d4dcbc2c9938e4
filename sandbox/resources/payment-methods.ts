import type Stripe from "stripe";
import { aliasedCard, brandOf } from "../cards.ts";
import { StripeError, invalid, missing } from "../errors.ts";
import { emitEvent } from "../emit-event.ts";
import { newId } from "../ids.ts";
import { listPage, page } from "../lists.ts";
import {
  choice,
  clearable,
  group,
  mergeMetadata,
  metadata,
  missingParam,
  required,
  text,
  type Values,
} from "../params.ts";
import { route, type Call } from "../route.ts";
import { find, type PaymentMethod } from "../state.ts";
import { isIban } from "../test-ibans.ts";
import type { Context } from "../world.ts";
import { postalAddress, readAddress } from "./postal-address.ts";

const billing = {
  address: clearable(postalAddress),
  email: clearable(text),
  name: clearable(text),
  phone: clearable(text),
  tax_id: text,
};
const card = { token: text, number: text, exp_month: text, exp_year: text, cvc: text };
const fields = {
  allow_redisplay: choice("always", "limited", "unspecified"),
  billing_details: group(billing),
  card: group(card),
  metadata,
  sepa_debit: group({ iban: required(text) }),
  type: required(choice("card", "sepa_debit")),
};
const filters = { ...page, customer: text, type: text };

export const paymentMethodRoutes = [
  route("POST /v1/payment_methods", "rak_payment_method_write", group(fields), create),
  route("GET /v1/payment_methods", "rak_payment_method_read", group(filters), list),
  route("GET /v1/payment_methods/:id", "rak_payment_method_read", group({}), ({ account, id }) =>
    existing(account.paymentMethods, id),
  ),
  route(
    "POST /v1/payment_methods/:id/attach",
    "rak_payment_method_write",
    group({ customer: required(text) }),
    attach,
  ),
  route(
    "POST /v1/payment_methods/:id",
    "rak_payment_method_write",
    group({ billing_details: group(billing), metadata }),
    update,
  ),
  route("POST /v1/payment_methods/:id/detach", "rak_payment_method_write", group({}), detach),
];

function create(call: Call, params: Values<typeof fields>): object {
  const method =
    params.type === "card" ? cardFromToken(call, params) : accountFromIban(call, params);
  method.metadata = mergeMetadata({}, params.metadata);
  method.allow_redisplay = params.allow_redisplay ?? "unspecified";
  return method;
}

function cardFromToken(call: Call, params: Values<typeof fields>): PaymentMethod {
  if (params.card?.number !== undefined) throw rawCardNumber();
  const token = params.card?.token;
  if (token === undefined) throw missingParam("card[token]");
  const number = aliasedCard(token);
  if (number === undefined) throw missing("token", token, "card[token]", 400);
  return addCard(call, { number, billing: readBilling(params.billing_details) });
}

function accountFromIban(call: Call, params: Values<typeof fields>): PaymentMethod {
  const iban = params.sepa_debit?.iban.replaceAll(/\s/g, "").toUpperCase();
  if (iban === undefined) throw missingParam("sepa_debit");
  if (!isIban(iban))
    throw invalid(
      "The IBAN you provided is invalid.",
      "sepa_debit[iban]",
      "invalid_bank_account_iban",
    );
  for (const name of ["email", "name"] as const) {
    if (params.billing_details?.[name] === undefined)
      throw missingParam(`billing_details[${name}]`);
  }
  return addBankAccount(call, { iban, billing: readBilling(params.billing_details) });
}

/** Stores a card as a payment method; the number stays out of the object. */
export function addCard(
  ctx: Context,
  entered: {
    number: string;
    billing: PaymentMethod["billing_details"];
    expiry?: { month: number; year: number };
  },
): PaymentMethod {
  const { number, expiry } = entered;
  const brand = brandOf(number);
  const method: PaymentMethod = {
    ...newMethod(ctx, entered.billing),
    card: {
      brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: brand === "amex" ? "american_express" : brand,
      exp_month: expiry?.month ?? 12,
      exp_year: expiry?.year ?? new Date(ctx.world.clock.now()).getUTCFullYear() + 1,
      fingerprint: newId("", 16),
      funding: "credit",
      generated_from: null,
      last4: number.slice(-4),
      networks: { available: [brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    type: "card",
  };
  ctx.account.paymentMethods[method.id] = method;
  ctx.account.cardNumbers[method.id] = number;
  return method;
}

/** Stores a bank account as a payment method; the number stays out of the object. */
export function addBankAccount(
  ctx: Context,
  { iban, billing }: { iban: string; billing: PaymentMethod["billing_details"] },
): PaymentMethod {
  const method: PaymentMethod = {
    ...newMethod(ctx, billing),
    sepa_debit: {
      bank_code: iban.slice(4, 9),
      branch_code: "",
      country: iban.slice(0, 2),
      fingerprint: newId("", 16),
      generated_from: { charge: null, setup_attempt: null },
      last4: iban.slice(-4),
    },
    type: "sepa_debit",
  };
  ctx.account.paymentMethods[method.id] = method;
  ctx.account.ibans[method.id] = iban;
  return method;
}

function newMethod(
  { account, world }: Context,
  billing: PaymentMethod["billing_details"],
): Omit<PaymentMethod, "type"> {
  return {
    id: newId("pm_1"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: billing,
    created: world.clock.seconds(),
    customer: null,
    customer_account: null,
    livemode: account.livemode,
    metadata: {},
  };
}

/** The payment method an API call names: a stored one, or a new one for `pm_card_…`. */
export function methodFor(ctx: Context, id: string): PaymentMethod {
  const stored = find(ctx.account.paymentMethods, id);
  if (stored) return stored;
  const number = aliasedCard(id);
  if (number === undefined) throw missing("PaymentMethod", id, "payment_method", 400);
  return addCard(ctx, { number, billing: readBilling(undefined) });
}

/** Billing details as Stripe shows them: every field there. */
export function readBilling(
  given: Values<typeof billing> | undefined,
): PaymentMethod["billing_details"] {
  return {
    address: readAddress(given?.address ?? {}),
    email: given?.email ?? null,
    name: given?.name ?? null,
    phone: given?.phone ?? null,
    tax_id: given?.tax_id ?? null,
  };
}

function attach(call: Call, params: { customer: string }): object {
  const method = methodOf(call);
  if (!find<Stripe.Customer>(call.account.customers, params.customer))
    throw missing("customer", params.customer, "customer", 400);
  method.customer = params.customer;
  emitEvent(call, "payment_method.attached", method);
  return method;
}

function update(
  call: Call,
  params: {
    billing_details?: Values<typeof billing> | undefined;
    metadata?: Record<string, string | null> | undefined;
  },
): object {
  const method = existing(call.account.paymentMethods, call.id);
  if (method.customer === null)
    throw invalid("You must save this PaymentMethod to a customer before you can update it.");
  const previous = { metadata: method.metadata };
  method.metadata = mergeMetadata(method.metadata ?? {}, params.metadata);
  if (params.billing_details) method.billing_details = readBilling(params.billing_details);
  emitEvent(call, "payment_method.updated", method, previous);
  return method;
}

function detach(call: Call): object {
  const method = existing(call.account.paymentMethods, call.id);
  if (method.customer === null)
    throw invalid(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
    );
  const previous = { customer: method.customer };
  method.customer = null;
  emitEvent(call, "payment_method.detached", method, previous);
  return method;
}

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.paymentMethods).filter(
    (each) =>
      each.customer !== null &&
      (params.customer === undefined || each.customer === params.customer),
  );
  return listPage("/v1/payment_methods", matching, params);
}

function methodOf(call: Call): PaymentMethod {
  return aliasedCard(call.id) === undefined
    ? existing(call.account.paymentMethods, call.id)
    : methodFor(call, call.id);
}

function existing(table: Record<string, PaymentMethod>, id: string): PaymentMethod {
  const method = find(table, id);
  if (!method) throw missing("PaymentMethod", id, "id", 404);
  return method;
}

function rawCardNumber(): StripeError {
  return new StripeError(402, {
    type: "card_error",
    message:
      "Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that map to the test card you are using, see https://stripe.com/docs/testing. To enable testing raw card data APIs, see https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis.",
  });
}
