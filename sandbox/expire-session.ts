import { emitEvent } from "./emit-event.ts";
import { cancelIntent } from "./pay-intent.ts";
import { find, type Session } from "./state.ts";
import type { Context } from "./world.ts";

/** Closes an open session without payment; its intent, if the payer ever tried, goes with it. */
export function expireSession(ctx: Context, session: Session): void {
  const intent = find(ctx.account.paymentIntents, session.payment_intent);
  session.status = "expired";
  session.url = null;
  if (intent) cancelIntent(ctx, intent, "expired");
  emitEvent(ctx, "checkout.session.expired", session);
}

/** Lets an open session expire when its time has come. */
export function scheduleExpiry(ctx: Context, session: Session): void {
  ctx.world.clock.at(session.expires_at * 1000, () => {
    if (session.status === "open") expireSession({ ...ctx, request: null }, session);
  });
}
