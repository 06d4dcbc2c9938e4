import { getBusiness } from "#src/businesses/get-business.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import { redact } from "#src/platform/log.ts";
import type { Attachment, MailTransport } from "#src/platform/mail-transport.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { type Mail, stateOf } from "./mail.ts";
import { findMail, listWaitingMailIds, markMail, requeueMail } from "./store.ts";

/** What the outbox needs from outside: a way out, and the documents that letters carry. */
export interface Postman {
  /** `null`: no mail server is set, mails wait. */
  readonly transport: MailTransport | null;
  readonly attachmentFor: (businessId: string, invoiceId: string) => Promise<Attachment>;
  /** Told in the transaction that notes it: the mail server took the mail, or never will. */
  readonly onOutcome: (
    tx: BusinessTx,
    businessId: string,
    mail: Mail,
    isDelivered: boolean,
  ) => Promise<void>;
}

/** Pauses between tries; after the last one the mail counts as not delivered and says so. */
const RETRY_AFTER_MS = [15_000, 60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000];

/**
 * Sends one mail of the outbox. A server that is away leaves it waiting with the reason; the next
 * try comes by itself. Sent mails are never sent again.
 */
export async function sendMail(
  runtime: Runtime,
  postman: Postman,
  { businessId, mailId }: { businessId: string; mailId: string },
): Promise<void> {
  const { mail, business } = await transact(runtime.db, businessId, async (tx) => ({
    mail: await findMail(tx, runtime.vault, businessId, mailId),
    business: await getBusiness(tx, businessId),
  }));
  if (!mail || stateOf(mail) !== "queued" || postman.transport === null) return;
  const fallback = `invoices@${new URL(runtime.config.publicUrl).hostname}`;
  try {
    const attachments =
      mail.isPdfAttached && mail.invoiceId !== null
        ? [await postman.attachmentFor(businessId, mail.invoiceId)]
        : [];
    await postman.transport.send({
      from: { name: business.name, address: runtime.config.mailFrom ?? business.email ?? fallback },
      replyTo: business.email,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      messageId: mail.messageId,
      date: mail.createdAt,
      attachments,
    });
  } catch (error) {
    await noteFailure(runtime, postman, businessId, mail, error);
    return;
  }
  await transact(runtime.db, businessId, async (tx) => {
    await markMail(tx, businessId, mailId, { sentAt: runtime.now() });
    await postman.onOutcome(tx, businessId, mail, true);
  });
}

async function noteFailure(
  runtime: Runtime,
  postman: Postman,
  businessId: string,
  mail: Mail,
  error: unknown,
): Promise<void> {
  const reason = redact(error instanceof Error ? error.message : String(error)).slice(0, 300);
  const pauseMs = RETRY_AFTER_MS[mail.attempts];
  runtime.log.warn(
    { mail: mail.id, attempt: mail.attempts + 1, err: error },
    "a mail was not taken by the mail server",
  );
  await transact(runtime.db, businessId, async (tx) => {
    const failedAt = pauseMs === undefined ? runtime.now() : null;
    await markMail(tx, businessId, mail.id, { error: reason, failedAt });
    if (pauseMs === undefined) return postman.onOutcome(tx, businessId, mail, false);
    const runAt = new Date(runtime.now().getTime() + pauseMs);
    await addJob(
      tx,
      "send_mail",
      { businessId, mailId: mail.id },
      { key: `send_mail:${mail.id}`, runAt },
    );
  });
}

/** Tries a waiting or given-up mail again now. Refuses with `not_found`, `mail_already_sent`. */
export async function retryMail(
  runtime: Runtime,
  businessId: string,
  mailId: string,
): Promise<Mail> {
  return transact(runtime.db, businessId, async (tx) => {
    const mail = await getMail(runtime, tx, businessId, mailId);
    if (mail.sentAt !== null) {
      throw new Refusal("mail_already_sent", "This mail was delivered to the mail server already.");
    }
    await requeueMail(tx, businessId, mailId);
    await addJob(tx, "send_mail", { businessId, mailId }, { key: `send_mail:${mailId}` });
    return getMail(runtime, tx, businessId, mailId);
  });
}

/** Gives every waiting mail of a business a job: for mails written before a mail server was set. */
export async function wakeOutbox(runtime: Runtime, businessId: string): Promise<void> {
  await transact(runtime.db, businessId, async (tx) => {
    for (const mailId of await listWaitingMailIds(tx, businessId)) {
      await addJob(tx, "send_mail", { businessId, mailId }, { key: `send_mail:${mailId}` });
    }
  });
}

export async function getMail(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Mail> {
  const mail = await findMail(tx, runtime.vault, businessId, id);
  if (!mail) throw new Refusal("not_found", "There is no such mail.");
  return mail;
}
