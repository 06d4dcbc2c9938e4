import type { Account } from "../state.ts";
import type { World } from "../world.ts";

/** What is in the sandbox, newest first, as `GET /_sandbox/state` shows it. */
export function describeState(world: World) {
  return {
    accounts: Object.values(world.state.accounts).map(describeAccount),
    faults: world.faults.pending(),
    isUnreachable: world.faults.isUnreachable,
    now: new Date(world.clock.now()).toISOString(),
    settings: world.settings,
    webhooks: world.webhooks.knobs,
  };
}

function describeAccount(account: Account) {
  const { businessName, country, currency, id, livemode, name } = account;
  return {
    id,
    name,
    livemode,
    businessName,
    country,
    currency,
    sessions: newest(account.sessions),
    paymentIntents: newest(account.paymentIntents),
    refunds: newest(account.refunds),
    disputes: newest(account.disputes),
    payouts: newest(account.payouts),
    webhookEndpoints: newest(account.webhookEndpoints),
    events: newest(account.events).map(({ created, id, pending_webhooks: pending, type }) => ({
      id,
      type,
      created,
      pending,
    })),
    deliveries: newest(account.deliveries),
  };
}

function newest<T>(table: Record<string, T>): T[] {
  return Object.values(table).toReversed();
}
