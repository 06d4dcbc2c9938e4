import { invalid, missing } from "../errors.ts";
import { group, integer, required, text, type Values } from "../params.ts";
import { declinedError } from "../pay-intent.ts";
import { paySession } from "../pay-session.ts";
import { route, type Call } from "../route.ts";
import { find, type Session } from "../state.ts";
import { methodFor } from "./payment-methods.ts";

const permission = "rak_checkout_session_write";
const fields = { expected_amount: integer, payment_method: required(text) };

/** What Stripe's own payment page calls, and the Stripe CLI in its place. */
export const paymentPageRoutes = [
  route("GET /v1/payment_pages/:id", permission, group({}), existing),
  route("POST /v1/payment_pages/:id/confirm", permission, group(fields), confirm),
];

function confirm(call: Call, params: Values<typeof fields>): object {
  const session = existing(call);
  if (params.expected_amount !== undefined && params.expected_amount !== session.amount_total)
    throw invalid(
      "The expected amount does not match the amount of the Checkout Session.",
      "expected_amount",
      "checkout_amount_mismatch",
    );
  const intent = paySession(call, session, methodFor(call, params.payment_method));
  if (intent.last_payment_error) throw declinedError(intent);
  return session;
}

function existing({ account, id }: Call): Session {
  const session = find(account.sessions, id);
  if (!session) throw missing("payment_page", id, "id", 404);
  return session;
}
