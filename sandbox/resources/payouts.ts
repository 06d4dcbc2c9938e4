import { emitEvent } from "../emit-event.ts";
import { invalid, missing, refused } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import { availableAmount, cancelPayout, schedulePayout, sendPayout } from "../make-payout.ts";
import {
  choice,
  group,
  integer,
  mergeMetadata,
  metadata,
  required,
  text,
  timeRange,
  type Values,
} from "../params.ts";
import { route, type Call } from "../route.ts";
import { find, type Payout } from "../state.ts";

const fields = {
  amount: required(integer),
  currency: required(text),
  description: text,
  metadata,
  method: choice("standard"),
  statement_descriptor: text,
};
const filters = { ...pageByTime, arrival_date: timeRange, destination: text, status: text };

export const payoutRoutes = [
  route("POST /v1/payouts", "rak_payout_write", group(fields), create),
  route("GET /v1/payouts", "rak_payout_read", group(filters), list),
  route("GET /v1/payouts/:id", "rak_payout_read", group({}), existing),
  route("POST /v1/payouts/:id", "rak_payout_write", group({ metadata }), update),
  route("POST /v1/payouts/:id/cancel", "rak_payout_write", group({}), cancel),
];

function create(call: Call, params: Values<typeof fields>): object {
  const { amount, currency, description = null } = params;
  if (currency.toLowerCase() !== call.account.currency)
    throw refused(
      `Sorry, you don't have any external accounts in that currency (${currency}).`,
      undefined,
      "currency",
    );
  if (amount < 1)
    throw invalid(
      "This value must be greater than or equal to 1.",
      "amount",
      "parameter_invalid_integer",
    );
  if (amount > availableAmount(call))
    throw refused(
      "You have insufficient funds in your Stripe account for this transfer. Your card balance is too low. You can use the the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).",
      "balance_insufficient",
    );
  const payout = sendPayout(call, {
    amount,
    description,
    metadata: mergeMetadata({}, params.metadata),
  });
  payout.statement_descriptor = params.statement_descriptor ?? null;
  schedulePayout(call, payout);
  return payout;
}

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.payouts).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      isWithin(each.arrival_date, params.arrival_date) &&
      (params.destination === undefined || each.destination === params.destination) &&
      (params.status === undefined || each.status === params.status),
  );
  return listPage("/v1/payouts", matching, params);
}

function update(
  call: Call,
  params: { metadata?: Record<string, string | null> | undefined },
): object {
  const payout = existing(call);
  const previous = { metadata: payout.metadata };
  payout.metadata = mergeMetadata(payout.metadata ?? {}, params.metadata);
  emitEvent(call, "payout.updated", payout, previous);
  return payout;
}

function cancel(call: Call): object {
  const payout = existing(call);
  if (payout.automatic || payout.status !== "pending")
    throw refused("Payouts can only be canceled while they are pending and were made by hand.");
  cancelPayout(call, payout);
  return payout;
}

function existing({ account, id }: Call): Payout {
  const payout = find(account.payouts, id);
  if (!payout) throw missing("payout", id, "id", 404);
  return payout;
}
