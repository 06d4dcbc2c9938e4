import { newId } from "../ids.ts";
import { mergeMetadata, type Values } from "../params.ts";
import { customerDetails } from "../pay-session.ts";
import type { Call } from "../route.ts";
import { find, type Session } from "../state.ts";
import type { sessionFields } from "./session-params.ts";

type Fields = Values<typeof sessionFields>;

/** A new session as Stripe shows it: open, unpaid, with the address of its page. */
export function renderSession(
  call: Call,
  params: Fields,
  made: { amount: number; currency: string; expiresAt: number; methodTypes: string[] },
): Session {
  const { account, world } = call;
  const id = newId(account.livemode ? "cs_live_a1" : "cs_test_a1", 58);
  const customer = find(account.customers, params.customer);
  const email = customer?.email ?? params.customer_email ?? null;
  return {
    ...unusedParts(),
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: params.adaptive_pricing?.enabled ?? false },
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    amount_subtotal: made.amount,
    amount_total: made.amount,
    billing_address_collection: params.billing_address_collection ?? null,
    branding_settings: branding(call, params),
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    created: world.clock.seconds(),
    currency: made.currency,
    customer: customer?.id ?? null,
    customer_creation: customer ? null : "if_required",
    customer_details: email === null ? null : customerDetails(email, customer?.name ?? null),
    customer_email: params.customer_email ?? null,
    expires_at: made.expiresAt,
    livemode: account.livemode,
    locale: params.locale ?? null,
    metadata: mergeMetadata({}, params.metadata),
    mode: "payment",
    origin_context: params.origin_context ?? null,
    payment_intent: null,
    payment_method_collection: "if_required",
    payment_method_options: made.methodTypes.includes("card")
      ? { card: { request_three_d_secure: "automatic" } }
      : {},
    payment_method_types: made.methodTypes,
    payment_status: "unpaid",
    status: "open",
    submit_type: params.submit_type ?? null,
    success_url: params.success_url ?? null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: `${world.publicUrl()}/c/pay/${id}`,
    ...(params.ui_mode === "embedded_page" ? embedding(id, params) : {}),
  };
}

/** What differs in a session that is paid inside the merchant's own page. */
function embedding(id: string, params: Fields): Partial<Session> {
  return {
    client_secret: `${id}_secret_${newId("", 40)}`,
    redirect_on_completion: params.redirect_on_completion ?? "always",
    ...(params.return_url === undefined ? {} : { return_url: params.return_url }),
    ui_mode: "embedded_page",
    url: null,
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

/** What this account's sessions have no use for, as Stripe shows it then. */
function unusedParts() {
  return {
    after_expiration: null,
    allow_promotion_codes: null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer_account: null,
    discounts: [],
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
    managed_payments: { enabled: false },
    payment_link: null,
    payment_method_configuration_details: null,
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    subscription: null,
    wallet_options: null,
  } satisfies Partial<Session>;
}
