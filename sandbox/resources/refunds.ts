import { formatAmount } from "../currencies.ts";
import { emitEvent } from "../emit-event.ts";
import { invalid, missing, refused } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import {
  choice,
  group,
  integer,
  mergeMetadata,
  metadata,
  missingParam,
  text,
  type Values,
} from "../params.ts";
import { refundCharge } from "../refund-charge.ts";
import { route, type Call } from "../route.ts";
import { find, type Charge, type Refund } from "../state.ts";

const fields = {
  amount: integer,
  charge: text,
  currency: text,
  instructions_email: text,
  metadata,
  payment_intent: text,
  reason: choice("duplicate", "fraudulent", "requested_by_customer"),
};
const filters = { ...pageByTime, charge: text, payment_intent: text };

export const refundRoutes = [
  route("POST /v1/refunds", "rak_charge_write", group(fields), create),
  route("GET /v1/refunds", "rak_charge_read", group(filters), list),
  route("GET /v1/refunds/:id", "rak_charge_read", group({}), existing),
  route("POST /v1/refunds/:id", "rak_charge_write", group({ metadata }), update),
];

function create(call: Call, params: Values<typeof fields>): object {
  const charge = chargeToRefund(call, params);
  const left = charge.amount_captured - charge.amount_refunded;
  if (left === 0)
    throw refused(`Charge ${charge.id} has already been refunded.`, "charge_already_refunded");
  if (params.amount !== undefined && params.amount < 1)
    throw invalid(
      "This value must be greater than or equal to 1.",
      "amount",
      "parameter_invalid_integer",
    );
  if (params.amount !== undefined && params.amount > left)
    throw refused(
      `Refund amount (${formatAmount(params.amount, charge.currency)}) is greater than unrefunded amount on charge (${formatAmount(left, charge.currency)})`,
      undefined,
      "amount",
    );
  return refundCharge(call, charge, {
    amount: params.amount ?? left,
    metadata: mergeMetadata({}, params.metadata),
    reason: params.reason ?? null,
  });
}

function chargeToRefund({ account }: Call, params: Values<typeof fields>): Charge {
  const charge =
    params.charge === undefined
      ? chargeOfIntent(account, params.payment_intent)
      : find(account.charges, params.charge);
  if (!charge) throw missing("charge", params.charge ?? "", "charge", 404);
  if (!charge.paid || !charge.captured)
    throw refused(
      `Charge ${charge.id} has not been captured and cannot be refunded.`,
      "charge_not_refundable",
    );
  const dispute = Object.values(account.disputes).find((each) => each.charge === charge.id);
  if (dispute && !dispute.is_charge_refundable)
    throw refused(
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      "charge_disputed",
    );
  return charge;
}

function chargeOfIntent(account: Call["account"], id: string | undefined): Charge {
  if (id === undefined) throw missingParam("charge");
  const intent = find(account.paymentIntents, id);
  if (!intent) throw missing("payment_intent", id, "payment_intent", 404);
  const charge = find(account.charges, intent.latest_charge);
  if (charge?.paid) return charge;
  throw refused(
    `This PaymentIntent (${id}) does not have a successful charge to refund.`,
    "charge_not_refundable",
  );
}

function update(
  call: Call,
  params: { metadata?: Record<string, string | null> | undefined },
): object {
  const refund = existing(call);
  const previous = { metadata: refund.metadata };
  refund.metadata = mergeMetadata(refund.metadata ?? {}, params.metadata);
  emitEvent(call, "charge.refund.updated", refund, previous);
  emitEvent(call, "refund.updated", refund, previous);
  return refund;
}

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.refunds).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      (params.charge === undefined || each.charge === params.charge) &&
      (params.payment_intent === undefined || each.payment_intent === params.payment_intent),
  );
  return listPage("/v1/refunds", matching, params);
}

function existing({ account, id }: Call): Refund {
  const refund = find(account.refunds, id);
  if (!refund) throw missing("refund", id, "id", 404);
  return refund;
}
