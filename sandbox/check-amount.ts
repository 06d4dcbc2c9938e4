import { settledAmount } from "./book-balance.ts";
import { checkGrain, decimalsOf, formatAmount, smallestAmount } from "./currencies.ts";
import { invalid } from "./errors.ts";
import type { Context } from "./world.ts";

/** Refuses an amount that Stripe would not charge: too small once settled, too large, too fine. */
export function checkAmount(
  ctx: Context,
  asked: { amount: number; currency: string; param: string; isCheckout: boolean },
): void {
  const { amount, currency, param, isCheckout } = asked;
  if (amount < 1 && !isCheckout)
    throw invalid(
      "This value must be greater than or equal to 1.",
      param,
      "parameter_invalid_integer",
    );
  checkGrain(amount, currency, param);
  const settlement = ctx.account.currency;
  const least = smallestAmount(settlement);
  const settled = settledAmount(ctx, amount, currency);
  if (settled >= least) return;
  const floor =
    decimalsOf(settlement) === 2 && least < 100
      ? `${least} cents`
      : formatAmount(least, settlement);
  const message = isCheckout
    ? `The Checkout Session's total amount must convert to at least ${floor}. ${formatAmount(amount, currency)} converts to approximately ${formatAmount(settled, settlement)}.`
    : `Amount must convert to at least ${floor}. ${formatAmount(amount, currency)} converts to approximately ${formatAmount(settled, settlement)}.`;
  throw invalid(message, isCheckout ? undefined : param, "amount_too_small");
}
