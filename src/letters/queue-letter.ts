import type { BusinessTx } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Instant } from "#src/values/day.ts";
import { contentPlace, type MailKind } from "./mail.ts";
import { insertMail } from "./store.ts";
import type { Letter } from "./templates/view.ts";

export interface NewLetter {
  readonly kind: MailKind;
  /** What it tells about: the same kind and cause are never written twice. */
  readonly cause: string;
  readonly invoiceId: string | null;
  readonly to: readonly string[];
  readonly letter: Letter;
  readonly isPdfAttached?: boolean;
  /** When the money moved that it tells a person of, who need not be told a second time. */
  readonly movedAt?: Instant;
}

const HELD =
  "Not sent by itself: the money moved before a backup was restored, and this was probably sent then. Send it if it was not.";

/**
 * Puts a letter into the outbox, in the transaction of what it tells: it is written if, and only if,
 * that happened. Sending is a job of its own, so a failing mail never holds anything up.
 *
 * What moved before a backup was restored was probably told by the program that was running then. Such
 * a letter is kept for a person to send.
 */
export async function queueLetter(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  input: NewLetter,
): Promise<string | null> {
  if (input.to.length === 0) return null;
  const id = runtime.newId("mail");
  const { restoredAt } = runtime;
  const isHeld = input.movedAt !== undefined && restoredAt !== null && input.movedAt < restoredAt;
  const isNew = await insertMail(tx, {
    business_id: businessId,
    id,
    kind: input.kind,
    cause: input.cause,
    invoice_id: input.invoiceId,
    recipients: [...input.to],
    content_sealed: runtime.vault.seal(contentPlace(businessId, id), JSON.stringify(input.letter)),
    is_pdf_attached: input.isPdfAttached ?? false,
    message_id: `<${id}@${new URL(runtime.config.publicUrl).hostname}>`,
    created_at: runtime.now(),
    ...(isHeld ? { failed_at: runtime.now(), last_error: HELD } : {}),
  });
  if (!isNew) return null;
  if (isHeld) return id;
  await addJob(tx, "send_mail", { businessId, mailId: id }, { key: `send_mail:${id}` });
  return id;
}
