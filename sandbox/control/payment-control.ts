import { expireSession } from "../expire-session.ts";
import { settleCharge } from "../make-charge.ts";
import { settlePayout } from "../make-payout.ts";
import { disputeReasons, openDispute } from "../open-dispute.ts";
import { settleDebit } from "../debit-account.ts";
import { failAuthentication } from "../pay-intent.ts";
import { completeRefund, failRefund } from "../refund-charge.ts";
import { closeDispute } from "../settle-dispute.ts";
import { find, type Account, type Dispute } from "../state.ts";
import type { Context, World } from "../world.ts";
import { ControlError } from "./control-error.ts";
import { payThroughPage, type Payer, type PaymentResult } from "./pay-through-page.ts";

/** What a test may do to sessions, payments, refunds, payouts and disputes. */
export interface PaymentControl {
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
  /** The payer's bank answers to a debit that is processing. */
  settleDebit(intentId: string, outcome: "failed" | "succeeded"): void;
  /** The merchant's bank takes a payout, or sends it back (even after it was paid). */
  settlePayout(payoutId: string, outcome: "failed" | "paid"): void;
  /** The payer's bank disputes what is left of a payment; fraudulent unless told. */
  openDispute(
    intentId: string,
    dispute?: {
      reason?: (typeof disputeReasons)[number] | undefined;
      isInquiry?: boolean | undefined;
    },
  ): Dispute;
  /** The bank decides; an inquiry ends as warning_closed either way. */
  closeDispute(disputeId: string, outcome: "lost" | "won"): void;
}

export function createPaymentControl(world: World, url: () => string): PaymentControl {
  const existing = lookUpIn(world);
  return { ...checkoutControl(existing, url), ...bankControl(world, existing) };
}

type LookUp = <T>(
  id: string,
  tableOf: (account: Account) => Record<string, T>,
) => { ctx: Context; found: T };

/** The thing with an id, and on whose behalf to act on it. */
function lookUpIn(world: World): LookUp {
  return (id, tableOf) => {
    for (const account of Object.values(world.state.accounts)) {
      const found = find(tableOf(account), id);
      if (found) return { ctx: { world, account, request: null }, found };
    }
    throw new ControlError(`No ${id} in the sandbox`);
  };
}

type CheckoutControl = Pick<PaymentControl, "payCheckout" | "expireCheckout" | "setOutcome">;

function checkoutControl(existing: LookUp, url: () => string): CheckoutControl {
  const sessionOf = (id: string) => existing(id, ({ sessions }) => sessions);
  return {
    async payCheckout(sessionId, { force = false, ...payer } = {}) {
      const { found: session } = sessionOf(sessionId);
      if (force && session.status === "expired") {
        session.status = "open";
        session.payment_intent = null;
      }
      return payThroughPage(url(), sessionId, payer);
    },
    expireCheckout(sessionId) {
      const { ctx, found: session } = sessionOf(sessionId);
      if (session.status === "open") expireSession(ctx, session);
    },
    setOutcome(sessionId, { amount, currency }) {
      const { ctx } = sessionOf(sessionId);
      const details = find(ctx.account.sessionDetails, sessionId);
      if (!details) return;
      details.outcome = {
        ...(amount === undefined ? {} : { amount }),
        ...(currency === undefined ? {} : { currency: currency.toLowerCase() }),
      };
    },
  };
}

/** What banks and Stripe itself do, without the payer. */
function bankControl(world: World, existing: LookUp): Omit<PaymentControl, keyof CheckoutControl> {
  return {
    failAuthentication(intentId) {
      const { ctx, found: intent } = existing(intentId, (account) => account.paymentIntents);
      if (intent.status === "requires_action") failAuthentication(ctx, intent);
    },
    releaseBalanceTransactions() {
      for (const account of Object.values(world.state.accounts)) {
        for (const charge of Object.values(account.charges)) {
          if (charge.captured && charge.paid && charge.balance_transaction === null)
            settleCharge({ world, account, request: null }, charge, false);
        }
      }
    },
    settleRefund(refundId, outcome) {
      const { ctx, found: refund } = existing(refundId, (account) => account.refunds);
      if (outcome === "failed") failRefund(ctx, refund);
      else completeRefund(ctx, refund);
    },
    settleDebit(intentId, outcome) {
      const { ctx, found: intent } = existing(intentId, (account) => account.paymentIntents);
      if (intent.status !== "processing")
        throw new ControlError(`${intentId} is ${intent.status}, not processing`);
      settleDebit(ctx, intent, outcome);
    },
    settlePayout(payoutId, outcome) {
      const { ctx, found: payout } = existing(payoutId, (account) => account.payouts);
      settlePayout(ctx, payout, outcome);
    },
    openDispute(intentId, { reason = "fraudulent", isInquiry = false } = {}) {
      const { ctx, found: intent } = existing(intentId, (account) => account.paymentIntents);
      const charge = find(ctx.account.charges, intent.latest_charge);
      if (!charge || charge.amount_captured <= charge.amount_refunded)
        throw new ControlError(`${intentId} has no money left to dispute`);
      if (charge.disputed) throw new ControlError(`${intentId} is disputed already`);
      return openDispute(ctx, charge, { reason, isInquiry });
    },
    closeDispute(disputeId, outcome) {
      const { ctx, found: dispute } = existing(disputeId, (account) => account.disputes);
      closeDispute(ctx, dispute, outcome);
    },
  };
}
