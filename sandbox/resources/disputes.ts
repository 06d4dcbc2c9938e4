import { emitEvent } from "../emit-event.ts";
import { missing } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import { group, mergeMetadata, metadata, text, type Values } from "../params.ts";
import { route, type Call } from "../route.ts";
import { find, type Dispute } from "../state.ts";

const filters = { ...pageByTime, charge: text, payment_intent: text };

export const disputeRoutes = [
  route("GET /v1/disputes", "rak_dispute_read", group(filters), list),
  route("GET /v1/disputes/:id", "rak_dispute_read", group({}), existing),
  route("POST /v1/disputes/:id", "rak_dispute_write", group({ metadata }), update),
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

function update(
  call: Call,
  params: { metadata?: Record<string, string | null> | undefined },
): object {
  const dispute = existing(call);
  const previous = { metadata: dispute.metadata };
  dispute.metadata = mergeMetadata(dispute.metadata, params.metadata);
  emitEvent(call, "charge.dispute.updated", dispute, previous);
  return dispute;
}

function existing({ account, id }: Call): Dispute {
  const dispute = find(account.disputes, id);
  if (!dispute) throw missing("dispute", id, "id", 404);
  return dispute;
}
