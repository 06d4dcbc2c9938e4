import type Stripe from "stripe";

/** The types whose JSON schema the tests hold every exchange against; read by scripts/stripe-schema.ts. */
export interface Objects {
  account: Stripe.Account;
  balance: Stripe.Balance;
  balance_transaction: Stripe.BalanceTransaction;
  charge: Stripe.Charge;
  "checkout.session": Stripe.Checkout.Session;
  customer: Stripe.Customer;
  dispute: Stripe.Dispute;
  item: Stripe.LineItem;
  payment_intent: Stripe.PaymentIntent;
  payment_method: Stripe.PaymentMethod;
  payout: Stripe.Payout;
  price: Stripe.Price;
  product: Stripe.Product;
  "radar.early_fraud_warning": Stripe.Radar.EarlyFraudWarning;
  refund: Stripe.Refund;
  setup_intent: Stripe.SetupIntent;
  webhook_endpoint: Stripe.WebhookEndpoint;
}

/** What a DELETE answers. */
export interface DeletedObjects {
  customer: Stripe.DeletedCustomer;
  webhook_endpoint: Stripe.DeletedWebhookEndpoint;
}

/** One schema comes of each member of this union, named by its `type`. */
export type Events = Stripe.Event;

/** The parameters of the requests that make or change something. */
export interface Requests {
  "POST /v1/checkout/sessions": Stripe.Checkout.SessionCreateParams;
  "POST /v1/checkout/sessions/:id": Stripe.Checkout.SessionUpdateParams;
  "POST /v1/checkout/sessions/:id/expire": Stripe.Checkout.SessionExpireParams;
  "POST /v1/customers": Stripe.CustomerCreateParams;
  "POST /v1/customers/:id": Stripe.CustomerUpdateParams;
  "POST /v1/disputes/:id": Stripe.DisputeUpdateParams;
  "POST /v1/disputes/:id/close": Stripe.DisputeCloseParams;
  "POST /v1/payment_intents": Stripe.PaymentIntentCreateParams;
  "POST /v1/payment_intents/:id": Stripe.PaymentIntentUpdateParams;
  "POST /v1/payment_intents/:id/cancel": Stripe.PaymentIntentCancelParams;
  "POST /v1/payment_intents/:id/capture": Stripe.PaymentIntentCaptureParams;
  "POST /v1/payment_intents/:id/confirm": Stripe.PaymentIntentConfirmParams;
  "POST /v1/payment_methods": Stripe.PaymentMethodCreateParams;
  "POST /v1/payment_methods/:id": Stripe.PaymentMethodUpdateParams;
  "POST /v1/payouts": Stripe.PayoutCreateParams;
  "POST /v1/payouts/:id": Stripe.PayoutUpdateParams;
  "POST /v1/payouts/:id/cancel": Stripe.PayoutCancelParams;
  "POST /v1/prices": Stripe.PriceCreateParams;
  "POST /v1/products": Stripe.ProductCreateParams;
  "POST /v1/refunds": Stripe.RefundCreateParams;
  "POST /v1/setup_intents": Stripe.SetupIntentCreateParams;
  "POST /v1/setup_intents/:id/cancel": Stripe.SetupIntentCancelParams;
  "POST /v1/setup_intents/:id/confirm": Stripe.SetupIntentConfirmParams;
  "POST /v1/webhook_endpoints": Stripe.WebhookEndpointCreateParams;
  "POST /v1/webhook_endpoints/:id": Stripe.WebhookEndpointUpdateParams;
}
