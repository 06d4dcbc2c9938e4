import type Stripe from "stripe";
import type { PaymentTags } from "../processor.ts";

/** Our ids, as they stand in the metadata of an object of ours. */
export function readTags(metadata: Stripe.Metadata): Partial<PaymentTags> {
  const { installation, business, invoice, payment } = metadata;
  return {
    ...(installation === undefined ? {} : { installation }),
    ...(business === undefined ? {} : { business }),
    ...(invoice === undefined ? {} : { invoice }),
    ...(payment === undefined ? {} : { payment }),
  };
}
