import type { Answer } from "#test/support/seller.ts";
import type { Stage } from "./stage.ts";

/** What came of a step. */
export type Effect =
  | "done"
  /** A refusal: nothing was changed. */
  | "refused"
  /** 502, 503 or a page that says try again: nothing is known to have happened. */
  | "put off"
  /** The connection broke, or the program was dead. */
  | "no answer"
  /** 500, which only a lost database excuses. */
  | "failed";

/** A step that can be taken now, with everything about it chosen. */
export interface Plan {
  /** The invoice it is about, if it is about one. */
  readonly subject: string | null;
  /** Requests to the processor it may make, as faults match them. */
  readonly calls: readonly string[];
  /** What it is about, for people who read the steps. */
  readonly about: string;
  readonly run: () => Promise<Effect>;
}

export interface Step {
  readonly weight: number;
  /** `null` when there is nothing to do it to. */
  readonly plan: (stage: Stage) => Promise<Plan | null> | Plan | null;
}

export type Steps = Readonly<Record<string, Step>>;

export const LOOK_UP = "GET /v1/checkout/sessions/*";
export const OPEN_PAGE = "POST /v1/checkout/sessions";
export const CLOSE_PAGE = "POST /v1/checkout/sessions/*/expire";
export const REFUND = "POST /v1/refunds";
export const LIST_REFUNDS = "GET /v1/refunds";
export const LIST_DISPUTES = "GET /v1/disputes";
export const LIST_EVENTS = "GET /v1/events";
export const LIST_CHARGES = "GET /v1/charges";
/** What settling a payment asks. */
export const SETTLING = [LOOK_UP, LOOK_UP, LIST_REFUNDS, LIST_DISPUTES, LIST_CHARGES];

export function effectOf({ status }: Pick<Answer, "status">): Effect {
  if (status === 0) return "no answer";
  if (status === 502 || status === 503) return "put off";
  if (status >= 500) return "failed";
  return status >= 400 ? "refused" : "done";
}

/** Rows of the acting business, or of the whole installation where no business is named. */
export async function rowsOf<Row extends object>(
  { admin }: Stage,
  query: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await admin.query<Row>(query, values)).rows;
}

/** What a browser gets; `null` when no answer came. */
export async function visit(
  url: string,
  form?: Record<string, string>,
): Promise<{ status: number; location: string; html: string } | null> {
  try {
    const response = await fetch(url, {
      redirect: "manual",
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    return {
      status: response.status,
      location: response.headers.get("location") ?? "",
      html: await response.text(),
    };
  } catch {
    return null;
  }
}
