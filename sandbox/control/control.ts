import { failAuthentication } from "../pay-intent.ts";
import { expireSession } from "../expire-session.ts";
import type { Fault } from "../faults.ts";
import { mask, parseKey } from "../keys.ts";
import { settleCharge } from "../make-charge.ts";
import { completeRefund, failRefund } from "../refund-charge.ts";
import { find, openAccount, type Account, type Delivery } from "../state.ts";
import type { WebhookKnobs } from "../webhooks.ts";
import type { Settings, World } from "../world.ts";
import { payThroughPage, type Payer, type PaymentResult } from "./pay-through-page.ts";

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
export interface Control {
  /** Lets the next matching API calls fail. */
  fault(fault: Fault): void;
  clearFaults(): void;
  /** While true, every API call breaks. */
  setUnreachable(isUnreachable: boolean): void;
  setWebhooks(knobs: Change<WebhookKnobs>): WebhookKnobs;
  setSettings(settings: Change<Settings>): Settings;
  setKey(key: string, settings: KeySettings): void;
  /** Changes the account a key belongs to (opening it if need be). */
  setAccount(key: string, settings: AccountSettings): Account;
  /** Delivers an event again, `times` times at once; resolves when all are answered. */
  deliver(eventId: string, times?: number): Promise<Delivery[]>;
  /** Sends what a pause or a reordering held back. */
  releaseDeliveries(): void;
  /** Resolves when no delivery is on its way. */
  deliveriesSettled(): Promise<void>;
  /** Pays (or fails to pay) a session on its payment page, over HTTP. */
  payCheckout(
    sessionId: string,
    payer?: Payer & { force?: boolean | undefined },
  ): Promise<PaymentResult>;
  expireCheckout(sessionId: string): void;
  /** The payment of a session will have another amount or currency than was asked. */
  setOutcome(
    sessionId: string,
    outcome: { amount?: number | undefined; currency?: string | undefined },
  ): void;
  /** Fails the authentication an intent waits for, as when the payer gives up. */
  failAuthentication(intentId: string): void;
  /** Books the charges held back by `balanceTransactions: "held"`. */
  releaseBalanceTransactions(): void;
  settleRefund(refundId: string, outcome: "failed" | "succeeded"): void;
  /** Skips time: retries, expiries and late refunds become due. */
  advance(ms: number): void;
}

/** Some fields of T; what is undefined stays as it is. */
type Change<T> = { [K in keyof T]?: T[K] | undefined };

/** Thrown for a control that names nothing the sandbox has. */
export class ControlError extends Error {}

export function createControl(world: World, url: () => string): Control {
  const { faults, settings, state, webhooks } = world;

  const accountWith = (table: "events" | "paymentIntents" | "refunds" | "sessions", id: string) => {
    const account = Object.values(state.accounts).find((each) => find<object>(each[table], id));
    if (!account) throw new ControlError(`No ${id} in the sandbox`);
    return { world, account, request: null };
  };
  const sessionOf = (id: string) => {
    const ctx = accountWith("sessions", id);
    const session = find(ctx.account.sessions, id);
    if (!session) throw new ControlError(`No ${id} in the sandbox`);
    return { ctx, session };
  };

  return {
    fault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
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
      if (!parseKey(key)) throw new ControlError(`${mask(key)} is not a secret or restricted key`);
      const before = find(state.keys, key) ?? { isRevoked: false, granted: null, missing: [] };
      state.keys[key] = {
        isRevoked: isRevoked ?? before.isRevoked,
        granted: permissions ?? (missing ? null : before.granted),
        missing: missing ?? before.missing,
      };
      world.changed();
    },
    setAccount(key, change) {
      const parsed = parseKey(key);
      if (!parsed) throw new ControlError(`${mask(key)} is not a secret or restricted key`);
      const account = openAccount(
        state,
        parsed.accountName,
        parsed.livemode,
        world.clock.seconds(),
      );
      world.changed();
      apply(account, change);
      return account;
    },
    async deliver(eventId, times = 1) {
      const { account } = accountWith("events", eventId);
      return webhooks.redeliver(account, eventId, times);
    },
    releaseDeliveries: () => webhooks.release(),
    deliveriesSettled: () => webhooks.settled(),
    async payCheckout(sessionId, { force = false, ...payer } = {}) {
      const { session } = sessionOf(sessionId);
      if (force && session.status === "expired") {
        session.status = "open";
        session.payment_intent = null;
      }
      return payThroughPage(url(), sessionId, payer);
    },
    expireCheckout(sessionId) {
      const { ctx, session } = sessionOf(sessionId);
      if (session.status === "open") expireSession(ctx, session);
    },
    setOutcome(sessionId, { amount, currency }) {
      const { ctx } = sessionOf(sessionId);
      const details = ctx.account.sessionDetails[sessionId];
      if (!details) return;
      details.outcome = {
        ...(amount === undefined ? {} : { amount }),
        ...(currency === undefined ? {} : { currency: currency.toLowerCase() }),
      };
    },
    failAuthentication(intentId) {
      const ctx = accountWith("paymentIntents", intentId);
      const intent = find(ctx.account.paymentIntents, intentId);
      if (intent?.status === "requires_action") failAuthentication(ctx, intent);
    },
    releaseBalanceTransactions() {
      for (const account of Object.values(state.accounts)) {
        for (const charge of Object.values(account.charges)) {
          if (charge.captured && charge.balance_transaction === null)
            settleCharge({ world, account, request: null }, charge, false);
        }
      }
    },
    settleRefund(refundId, outcome) {
      const ctx = accountWith("refunds", refundId);
      const refund = find(ctx.account.refunds, refundId);
      if (refund && outcome === "failed") failRefund(ctx, refund);
      if (refund && outcome === "succeeded") completeRefund(ctx, refund);
    },
    advance: (ms) => world.clock.advance(ms),
  };
}

function apply<T extends object>(target: T, change: Change<T>): T {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return Object.assign(target, Object.fromEntries(given));
}
