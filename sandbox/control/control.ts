import type { Fault } from "../faults.ts";
import { mask, parseKey } from "../keys.ts";
import { availableAmount, makeAutomaticPayout, settlePayout } from "../make-payout.ts";
import { find, openAccount, type Account, type Delivery, type Payout } from "../state.ts";
import type { WebhookKnobs } from "../webhooks.ts";
import type { Context, Settings, World } from "../world.ts";
import { ControlError } from "./control-error.ts";
import { createPaymentControl, type PaymentControl } from "./payment-control.ts";

/** How an account may be set up. */
export type AccountSettings = Change<
  Pick<Account, "apiVersion" | "businessName" | "country" | "currency" | "statementDescriptor">
>;

/** What a restricted key may do, and whether it still works. */
export interface KeySettings {
  permissions?: string[] | undefined;
  missing?: string[] | undefined;
  isRevoked?: boolean | undefined;
}

/** Everything a test may do to the sandbox that Stripe's API cannot. */
export interface Control extends PaymentControl {
  /** Lets the next matching API calls fail. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** The faults that no call has met yet, with how often each is left. */
  waitingFaults(): Fault[];
  /** While true, every API call breaks. */
  setUnreachable(isUnreachable: boolean): void;
  setWebhooks(knobs: Change<WebhookKnobs>): WebhookKnobs;
  setSettings(settings: Change<Settings>): Settings;
  setKey(key: string, settings: KeySettings): void;
  /** Changes the account a key belongs to (opening it if need be). */
  setAccount(key: string, settings: AccountSettings): Account;
  /**
   * Pays out all that is available to the account of a key, as Stripe does by schedule. Paid at
   * once unless told; throws when nothing is available.
   */
  makePayout(
    key: string,
    options?: { outcome?: "failed" | "paid" | "pending" | undefined },
  ): Payout;
  /** Delivers an event again, `times` times at once; resolves when all are answered. */
  deliver(eventId: string, times?: number): Promise<Delivery[]>;
  /** Sends what a pause or a reordering held back. */
  releaseDeliveries(): void;
  /** Resolves when no delivery is on its way. */
  deliveriesSettled(): Promise<void>;
  /** Skips time: retries, expiries and late refunds become due. */
  advance(ms: number): void;
}

/** Some fields of T; what is undefined stays as it is. */
type Change<T> = { [K in keyof T]?: T[K] | undefined };

export function createControl(world: World, url: () => string): Control {
  const { faults, settings, state, webhooks } = world;
  return {
    ...createPaymentControl(world, url),
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    waitingFaults: () => faults.pending(),
    setUnreachable(isUnreachable) {
      faults.isUnreachable = isUnreachable;
    },
    setWebhooks(knobs) {
      apply(webhooks.knobs, knobs);
      if (knobs.isPaused === false || knobs.reorder === 0) webhooks.release();
      return webhooks.knobs;
    },
    setSettings: (change) => apply(settings, change),
    setKey(key, { permissions, missing, isRevoked }) {
      checkKey(key);
      const before = find(state.keys, key) ?? { isRevoked: false, granted: null, missing: [] };
      state.keys[key] = {
        isRevoked: isRevoked ?? before.isRevoked,
        granted: permissions ?? (missing ? null : before.granted),
        missing: missing ?? before.missing,
      };
      world.changed();
    },
    setAccount(key, change) {
      const { accountName, livemode } = checkKey(key);
      const account = openAccount(state, accountName, livemode, world.clock.seconds());
      apply(account, change);
      world.changed();
      return account;
    },
    makePayout(key, { outcome = "paid" } = {}) {
      const { accountName, livemode } = checkKey(key);
      const account = openAccount(state, accountName, livemode, world.clock.seconds());
      const ctx: Context = { world, account, request: null };
      if (availableAmount(ctx) <= 0)
        throw new ControlError(`Nothing is available to pay out to ${account.id}`);
      const payout = makeAutomaticPayout(ctx);
      if (outcome !== "pending") settlePayout(ctx, payout, outcome);
      return payout;
    },
    async deliver(eventId, times = 1) {
      const account = Object.values(state.accounts).find((each) => find(each.events, eventId));
      if (!account) throw new ControlError(`No ${eventId} in the sandbox`);
      return webhooks.redeliver(account, eventId, times);
    },
    releaseDeliveries: () => webhooks.release(),
    deliveriesSettled: () => webhooks.settled(),
    advance: (ms) => world.clock.advance(ms),
  };
}

function checkKey(key: string): { accountName: string; livemode: boolean } {
  const parsed = parseKey(key);
  if (!parsed) throw new ControlError(`${mask(key)} is not a secret or restricted key`);
  return parsed;
}

function apply<T extends object>(target: T, change: Change<T>): T {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.assign(target, Object.fromEntries(given));
}
