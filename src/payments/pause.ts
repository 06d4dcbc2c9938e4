import type { Selectable } from "kysely";
import type { PaymentPausesRow } from "#src/platform/tables.ts";
import type { Instant } from "#src/values/day.ts";

/**
 * While a pause runs, no payment page is opened: for one invoice, from one payer's address, or for the
 * whole business. What was paid or submitted already is recorded as ever.
 */
export interface Pause {
  readonly id: string;
  readonly scope: PauseScope;
  /** Of scope `invoice`; `null` for the others. */
  readonly invoiceId: string | null;
  /** How many declined tries led to it. */
  readonly declines: number;
  readonly beganAt: Instant;
  readonly endsAt: Instant;
  readonly liftedAt: Instant | null;
}

export const PAUSE_SCOPES = ["invoice", "address", "business"] as const;
export type PauseScope = (typeof PAUSE_SCOPES)[number];

const HOUR_MS = 3_600_000;

/** Declines of this time count, and a pause lasts as long. */
export const PAUSE_MS = HOUR_MS;

/**
 * How many declined cards within the hour are too many. People get one wrong three or four times;
 * whoever tests cards tries hundreds. An office full of payers may share an address, so there it is
 * more. For the business an invoice counts with its own limit at most, so that one attacked link,
 * which is closed by itself, does not close the others; unless it goes on in spite of that.
 */
export const DECLINE_LIMITS = {
  invoice: 10,
  address: 15,
  business: 50,
  businessInAll: 200,
} as const;

/** Where more than this share of the tries succeeds, a business is busy and not attacked. */
const BUSY_SHARE = 1 / 3;

/** One declined try of the last hour. */
export interface DeclinedTry {
  readonly invoiceId: string;
  /** Who was led to the page, hashed; `null` when that says nothing. */
  readonly payer: string | null;
  readonly at: Instant;
}

/** What a decision about the payment that was just declined is made from. */
export interface PauseFacts {
  readonly invoiceId: string;
  readonly payer: string | null;
  /** Of the whole business, within the hour. */
  readonly declined: readonly DeclinedTry[];
  /** Payments of the business that succeeded within the hour. */
  readonly succeeded: number;
  /** Pauses that are running, or were lifted by a person: what counts begins after that. */
  readonly pauses: readonly (Pick<Pause, "scope" | "invoiceId" | "liftedAt"> & {
    readonly payer: string | null;
  })[];
}

export interface NewPause {
  readonly scope: PauseScope;
  readonly declines: number;
}

/** Which pauses begin now. One that runs already does not begin again. */
export function judge(facts: PauseFacts): NewPause[] {
  const { invoiceId, payer } = facts;
  const found: NewPause[] = [];
  const begin = (scope: PauseScope, isSubject: (one: DeclinedTry) => boolean) => {
    const past = facts.pauses.filter(
      (one) =>
        one.scope === scope &&
        (scope !== "invoice" || one.invoiceId === invoiceId) &&
        (scope !== "address" || one.payer === payer),
    );
    if (past.some(({ liftedAt }) => liftedAt === null)) return;
    const liftedMs = Math.max(0, ...past.map(({ liftedAt }) => liftedAt?.getTime() ?? 0));
    const counted = facts.declined.filter((one) => isSubject(one) && one.at.getTime() > liftedMs);
    const isTooMany =
      scope === "business"
        ? isAttack(counted, facts.succeeded)
        : counted.length >= DECLINE_LIMITS[scope];
    if (isTooMany) found.push({ scope, declines: counted.length });
  };
  begin("invoice", (one) => one.invoiceId === invoiceId);
  if (payer !== null) begin("address", (one) => one.payer === payer);
  begin("business", () => true);
  return found;
}

function isAttack(declined: readonly DeclinedTry[], succeeded: number): boolean {
  if (succeeded > (declined.length + succeeded) * BUSY_SHARE) return false;
  if (declined.length >= DECLINE_LIMITS.businessInAll) return true;
  const byInvoice = Map.groupBy(declined, (one) => one.invoiceId);
  const capped = [...byInvoice.values()].map((tries) =>
    Math.min(tries.length, DECLINE_LIMITS.invoice),
  );
  return capped.reduce((sum, count) => sum + count, 0) >= DECLINE_LIMITS.business;
}

export function pauseFromRow(row: Selectable<PaymentPausesRow>): Pause {
  return {
    id: row.id,
    scope: PAUSE_SCOPES.find((scope) => scope === row.scope) ?? "business",
    invoiceId: row.invoice_id,
    declines: row.declines,
    beganAt: row.began_at,
    endsAt: row.ends_at,
    liftedAt: row.lifted_at,
  };
}
