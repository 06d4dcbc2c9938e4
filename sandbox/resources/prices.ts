import type Stripe from "stripe";
import { knownCurrency } from "../currencies.ts";
import { emitEvent } from "../emit-event.ts";
import { invalid, missing } from "../errors.ts";
import { newId } from "../ids.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import {
  choice,
  decimal,
  flag,
  group,
  integer,
  mergeMetadata,
  metadata,
  missingParam,
  required,
  text,
  type Values,
} from "../params.ts";
import { route, type Call } from "../route.ts";
import { find, type Price } from "../state.ts";
import type { Context } from "../world.ts";
import { draftProduct, productFields } from "./products.ts";

/** What a price is made of, here and inline in a session's line. */
export const priceFields = {
  currency: required(text),
  product: text,
  product_data: group(productFields),
  tax_behavior: choice("exclusive", "inclusive", "unspecified"),
  unit_amount: integer,
  unit_amount_decimal: decimal,
};
const recurring = group({
  interval: required(choice("day", "month", "week", "year")),
  interval_count: integer,
});
const fields = {
  ...priceFields,
  recurring,
  active: flag,
  lookup_key: text,
  metadata,
  nickname: text,
};
const changes = { active: flag, lookup_key: text, metadata, nickname: text };
const filters = { ...pageByTime, active: flag, currency: text, product: text };

export const priceRoutes = [
  route("POST /v1/prices", "rak_plan_write", group(fields), create),
  route("GET /v1/prices", "rak_plan_read", group(filters), list),
  route("GET /v1/prices/:id", "rak_plan_read", group({}), existing),
  route("POST /v1/prices/:id", "rak_plan_write", group(changes), update),
];

function create(call: Call, params: Values<typeof fields>): object {
  const price = storePrice(call, draftPrice(call, params, ""));
  emitEvent(call, "price.created", price);
  return price;
}

/** A price that is not stored yet, with its product when that was given inline. */
export interface DraftPrice {
  price: Price;
  product: Stripe.Product | null;
}

/** Makes a price without storing anything; `path` names the parameter it came in. */
export function draftPrice(ctx: Context, params: Values<typeof fields>, path: string): DraftPrice {
  const { account, world } = ctx;
  const at = (name: string) => (path === "" ? name : `${path}[${name}]`);
  const amount = unitAmount(params, at);
  const product = params.product_data
    ? draftProduct(ctx, { ...params.product_data, active: params.active ?? true })
    : null;
  const price: Price = {
    id: newId("price_1"),
    object: "price",
    active: params.active ?? true,
    billing_scheme: "per_unit",
    created: world.clock.seconds(),
    currency: knownCurrency(params.currency, at("currency")),
    custom_unit_amount: null,
    livemode: account.livemode,
    lookup_key: params.lookup_key ?? null,
    metadata: mergeMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product: product?.id ?? existingProduct(ctx, params.product, at),
    recurring: params.recurring
      ? {
          interval: params.recurring.interval,
          interval_count: params.recurring.interval_count ?? 1,
          meter: null,
          trial_period_days: null,
          usage_type: "licensed",
        }
      : null,
    tax_behavior: params.tax_behavior ?? "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: params.recurring ? "recurring" : "one_time",
    unit_amount: Number.isInteger(Number(amount)) ? Number(amount) : null,
    unit_amount_decimal: amount,
  };
  return { price, product };
}

/** Keeps a drafted price, and the product that was given inline with it. */
export function storePrice({ account }: Context, { price, product }: DraftPrice): Price {
  account.prices[price.id] = price;
  if (product) account.products[product.id] = product;
  return price;
}

function unitAmount(params: Values<typeof fields>, at: (name: string) => string): string {
  const { unit_amount: whole, unit_amount_decimal: fine } = params;
  if (whole !== undefined && fine !== undefined)
    throw invalid(
      "You may only specify one of these parameters: unit_amount, unit_amount_decimal.",
      at("unit_amount"),
      "parameters_exclusive",
    );
  const amount = fine ?? whole;
  if (amount === undefined) throw missingParam(at("unit_amount"));
  if (Number(amount) < 0)
    throw invalid(
      "This value must be greater than or equal to 0.",
      at("unit_amount"),
      "parameter_invalid_integer",
    );
  return String(amount);
}

function existingProduct(
  ctx: Context,
  id: string | undefined,
  at: (name: string) => string,
): string {
  if (id === undefined) throw missingParam(at("product_data"));
  if (find(ctx.account.products, id)) return id;
  throw missing("product", id, at("product"), 400);
}

function update(call: Call, params: Values<typeof changes>): object {
  const price = existing(call);
  Object.assign(price, params, { metadata: mergeMetadata(price.metadata, params.metadata) });
  emitEvent(call, "price.updated", price);
  return price;
}

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.prices).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      (params.active === undefined || each.active === params.active) &&
      (params.currency === undefined || each.currency === params.currency) &&
      (params.product === undefined || each.product === params.product),
  );
  return listPage("/v1/prices", matching, params);
}

function existing({ account, id }: Call): Price {
  const price = find(account.prices, id);
  if (!price) throw missing("price", id, "id", 404);
  return price;
}
