import type Stripe from "stripe";
import { group, required, text, type Values } from "../params.ts";

const addressFields = {
  city: text,
  country: text,
  line1: text,
  line2: text,
  postal_code: text,
  state: text,
};
const shippingFields = (address: typeof postalAddress) => ({
  address: required(address),
  carrier: text,
  name: required(text),
  phone: text,
  tracking_number: text,
});

export const postalAddress = group(addressFields);
export const shipping = group(shippingFields(postalAddress));

/** An address as Stripe shows it: every field there, null where not given. */
export function readAddress(given: Values<typeof addressFields>): Stripe.Address {
  return {
    city: given.city ?? null,
    country: given.country ?? null,
    line1: given.line1 ?? null,
    line2: given.line2 ?? null,
    postal_code: given.postal_code ?? null,
    state: given.state ?? null,
  };
}

/** A shipping block as Stripe shows it. */
export function readShipping(given: Values<ReturnType<typeof shippingFields>>): {
  address: Stripe.Address;
  carrier: string | null;
  name: string;
  phone: string | null;
  tracking_number: string | null;
} {
  return {
    address: readAddress(given.address),
    carrier: given.carrier ?? null,
    name: given.name,
    phone: given.phone ?? null,
    tracking_number: given.tracking_number ?? null,
  };
}
