import { missing } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import { group, text, type Values } from "../params.ts";
import { route, type Call } from "../route.ts";
import { find } from "../state.ts";

const permission = "rak_radar_early_fraud_warning_read";
const filters = { ...pageByTime, charge: text, payment_intent: text };

export const earlyFraudWarningRoutes = [
  route("GET /v1/radar/early_fraud_warnings", permission, group(filters), list),
  route("GET /v1/radar/early_fraud_warnings/:id", permission, group({}), retrieve),
];

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.earlyFraudWarnings).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      (params.charge === undefined || each.charge === params.charge) &&
      (params.payment_intent === undefined || each.payment_intent === params.payment_intent),
  );
  return listPage("/v1/radar/early_fraud_warnings", matching, params);
}

function retrieve({ account, id }: Call): object {
  const warning = find(account.earlyFraudWarnings, id);
  if (!warning) throw missing("early fraud warning", id, "id", 404);
  return warning;
}
