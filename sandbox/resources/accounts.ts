import type Stripe from "stripe";
import { StripeError } from "../errors.ts";
import { group } from "../params.ts";
import { route, type Call } from "../route.ts";
import type { Account } from "../state.ts";

const permission = "rak_accounts_kyc_basic_read";

export const accountRoutes = [
  route("GET /v1/account", permission, group({}), ({ account }) => render(account)),
  route("GET /v1/accounts/:id", permission, group({}), retrieve),
];

function retrieve({ account, id, key }: Call): object {
  if (id === account.id) return render(account);
  throw new StripeError(403, {
    type: "invalid_request_error",
    code: "account_invalid",
    message: `The provided key '${key.secret.slice(0, 12)}***' does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
  });
}

function render(account: Account): Omit<Stripe.Account, "deleted"> {
  return {
    id: account.id,
    object: "account",
    business_profile: {
      mcc: null,
      minority_owned_business_designation: null,
      name: account.businessName,
      specified_commercial_transactions_act_url: null,
      support_address: null,
      support_email: null,
      support_phone: null,
      support_url: null,
      url: null,
    },
    business_type: "company",
    capabilities: { card_payments: "active", transfers: "active" },
    charges_enabled: true,
    country: account.country,
    created: account.created,
    default_currency: account.currency,
    details_submitted: true,
    email: account.email,
    payouts_enabled: true,
    settings: {
      branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
      card_payments: {
        statement_descriptor_prefix: account.statementDescriptor,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
      dashboard: { display_name: account.businessName, timezone: "Etc/UTC" },
      payments: {
        statement_descriptor: account.statementDescriptor,
        statement_descriptor_kana: null,
        statement_descriptor_kanji: null,
        statement_descriptor_prefix_kana: null,
        statement_descriptor_prefix_kanji: null,
      },
    },
    type: "standard",
  };
}
