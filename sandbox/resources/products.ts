import type Stripe from "stripe";
import { emitEvent } from "../emit-event.ts";
import { missing } from "../errors.ts";
import { newId } from "../ids.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import {
  address,
  flag,
  group,
  list as listOf,
  mergeMetadata,
  metadata,
  required,
  text,
  type Values,
} from "../params.ts";
import { route, type Call } from "../route.ts";
import { find } from "../state.ts";
import type { Context } from "../world.ts";

/** What a product is made of, here and inline in a price or a session. */
export const productFields = {
  description: text,
  images: listOf(address),
  metadata,
  name: required(text),
  tax_code: text,
  unit_label: text,
};
const fields = {
  ...productFields,
  active: flag,
  shippable: flag,
  statement_descriptor: text,
  url: address,
};
const changes = { ...fields, name: text };
const filters = { ...pageByTime, active: flag };

export const productRoutes = [
  route("POST /v1/products", "rak_product_write", group(fields), create),
  route("GET /v1/products", "rak_product_read", group(filters), list),
  route("GET /v1/products/:id", "rak_product_read", group({}), existing),
  route("POST /v1/products/:id", "rak_product_write", group(changes), update),
];

function create(call: Call, params: Values<typeof fields>): object {
  const product = draftProduct(call, params);
  call.account.products[product.id] = product;
  emitEvent(call, "product.created", product);
  return product;
}

/** Makes a product without storing it. */
export function draftProduct(
  { account, world }: Context,
  params: Values<typeof fields>,
): Stripe.Product {
  return {
    id: newId("prod_", 14),
    object: "product",
    active: params.active ?? true,
    created: world.clock.seconds(),
    default_price: null,
    description: params.description ?? null,
    images: params.images ?? [],
    livemode: account.livemode,
    marketing_features: [],
    metadata: mergeMetadata({}, params.metadata),
    name: params.name,
    package_dimensions: null,
    shippable: params.shippable ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    tax_code: params.tax_code ?? null,
    tax_details: null,
    type: "service",
    unit_label: params.unit_label ?? null,
    updated: world.clock.seconds(),
    url: params.url ?? null,
  };
}

function update(call: Call, params: Values<typeof changes>): object {
  const product = existing(call);
  Object.assign(product, params, {
    metadata: mergeMetadata(product.metadata, params.metadata),
    updated: call.world.clock.seconds(),
  });
  emitEvent(call, "product.updated", product);
  return product;
}

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.products).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      (params.active === undefined || each.active === params.active),
  );
  return listPage("/v1/products", matching, params);
}

function existing({ account, id }: Call): Stripe.Product {
  const product = find(account.products, id);
  if (!product) throw missing("product", id, "id", 404);
  return product;
}
