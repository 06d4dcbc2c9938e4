import type Stripe from "stripe";
import { missing } from "../errors.ts";
import { emitEvent } from "../emit-event.ts";
import { newId } from "../ids.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import {
  clearable,
  group,
  list as listOf,
  mergeMetadata,
  metadata,
  text,
  choice,
  type Values,
} from "../params.ts";
import { route, type Call } from "../route.ts";
import { find } from "../state.ts";
import { postalAddress, readAddress, readShipping, shipping } from "./postal-address.ts";

const fields = {
  address: clearable(postalAddress),
  description: clearable(text),
  email: clearable(text),
  metadata,
  name: clearable(text),
  phone: clearable(text),
  preferred_locales: listOf(text),
  shipping: clearable(shipping),
  tax_exempt: choice("none", "exempt", "reverse"),
};
type Fields = Values<typeof fields>;
const filters = { ...pageByTime, email: text };

export const customerRoutes = [
  route("POST /v1/customers", "rak_customer_write", group(fields), create),
  route("GET /v1/customers", "rak_customer_read", group(filters), list),
  route("GET /v1/customers/:id", "rak_customer_read", group({}), ({ account, id }) =>
    existing(account.customers, id),
  ),
  route("POST /v1/customers/:id", "rak_customer_write", group(fields), update),
  route("DELETE /v1/customers/:id", "rak_customer_write", group({}), remove),
];

function create(call: Call, params: Fields): object {
  const { account, world } = call;
  const customer: Stripe.Customer = {
    id: newId("cus_", 14),
    object: "customer",
    balance: 0,
    created: world.clock.seconds(),
    default_source: null,
    description: null,
    email: null,
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: account.livemode,
    metadata: {},
    shipping: null,
    delinquent: false,
    discount: null,
    invoice_prefix: newId("", 8).toUpperCase(),
    ...given(params),
  };
  account.customers[customer.id] = customer;
  emitEvent(call, "customer.created", customer);
  return customer;
}

function update(call: Call, params: Fields): object {
  const customer = existing(call.account.customers, call.id);
  Object.assign(customer, given(params), {
    metadata: mergeMetadata(customer.metadata, params.metadata),
  });
  emitEvent(call, "customer.updated", customer);
  return customer;
}

function remove(call: Call): object {
  const customer = existing(call.account.customers, call.id);
  delete call.account.customers[call.id];
  emitEvent(call, "customer.deleted", customer);
  return { id: call.id, object: "customer", deleted: true };
}

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.customers).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      (params.email === undefined || each.email === params.email),
  );
  return listPage("/v1/customers", matching, params);
}

function existing(table: Record<string, Stripe.Customer>, id: string): Stripe.Customer {
  const customer = find(table, id);
  if (!customer) throw missing("customer", id, "id", 404);
  return customer;
}

/** The given fields as the object shows them; absent ones stay absent. */
function given(params: Fields): Partial<Stripe.Customer> {
  const { address, metadata: pairs, shipping: sent, ...rest } = params;
  return {
    ...rest,
    ...(pairs ? { metadata: mergeMetadata({}, pairs) } : {}),
    ...(address === undefined ? {} : { address: address && readAddress(address) }),
    ...(sent === undefined ? {} : { shipping: sent && readShipping(sent) }),
  };
}
