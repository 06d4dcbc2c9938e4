import { emitEvent } from "./emit-event.ts";
import type { PaymentIntent } from "./state.ts";
import type { Context } from "./world.ts";

/** A try came to nothing: the intent keeps why, and waits for another payment method. */
export function failIntent(
  ctx: Context,
  intent: PaymentIntent,
  error: NonNullable<PaymentIntent["last_payment_error"]>,
): void {
  intent.last_payment_error = error;
  intent.next_action = null;
  intent.payment_method = null;
  intent.status = "requires_payment_method";
  emitEvent(ctx, "payment_intent.payment_failed", intent);
}
