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

/** What stands behind an invitation's address: it lets in whoever opens it. */
const INVITATION_SECRET = /(\/invitation#)[A-Za-z0-9_-]{32}/g;

/**
 * A mail as it is shown in the admin. An invitation's link would make whoever reads it the one who was
 * invited, so it is for an owner, and only where no mail server brings it to its address.
 */
export function asShown(mail: Mail, reader: { role: string; hasMailServer: boolean }): Mail {
  if (mail.kind !== "invitation") return mail;
  if (reader.role === "owner" && !reader.hasMailServer) return mail;
  const withoutSecret = (text: string) => text.replace(INVITATION_SECRET, "$1…");
  return { ...mail, text: withoutSecret(mail.text), html: withoutSecret(mail.html) };
}

export function contentPlace(businessId: string, mailId: string): string {
  return `mails.content:${businessId}:${mailId}`;
}
