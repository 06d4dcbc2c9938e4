import { emitEvent } from "../emit-event.ts";
import { missing, refused } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import {
  clearable,
  flag,
  group,
  mergeMetadata,
  metadata,
  shortText,
  text,
  type Values,
} from "../params.ts";
import { route, type Call } from "../route.ts";
import { closeDispute, isClosed, stageEvidence, submitEvidence } from "../settle-dispute.ts";
import { find, type Dispute } from "../state.ts";

const long = clearable(shortText(20_000));
const short = clearable(text);
const evidence = {
  access_activity_log: long,
  billing_address: short,
  cancellation_policy: short,
  cancellation_policy_disclosure: long,
  cancellation_rebuttal: long,
  customer_communication: short,
  customer_email_address: short,
  customer_name: short,
  customer_purchase_ip: short,
  customer_signature: short,
  duplicate_charge_documentation: short,
  duplicate_charge_explanation: long,
  duplicate_charge_id: short,
  product_description: long,
  receipt: short,
  refund_policy: short,
  refund_policy_disclosure: long,
  refund_refusal_explanation: long,
  service_date: short,
  service_documentation: short,
  shipping_address: short,
  shipping_carrier: short,
  shipping_date: short,
  shipping_documentation: short,
  shipping_tracking_number: short,
  uncategorized_file: short,
  uncategorized_text: long,
};
const changes = { evidence: group(evidence), metadata, submit: flag };
const filters = { ...pageByTime, charge: text, payment_intent: text };

export const disputeRoutes = [
  route("GET /v1/disputes", "rak_dispute_read", group(filters), list),
  route("GET /v1/disputes/:id", "rak_dispute_read", group({}), existing),
  route("POST /v1/disputes/:id", "rak_dispute_write", group(changes), update),
  route("POST /v1/disputes/:id/close", "rak_dispute_write", group({}), close),
];

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.disputes).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      (params.charge === undefined || each.charge === params.charge) &&
      (params.payment_intent === undefined || each.payment_intent === params.payment_intent),
  );
  return listPage("/v1/disputes", matching, params);
}

/** Evidence goes to the bank at once unless `submit` is false. */
function update(call: Call, params: Values<typeof changes>): object {
  const dispute = existing(call);
  const { evidence: given, metadata: pairs, submit: isSubmitted = given !== undefined } = params;
  const previous: Partial<Dispute> = { status: dispute.status };
  if (given !== undefined || isSubmitted)
    Object.assign(previous, stageEvidence(dispute, given ?? {}));
  if (pairs) {
    previous.metadata = dispute.metadata;
    dispute.metadata = mergeMetadata(dispute.metadata, pairs);
  }
  if (isSubmitted) submitEvidence(call, dispute);
  emitEvent(call, "charge.dispute.updated", dispute, previous);
  return dispute;
}

function close(call: Call): object {
  const dispute = existing(call);
  if (isClosed(dispute)) throw refused("This dispute is already closed.");
  closeDispute(call, dispute, "lost");
  return dispute;
}

function existing({ account, id }: Call): Dispute {
  const dispute = find(account.disputes, id);
  if (!dispute) throw missing("dispute", id, "id", 404);
  return dispute;
}
