/** The fields of Stripe's error envelope that a caller may see. */
export interface ErrorFields {
  type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error";
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
  payment_method_type?: string;
  advice_code?: string;
  setup_intent?: unknown;
}

/** An answer of Stripe's that is not 2xx. */
export class StripeError extends Error {
  readonly status: number;
  readonly fields: ErrorFields;
  /** Refused before anything was done: Stripe keeps no idempotent result for these. */
  readonly isBeforeExecution: boolean;

  constructor(status: number, fields: ErrorFields, isBeforeExecution = false) {
    super(fields.message);
    this.status = status;
    this.fields = fields;
    this.isBeforeExecution = isBeforeExecution;
  }
}

/** The body of a refused request, with the two links Stripe adds. */
export function errorBody(error: StripeError, requestId: string, livemode: boolean): object {
  const { code } = error.fields;
  const mode = livemode ? "" : "test/";
  return {
    error: {
      ...error.fields,
      ...(code
        ? { doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll("_", "-")}` }
        : {}),
      request_log_url: `https://dashboard.stripe.com/${mode}logs/${requestId}`,
    },
  };
}

/** A parameter is wrong: 400, nothing was executed. */
export function invalid(message: string, param?: string, code?: string): StripeError {
  const fields: ErrorFields = { type: "invalid_request_error", message };
  if (param) fields.param = param;
  if (code) fields.code = code;
  return new StripeError(400, fields, true);
}

/** The request was understood and refused in this state: 400. */
export function refused(message: string, code?: string, param?: string): StripeError {
  return new StripeError(400, invalid(message, param, code).fields);
}

/** An id in the path (404) or in a parameter (400) that names nothing in this account. */
export function missing(noun: string, id: string, param: string, status: 400 | 404): StripeError {
  return new StripeError(status, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${noun}: '${id}'`,
    param,
  });
}

export function unrecognizedUrl(method: string, path: string): StripeError {
  return new StripeError(404, {
    type: "invalid_request_error",
    message: `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  });
}
