import { checkAmount } from "../check-amount.ts";
import { knownCurrency } from "../currencies.ts";
import { invalid, missing, refused } from "../errors.ts";
import { expireSession, scheduleExpiry } from "../expire-session.ts";
import { newId } from "../ids.ts";
import { cut, isWithin, listPage, page } from "../lists.ts";
import { group, mergeMetadata, metadata, missingParam, type Values } from "../params.ts";
import { route, type Call } from "../route.ts";
import { find, type LineItem, type Session, type SessionDetails } from "../state.ts";
import { checkDescriptorSuffix } from "./descriptor.ts";
import { checkMethodTypes, offeredTypes } from "./method-types.ts";
import { readShipping } from "./postal-address.ts";
import { draftPrice, storePrice, type DraftPrice } from "./prices.ts";
import { renderSession } from "./render-session.ts";
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
  checkMethodTypes(call, params.payment_method_types, currency);
  const methodTypes = offeredTypes(currency, params);
  const session = renderSession(call, params, { amount, currency, expiresAt, methodTypes });
  for (const price of prices) storePrice(call, price);
  account.sessions[session.id] = session;
  account.sessionDetails[session.id] = { lineItems, paymentIntent: intentDetails(params) };
  scheduleExpiry(call, session);
  return session;
}

function checkSettings(call: Call, params: Fields): void {
  const { account } = call;
  if (params.mode === undefined) throw missingParam("mode");
  if (params.mode !== "payment")
    throw invalid(`This sandbox account takes no sessions with mode ${params.mode}.`, "mode");
  checkReturn(params);
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

/** A page of Stripe's own leads on by success_url and cancel_url, an embedded one by return_url. */
function checkReturn(params: Fields): void {
  const { redirect_on_completion: redirect = "always", ui_mode: mode = "hosted_page" } = params;
  const isEmbedded = mode === "embedded_page";
  const foreign = isEmbedded
    ? (["success_url", "cancel_url"] as const)
    : (["return_url", "redirect_on_completion"] as const);
  const given = foreign.find((name) => params[name] !== undefined);
  if (given !== undefined)
    throw invalid(
      `The \`${given}\` parameter is not allowed when \`ui_mode\` is \`${mode}\`.`,
      given,
    );
  if (!isEmbedded && params.success_url === undefined) throw missingParam("success_url");
  if (isEmbedded && redirect !== "never" && params.return_url === undefined)
    throw missingParam("return_url");
  if (isEmbedded && redirect === "never" && params.return_url !== undefined)
    throw invalid(
      "You cannot set `return_url` when `redirect_on_completion` is `never`.",
      "return_url",
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
  if (price.recurring)
    throw invalid(
      "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.",
      "line_items",
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
