/** Every kind of problem a seller is told of, with the facts its words need, as they are to be read. */
export interface ProblemFacts {
  readonly declined: AboutInvoice & {
    /** Three or more: fewer are not told. */
    readonly count: number;
  };
  readonly invoice_paused: AboutInvoice;
  readonly business_paused: Nothing;

  readonly paid_twice: AboutInvoice;
  readonly void_paid: AboutInvoice;
  readonly overpaid: AboutInvoice;
  readonly not_as_asked: AboutInvoice;
  readonly not_recorded: AboutInvoice & {
    /** The day through which the books are closed. */
    readonly closedThrough: string | null;
  };

  readonly sending_held: HeldFacts;

  readonly debit_failed: AboutInvoice;
  readonly refund_failed: AboutInvoice;
  readonly payment_unanswered: Nothing;
  readonly debit_unanswered: Nothing;
  readonly refund_unanswered: Nothing;

  readonly disputed: AboutInvoice & { readonly answerBy: string | null };
  readonly dispute_lost: AboutInvoice;
  readonly dispute_over: AboutInvoice;
  readonly fraud_suspected: AboutInvoice;

  readonly key_turned_down: AboutConnection & { readonly fault: KeyFault };
  readonly processor_away: AboutConnection;
  readonly webhook_faulty: AboutConnection & WebhookFacts;
  readonly payout_failed: AboutConnection;
  readonly differences: AboutConnection & {
    readonly count: number;
    /** Each kind that was found, once. */
    readonly kinds: readonly DifferenceFound[];
  };
}

export type ProblemKind = keyof ProblemFacts;

interface AboutInvoice {
  /** The invoice's number. */
  readonly number: string;
}

interface AboutConnection {
  /** The connection's name. */
  readonly connection: string;
}

type Nothing = Readonly<Record<string, never>>;

export type KeyFault = "key_rejected" | "permission_missing";

export interface WebhookFacts {
  readonly fault:
    | "deleted"
    | "deliveries_lost"
    | "events_missing"
    | "other_address"
    | "other_version"
    | "switched_off";
  /** Stripe's names of the events that are missing. */
  readonly missing: readonly string[];
}

/** An invoice that was planned to be sent and was not. */
export interface HeldFacts {
  /** `null` for a draft. */
  readonly number: string | null;
  readonly customer: string;
  readonly cause: HeldCause;
  readonly closedThrough: string | null;
  /** The day on which it goes out by itself as things stand; `null` when nobody can tell. */
  readonly next: string | null;
}

export type HeldCause =
  | "backup_restored"
  | "books_closed"
  | "business_suspended"
  | "failed"
  | "no_lines"
  | "no_recipient"
  | "not_final"
  | "paid_in_test";

export type DifferenceFound =
  | "amount_differs"
  | "dispute_missing"
  | "fee_differs"
  | "not_at_processor"
  | "not_recorded"
  | "refunds_differ"
  | "unknown_invoice";
