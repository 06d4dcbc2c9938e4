import { cardOf } from "./cards.ts";
import { scheduleDebit } from "./debit-account.ts";
import { scheduleExpiry } from "./expire-session.ts";
import { schedulePayout } from "./make-payout.ts";
import { scheduleDeadline } from "./open-dispute.ts";
import { scheduleRefund } from "./refund-charge.ts";
import { isClosed, scheduleVerdict } from "./settle-dispute.ts";
import { find } from "./state.ts";
import type { World } from "./world.ts";

/**
 * After a restart: sessions still expire, late refunds, debits, payouts and disputes still come to their
 * end, events are still delivered.
 */
export function resumeWaiting(world: World): void {
  for (const account of Object.values(world.state.accounts)) {
    const ctx = { world, account, request: null };
    for (const session of Object.values(account.sessions)) {
      if (session.status === "open") scheduleExpiry(ctx, session);
    }
    for (const intent of Object.values(account.paymentIntents)) {
      if (intent.status === "processing") scheduleDebit(ctx, intent);
    }
    for (const payout of Object.values(account.payouts)) {
      if (payout.status === "pending" && !payout.automatic) schedulePayout(ctx, payout);
    }
    for (const refund of Object.values(account.refunds)) {
      const charge = find(account.charges, refund.charge);
      const later = cardOf(account.cardNumbers[charge?.payment_method ?? ""] ?? "").refund;
      const isOpen =
        refund.status === "pending" || (refund.status === "succeeded" && later === "fails_later");
      if (later && isOpen) scheduleRefund(ctx, refund, later);
    }
    for (const dispute of Object.values(account.disputes).filter((each) => !isClosed(each))) {
      scheduleDeadline(ctx, dispute);
      if (dispute.status.endsWith("under_review")) scheduleVerdict(ctx, dispute);
    }
  }
  world.webhooks.resume();
}
