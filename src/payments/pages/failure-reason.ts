import type { FailureReason } from "./view.ts";

const REASONS: Record<string, FailureReason> = {
  insufficient_funds: "insufficient_funds",
  expired_card: "expired",
  authentication_required: "authentication_failed",
  payment_intent_authentication_failure: "authentication_failed",
};

/** The kind of sentence a payer reads for a processor's code; never the code itself. */
export function failureReasonOf(code: string | null): FailureReason {
  return REASONS[code ?? ""] ?? "declined";
}
