/**
 * "Not in this state", "not with these figures", "not you": a request that was understood and is
 * turned down before anything is written. The code is stable and documented; scripts rely on it.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: RefusalCode;
  /** Extra members of the problem document, e.g. the errors of single fields. */
  readonly extra: Record<string, unknown>;

  constructor(code: RefusalCode, message: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.extra = extra;
  }
}

/** Every refusal there is, with its HTTP status: the one table that turns codes into answers. */
export const REFUSALS = {
  validation_failed: 400,
  malformed_request: 400,
  key_is_publishable: 400,
  key_is_test: 400,
  key_mode_mismatch: 400,
  key_rejected: 400,
  unauthenticated: 401,
  forbidden: 403,
  cross_site_request: 403,
  business_suspended: 403,
  not_found: 404,
  method_not_allowed: 405,
  idempotency_key_reused: 409,
  idempotency_in_progress: 409,
  customer_in_use: 409,
  already_sent_as_planned: 409,
  invoice_already_paid: 409,
  invoice_not_open: 409,
  invoice_not_draft: 409,
  invoice_has_payments: 409,
  invoice_empty: 409,
  number_taken: 409,
  name_taken: 409,
  no_recipient: 409,
  amount_exceeds_due: 409,
  amount_exceeds_refundable: 409,
  amount_exceeds_unapplied: 409,
  payment_not_refundable: 409,
  payment_disputed: 409,
  refund_refused: 409,
  payment_under_way: 409,
  payment_link_period_locked: 409,
  period_locked: 409,
  payment_already_recorded: 409,
  payment_not_collected: 409,
  payment_not_recorded: 409,
  payment_not_manual: 409,
  payment_already_reversed: 409,
  nothing_to_reopen: 409,
  connection_disconnected: 409,
  connection_not_payable: 409,
  webhook_is_automatic: 409,
  difference_not_repairable: 409,
  difference_remains: 409,
  mail_already_sent: 409,
  link_void: 409,
  already_member: 409,
  last_owner: 409,
  invitation_for_another: 409,
  invitation_open: 409,
  not_offered: 409,
  request_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  internal_error: 500,
  processor_unreachable: 502,
  processor_failed: 502,
  database_unavailable: 503,
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** A single bad field of a request body, by its path, as `validation_failed` carries them. */
export interface FieldError {
  /** e.g. `lines.0.quantity`; `""` for the body as a whole. */
  readonly path: string;
  readonly message: string;
}

/** Refuses a body because of one field. */
export function refuseField(path: string, message: string): Refusal {
  return new Refusal("validation_failed", `${path} ${message}.`, { errors: [{ path, message }] });
}
