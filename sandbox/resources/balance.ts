import { missing, refused } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import { group, text, type Values } from "../params.ts";
import { route, type Call } from "../route.ts";
import { find, type BalanceTransaction } from "../state.ts";

const filters = { ...pageByTime, currency: text, payout: text, source: text, type: text };
const permission = "rak_balance_transaction_source_read";

export const balanceRoutes = [
  route("GET /v1/balance", "rak_balance_read", group({}), balance),
  route("GET /v1/balance_transactions", permission, group(filters), list),
  route("GET /v1/balance_transactions/:id", permission, group({}), retrieve),
];

function balance({ account, world }: Call): object {
  const all = Object.values(account.balanceTransactions);
  const isAvailable = (each: BalanceTransaction) => each.available_on <= world.clock.seconds();
  return {
    object: "balance",
    available: sums(all.filter(isAvailable), account.currency),
    livemode: account.livemode,
    pending: sums(
      all.filter((each) => !isAvailable(each)),
      account.currency,
    ),
  };
}

function sums(transactions: BalanceTransaction[], defaultCurrency: string): object[] {
  const totals = new Map([[defaultCurrency, 0]]);
  for (const { currency, net } of transactions)
    totals.set(currency, (totals.get(currency) ?? 0) + net);
  return Array.from(totals, ([currency, amount]) => ({
    amount,
    currency,
    source_types: { card: amount },
  }));
}

function list({ account, world }: Call, params: Values<typeof filters>): object {
  const { payout } = params;
  if (payout !== undefined) checkPayout(account, payout);
  const matching = Object.values(account.balanceTransactions)
    .filter(
      (each) =>
        isWithin(each.created, params.created) &&
        (params.currency === undefined || each.currency === params.currency) &&
        (payout === undefined || account.payoutOf[each.id] === payout) &&
        (params.source === undefined || each.source === params.source) &&
        (params.type === undefined || each.type === params.type),
    )
    .map((each) => asOf(each, world.clock.seconds()));
  return listPage("/v1/balance_transactions", matching, params);
}

function checkPayout(account: Call["account"], id: string): void {
  const payout = find(account.payouts, id);
  if (!payout) throw missing("payout", id, "payout", 400);
  if (!payout.automatic)
    throw refused(
      "Balance transaction history can only be filtered on automatic payouts, not manual.",
      undefined,
      "payout",
    );
}

function retrieve({ account, id, world }: Call): object {
  const found = find(account.balanceTransactions, id);
  if (!found) throw missing("balance transaction", id, "id", 404);
  return asOf(found, world.clock.seconds());
}

/** A balance transaction becomes available by time alone. */
function asOf(transaction: BalanceTransaction, seconds: number): BalanceTransaction {
  return { ...transaction, status: transaction.available_on <= seconds ? "available" : "pending" };
}
