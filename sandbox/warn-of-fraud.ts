import { emitEvent } from "./emit-event.ts";
import { newId } from "./ids.ts";
import type { Charge, EarlyFraudWarning } from "./state.ts";
import type { Context } from "./world.ts";

/** The card network reports that a charge may be fraudulent; a refund now would avoid a dispute. */
export function warnOfFraud(ctx: Context, charge: Charge): EarlyFraudWarning {
  const warning: EarlyFraudWarning = {
    id: newId("issfr_1"),
    object: "radar.early_fraud_warning",
    actionable: true,
    charge: charge.id,
    created: ctx.world.clock.seconds(),
    fraud_type: "misc",
    livemode: ctx.account.livemode,
  };
  if (charge.payment_intent !== null) warning.payment_intent = charge.payment_intent;
  ctx.account.earlyFraudWarnings[warning.id] = warning;
  emitEvent(ctx, "radar.early_fraud_warning.created", warning);
  return warning;
}
