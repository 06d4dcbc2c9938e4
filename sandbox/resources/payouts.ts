import { missing } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import { group, text, timeRange, type Values } from "../params.ts";
import { route, type Call } from "../route.ts";
import { find } from "../state.ts";

const filters = { ...pageByTime, arrival_date: timeRange, destination: text, status: text };

export const payoutRoutes = [
  route("GET /v1/payouts", "rak_payout_read", group(filters), list),
  route("GET /v1/payouts/:id", "rak_payout_read", group({}), retrieve),
];

function list({ account }: Call, params: Values<typeof filters>): object {
  const matching = Object.values(account.payouts).filter(
    (each) =>
      isWithin(each.created, params.created) &&
      isWithin(each.arrival_date, params.arrival_date) &&
      (params.status === undefined || each.status === params.status),
  );
  return listPage("/v1/payouts", matching, params);
}

function retrieve({ account, id }: Call): object {
  const payout = find(account.payouts, id);
  if (!payout) throw missing("payout", id, "id", 404);
  return payout;
}
