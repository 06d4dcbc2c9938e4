import type { Instant } from "#src/values/day.ts";

/** What a mail is about. With its cause it is written only once, whatever happens (I17). */
export const MAIL_KINDS = [
  "invoice",
  "receipt",
  "payment_notification",
  "problem",
  "reminder",
  "refund",
  "invitation",
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export const MAIL_STATES = ["queued", "sent", "not_delivered"] as const;
export type MailState = (typeof MAIL_STATES)[number];

/** A letter in the outbox. Its content is sealed at rest, since it carries links that pay. */
export interface Mail {
  readonly id: string;
  readonly kind: MailKind;
  readonly invoiceId: string | null;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly isPdfAttached: boolean;
  readonly messageId: string;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly failedAt: Instant | null;
  readonly attempts: number;
  readonly lastError: string | null;
}

/** Derived from facts: taken over by the mail server, given up, or waiting. */
export function stateOf(mail: Mail): MailState {
  if (mail.sentAt !== null) return "sent";
  return mail.failedAt === null ? "queued" : "not_delivered";
}

export function contentPlace(businessId: string, mailId: string): string {
  return `mails.content:${businessId}:${mailId}`;
}
