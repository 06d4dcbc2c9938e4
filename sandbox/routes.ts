import type { Route } from "./route.ts";
import { accountRoutes } from "./resources/accounts.ts";
import { balanceRoutes } from "./resources/balance.ts";
import { chargeRoutes } from "./resources/charges.ts";
import { customerRoutes } from "./resources/customers.ts";
import { disputeRoutes } from "./resources/disputes.ts";
import { earlyFraudWarningRoutes } from "./resources/early-fraud-warnings.ts";
import { eventRoutes } from "./resources/events.ts";
import { paymentIntentRoutes } from "./resources/payment-intents.ts";
import { paymentMethodRoutes } from "./resources/payment-methods.ts";
import { paymentPageRoutes } from "./resources/payment-pages.ts";
import { payoutRoutes } from "./resources/payouts.ts";
import { priceRoutes } from "./resources/prices.ts";
import { productRoutes } from "./resources/products.ts";
import { refundRoutes } from "./resources/refunds.ts";
import { sessionRoutes } from "./resources/sessions.ts";
import { setupIntentRoutes } from "./resources/setup-intents.ts";
import { webhookEndpointRoutes } from "./resources/webhook-endpoints.ts";

const routes: readonly Route[] = [
  ...accountRoutes,
  ...balanceRoutes,
  ...chargeRoutes,
  ...customerRoutes,
  ...disputeRoutes,
  ...earlyFraudWarningRoutes,
  ...eventRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...paymentPageRoutes,
  ...payoutRoutes,
  ...priceRoutes,
  ...productRoutes,
  ...refundRoutes,
  ...sessionRoutes,
  ...setupIntentRoutes,
  ...webhookEndpointRoutes,
];

/** The endpoint for a method and path, with the id in it ("" where there is none). */
export function findRoute(method: string, path: string): { route: Route; id: string } | undefined {
  for (const route of routes) {
    const match = route.pattern.exec(`${method} ${path}`);
    if (match) return { route, id: match[1] ?? "" };
  }
  return undefined;
}
