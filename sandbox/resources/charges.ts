import { missing } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import { clearable, group, mergeMetadata, metadata, text, type Values } from "../params.ts";
import { route, type Call } from "../route.ts";
import { find, type Charge } from "../state.ts";

const filters = { ...pageByTime, customer: text, payment_intent: text };
const changes = { description: clearable(text), metadata, receipt_email: clearable(text) };

export const chargeRoutes = [
  route("GET /v1/charges", "rak_charge_read", group(filters), list),
  route("GET /v1/charges/:id", "rak_charge_read", group({}), existing),
  route("POST /v1/charges/:id", "rak_charge_write", group(changes), update),
];

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.charges).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      (params.customer === undefined || each.customer === params.customer) &&
      (params.payment_intent === undefined || each.payment_intent === params.payment_intent),
  );
  return listPage("/v1/charges", matching, params);
}

function update(call: Call, params: Values<typeof changes>): object {
  const charge = existing(call);
  return Object.assign(charge, params, {
    metadata: mergeMetadata(charge.metadata, params.metadata),
  });
}

function existing({ account, id }: Call): Charge {
  const charge = find(account.charges, id);
  if (!charge) throw missing("charge", id, "id", 404);
  return charge;
}
