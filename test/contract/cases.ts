import { amountCases, sandboxAmountCases } from "./amounts.ts";
import { disputeCases } from "./disputes.ts";
import { eventCases } from "./events.ts";
import { keyCases, sandboxKeyCases } from "./keys.ts";
import { paymentCases, sandboxPaymentCases } from "./payments.ts";
import { refundCases } from "./refunds.ts";
import { sandboxSessionCases, sessionCases } from "./sessions.ts";
import type { Case, SandboxCase } from "./target.ts";
import { webhookEndpointCases } from "./webhook-endpoints.ts";

/** Everything our code relies on, of whoever speaks Stripe's HTTP. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  pages: sessionCases,
  payments: paymentCases,
  amounts: amountCases,
  refunds: refundCases,
  disputes: disputeCases,
  events: eventCases,
  webhooks: webhookEndpointCases,
  keys: keyCases,
};

/** What takes a payer, time or an account that tests cannot have at Stripe. */
export const sandboxCases: Readonly<Record<string, readonly SandboxCase[]>> = {
  pages: sandboxSessionCases,
  payments: sandboxPaymentCases,
  amounts: sandboxAmountCases,
  keys: sandboxKeyCases,
};
