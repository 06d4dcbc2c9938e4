import type Stripe from "stripe";
import StripeSdk from "stripe";
import { Refusal } from "#src/platform/refusal.ts";
import { ProcessorAway } from "../processor.ts";
import { ask, isMissing } from "./client.ts";

interface Permission {
  readonly slug: string;
  /** As Stripe's dashboard spells it. */
  readonly name: string;
  /** What does not work without it, as a person reads it. */
  readonly disables: string;
  readonly isRequired: boolean;
  /** A request without side effects that needs the permission. */
  readonly probe: (stripe: Stripe) => Promise<unknown>;
}

const PAGE_OF_ONE = { limit: 1 };

/** The boxes a restricted key needs, in the order of the dashboard's page. */
export const PERMISSIONS: readonly Permission[] = [
  {
    slug: "rak_checkout_session_write",
    name: "Checkout Sessions, write",
    disables: "Nobody can pay online.",
    isRequired: true,
    probe: (stripe) => stripe.checkout.sessions.expire("cs_test_probe"),
  },
  {
    slug: "rak_charge_write",
    name: "Charges and Refunds, write",
    disables: "Payments cannot be confirmed, and you can't refund from here.",
    isRequired: true,
    probe: (stripe) => stripe.refunds.create({ payment_intent: "pi_probe" }),
  },
  {
    slug: "rak_payment_intent_read",
    name: "Payment Intents, read",
    disables: "Payments cannot be confirmed.",
    isRequired: true,
    probe: (stripe) => stripe.paymentIntents.list(PAGE_OF_ONE),
  },
  {
    slug: "rak_event_read",
    name: "Events, read",
    disables: "Payments that a webhook missed are found late.",
    isRequired: true,
    probe: (stripe) => stripe.events.list(PAGE_OF_ONE),
  },
  {
    slug: "rak_webhook_write",
    name: "Webhook Endpoints, write",
    disables: "Stripe is asked every minute instead of telling us at once.",
    isRequired: false,
    probe: (stripe) => stripe.webhookEndpoints.update("we_probe", { disabled: false }),
  },
  {
    slug: "rak_balance_transaction_source_read",
    name: "Balance transaction sources, read",
    disables: "Fees and net amounts stay empty.",
    isRequired: false,
    probe: (stripe) => stripe.balanceTransactions.list(PAGE_OF_ONE),
  },
  {
    slug: "rak_dispute_read",
    name: "Disputes, read",
    disables: "Disputes are not shown here and not booked.",
    isRequired: false,
    probe: (stripe) => stripe.disputes.list(PAGE_OF_ONE),
  },
  {
    slug: "rak_payout_read",
    name: "Payouts, read",
    disables: "Payments do not show which payout brought them to the bank.",
    isRequired: false,
    probe: (stripe) => stripe.payouts.list(PAGE_OF_ONE),
  },
];

export function describePermission(slug: string): {
  permission: string;
  name: string;
  disables: string;
} {
  const known = PERMISSIONS.find((permission) => permission.slug === slug);
  return { permission: slug, name: known?.name ?? slug, disables: known?.disables ?? "" };
}

/** Whether a connection can take payments although these permissions are missing. */
export function lacksRequired(missing: readonly string[]): boolean {
  return PERMISSIONS.some(({ slug, isRequired }) => isRequired && missing.includes(slug));
}

/**
 * Asks Stripe for each permission without changing anything: reads of one row, writes on ids that
 * do not exist. Refuses with `key_rejected` or `processor_unreachable`.
 */
export async function listMissingPermissions(stripe: Stripe): Promise<string[]> {
  const missing = await Promise.all(
    PERMISSIONS.map((permission) => isMissingFor(stripe, permission)),
  );
  return PERMISSIONS.filter((_, index) => missing[index]).map(({ slug }) => slug);
}

async function isMissingFor(stripe: Stripe, permission: Permission): Promise<boolean> {
  try {
    await ask(() => permission.probe(stripe));
    return false;
  } catch (error) {
    if (isMissing(error)) return false;
    if (error instanceof StripeSdk.errors.StripePermissionError) return true;
    if (error instanceof StripeSdk.errors.StripeAuthenticationError) {
      throw new Refusal(
        "key_rejected",
        "Stripe doesn't accept this key. It may be mistyped, deleted or expired. Make a new one in Stripe and paste it here.",
      );
    }
    if (error instanceof StripeSdk.errors.StripeInvalidRequestError) return false;
    throw new ProcessorAway(
      "Stripe could not be reached, so the key was not checked. Nothing was changed; try again in a minute.",
      { cause: error },
    );
  }
}
