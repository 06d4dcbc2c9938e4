import { checkAmount } from "../check-amount.ts";
import { knownCurrency } from "../currencies.ts";
import { invalid, missing, refused } from "../errors.ts";
import { expireSession, scheduleExpiry } from "../expire-session.ts";
import { newId } from "../ids.ts";
import { cut, isWithin, listPage, page } from "../lists.ts";
import { group, mergeMetadata, metadata, missingParam, type Values } from "../params.ts";
import { customerDetails } from "../pay-session.ts";
import { route, type Call } from "../route.ts";
import { find, type LineItem, type Session, type SessionDetails } from "../state.ts";
import { checkDescriptorSuffix } from "./descriptor.ts";
import { checkMethodTypes } from "./payment-intents.ts";
import { readShipping } from "./postal-address.ts";
import { draftPrice, storePrice, type DraftPrice } from "./prices.ts";
import { sessionFields, sessionFilters } from "./session-params.ts";

type Fields = Values<typeof sessionFields>;
type Line = NonNullable<Fields["line_items"]>[number];

const read = "rak_checkout_session_read";
const write = "rak_checkout_session_write";
const shortestSeconds = 30 * 60;
const longestSeconds = 24 * 60 * 60;

export const sessionRoutes = [
  route("POST /v1/checkout/sessions", write, group(sessionFields), create),
  route("GET /v1/checkout/sessions", read, group(sessionFilters), list),
  route("GET /v1/checkout/sessions/:id", read, group({}), existing),
  route("POST /v1/checkout/sessions/:id", write, group({ metadata }), update),
  route("POST /v1/checkout/sessions/:id/expire", write, group({}), expire),
  route("GET /v1/checkout/sessions/:id/line_items", read, group(page), (call, params) => {
    const { id } = existing(call);
    return cut(
      `/v1/checkout/sessions/${id}/line_items`,
      call.account.sessionDetails[id]?.lineItems ?? [],
      params,
    );
  }),
];

function create(call: Call, params: Fields): object {
  const { account } = call;
  checkSettings(call, params);
  const { expiresAt } = lifetime(call, params.expires_at);
  const prices = pricesOf(call, params);
  const lineItems = lines(params, prices);
  const currency = lineItems[0]?.currency ?? account.currency;
  const amount = lineItems.reduce((total, line) => total + line.amount_total, 0);
  checkAmount(call, { amount, currency, param: "line_items", isCheckout: true });
  const session = render(call, params, { amount, currency, expiresAt });
  for (const price of prices) storePrice(call, price);
  account.sessions[session.id] = session;
  account.sessionDetails[session.id] = { lineItems, paymentIntent: intentDetails(params) };
  scheduleExpiry(call, session);
  return session;
}

function checkSettings(call: Call, params: Fields): void {
  const { account } = call;
  checkMethodTypes(call, params.payment_method_types);
  if (params.mode === undefined) throw missingParam("mode");
  if (params.mode !== "payment")
    throw invalid(`This sandbox account takes no sessions with mode ${params.mode}.`, "mode");
  if (params.success_url === undefined) throw missingParam("success_url");
  if (!params.line_items?.length) throw missingParam("line_items");
  if (params.customer !== undefined && params.customer_email !== undefined)
    throw invalid(
      "You may only specify one of these parameters: customer, customer_email.",
      "customer",
      "parameters_exclusive",
    );
  if (params.customer !== undefined && !find(account.customers, params.customer))
    throw missing("customer", params.customer, "customer", 400);
  if (
    params.customer_email !== undefined &&
    !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(params.customer_email)
  )
    throw invalid(
      `Invalid email address: ${params.customer_email}`,
      "customer_email",
      "email_invalid",
    );
  const data = params.payment_intent_data;
  if (data?.statement_descriptor !== undefined)
    throw invalid(
      "The `statement_descriptor` parameter is not supported for card payments. Use `statement_descriptor_suffix` instead.",
      "payment_intent_data[statement_descriptor]",
    );
  checkDescriptorSuffix(
    account,
    data?.statement_descriptor_suffix,
    "payment_intent_data[statement_descriptor_suffix]",
  );
}

function lifetime({ world }: Call, asked: number | undefined): { expiresAt: number } {
  const now = world.clock.seconds();
  const expiresAt = asked ?? now + longestSeconds;
  if (expiresAt < now + shortestSeconds)
    throw invalid(
      "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
      "expires_at",
    );
  if (expiresAt > now + longestSeconds)
    throw invalid(
      "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
      "expires_at",
    );
  return { expiresAt };
}

function pricesOf(call: Call, params: Fields): DraftPrice[] {
  const prices = (params.line_items ?? []).map((line, index) =>
    priceOf(call, line, `line_items[${index}]`),
  );
  const currency =
    params.currency === undefined
      ? prices[0]?.price.currency
      : knownCurrency(params.currency, "currency");
  const other = prices.findIndex(({ price }) => price.currency !== currency);
  if (other < 0) return prices;
  throw invalid(
    `All prices in a Checkout Session must be in the same currency. Found ${currency} and ${prices[other]?.price.currency}.`,
    `line_items[${other}]`,
  );
}

function priceOf(call: Call, line: Line, path: string): DraftPrice {
  if (line.price_data)
    return draftPrice(call, { ...line.price_data, active: false }, `${path}[price_data]`);
  if (line.price === undefined) throw missingParam(`${path}[price_data]`);
  const price = find(call.account.prices, line.price);
  if (!price) throw missing("price", line.price, `${path}[price]`, 400);
  if (!price.active)
    throw invalid(
      "The price specified is inactive. This field only accepts active prices.",
      `${path}[price]`,
    );
  return { price, product: find(call.account.products, price.product) ?? null };
}

function lines(params: Fields, prices: DraftPrice[]): LineItem[] {
  return prices.map(({ price, product }, index) => {
    const line = params.line_items?.[index];
    if (line?.quantity === undefined) throw missingParam(`line_items[${index}][quantity]`);
    const amount = Math.round(Number(price.unit_amount_decimal) * line.quantity);
    return {
      id: newId("li_1"),
      object: "item",
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency: price.currency,
      description: product?.name ?? null,
      metadata: mergeMetadata({}, line.metadata),
      price,
      quantity: line.quantity,
    };
  });
}

function render(
  call: Call,
  params: Fields,
  made: { amount: number; currency: string; expiresAt: number },
): Session {
  const { account, world } = call;
  const id = newId(account.livemode ? "cs_live_a1" : "cs_test_a1", 58);
  const customer = find(account.customers, params.customer);
  const email = customer?.email ?? params.customer_email ?? null;
  return {
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: params.adaptive_pricing?.enabled ?? false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: made.amount,
    amount_total: made.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    branding_settings: branding(call, params),
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: world.clock.seconds(),
    currency: made.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation: customer ? null : "if_required",
    customer_details: email === null ? null : customerDetails(email, customer?.name ?? null),
    customer_email: params.customer_email ?? null,
    discounts: [],
    expires_at: made.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: {
      enabled: false,
      invoice_data: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: null,
        metadata: {},
        rendering_options: null,
      },
    },
    livemode: account.livemode,
    locale: params.locale ?? null,
    managed_payments: { enabled: false },
    metadata: mergeMetadata({}, params.metadata),
    mode: "payment",
    origin_context: params.origin_context ?? null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: "if_required",
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: "automatic" } },
    payment_method_types: ["card"],
    payment_status: "unpaid",
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: params.submit_type ?? null,
    subscription: null,
    success_url: params.success_url ?? null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: `${world.publicUrl()}/c/pay/${id}`,
    wallet_options: null,
  };
}

function branding(
  call: Call,
  { branding_settings: given }: Fields,
): NonNullable<Session["branding_settings"]> {
  return {
    background_color: given?.background_color ?? "#ffffff",
    border_style: "rounded",
    button_color: given?.button_color ?? "#0074d4",
    display_name: given?.display_name ?? call.account.businessName,
    font_family: "default",
    icon: null,
    logo: null,
  };
}

function intentDetails({ payment_intent_data: data }: Fields): SessionDetails["paymentIntent"] {
  return {
    captureMethod: data?.capture_method ?? "automatic_async",
    description: data?.description ?? null,
    metadata: mergeMetadata({}, data?.metadata),
    receiptEmail: data?.receipt_email ?? null,
    shipping: data?.shipping ? readShipping(data.shipping) : null,
    statementDescriptorSuffix: data?.statement_descriptor_suffix ?? null,
  };
}

function expire(call: Call): object {
  const session = existing(call);
  if (session.status !== "open")
    throw refused(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  expireSession(call, session);
  return session;
}

function update(
  call: Call,
  params: { metadata?: Record<string, string | null> | undefined },
): object {
  const session = existing(call);
  session.metadata = mergeMetadata(session.metadata ?? {}, params.metadata);
  return session;
}

function list({ account }: Call, params: Values<typeof sessionFilters>): object {
  const {
    customer,
    payment_intent: intent,
    status,
    created,
    payment_link: link,
    subscription,
  } = params;
  const email = params.customer_details?.email;
  const matching = Object.values(account.sessions).filter(
    (each) =>
      link === undefined &&
      subscription === undefined &&
      isWithin(each.created, created) &&
      (customer === undefined || each.customer === customer) &&
      (intent === undefined || each.payment_intent === intent) &&
      (status === undefined || each.status === status) &&
      (email === undefined || each.customer_details?.email === email),
  );
  return listPage("/v1/checkout/sessions", matching, params);
}

function existing({ account, id }: Call): Session {
  const session = find(account.sessions, id);
  if (!session) throw missing("checkout.session", id, "session", 404);
  return session;
}
