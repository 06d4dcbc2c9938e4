import { invalid } from "../errors.ts";
import type { Call } from "../route.ts";

/** What an account may be paid with in a currency: SEPA debits are in euros only. */
function possibleTypes(currency: string): string[] {
  return currency === "eur" ? ["card", "sepa_debit"] : ["card"];
}

/** `payment_method_types` went away with endive; older versions still take it. */
export function checkMethodTypes(call: Call, types: string[] | undefined, currency: string): void {
  if (types === undefined) return;
  if (call.apiVersion.endsWith(".endive"))
    throw invalid(
      "Received unknown parameter: payment_method_types",
      "payment_method_types",
      "parameter_unknown",
    );
  const possible = possibleTypes(currency);
  const other = types.find((type) => !possible.includes(type));
  if (other !== undefined)
    throw invalid(
      `The payment method type provided: ${other} is invalid. This sandbox account takes for ${currency}: ${possible.join(", ")}.`,
      "payment_method_types",
    );
}

/** What a session offers, given what was asked for. */
export function offeredTypes(
  currency: string,
  asked: {
    allowed_payment_method_types?: string[] | undefined;
    excluded_payment_method_types?: string[] | undefined;
    payment_method_types?: string[] | undefined;
    payment_intent_data?: { capture_method?: string | undefined } | undefined;
  },
): string[] {
  const wanted = asked.payment_method_types ?? asked.allowed_payment_method_types;
  const isByHand = asked.payment_intent_data?.capture_method === "manual";
  const offered = possibleTypes(currency).filter(
    (type) =>
      (wanted?.includes(type) ?? true) &&
      !asked.excluded_payment_method_types?.includes(type) &&
      !(isByHand && type === "sepa_debit"),
  );
  if (offered.length > 0) return offered;
  throw invalid(
    "No valid payment method types for this Checkout Session. Please ensure that you have activated payment methods compatible with your chosen currency.",
  );
}
