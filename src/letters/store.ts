import { type Insertable, type Selectable, sql } from "kysely";
import type { BusinessTx } from "#src/platform/database.ts";
import type { PageRequest } from "#src/platform/fields.ts";
import type { MailsRow } from "#src/platform/tables.ts";
import type { Vault } from "#src/platform/vault.ts";
import { contentPlace, type Mail, MAIL_KINDS } from "./mail.ts";

/** Answers whether it was written; `false` when the same thing was told before. */
export async function insertMail(tx: BusinessTx, row: Insertable<MailsRow>): Promise<boolean> {
  const result = await tx
    .insertInto("mails")
    .values(row)
    .onConflict((conflict) => conflict.columns(["business_id", "kind", "cause"]).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function findMail(
  tx: BusinessTx,
  vault: Vault,
  businessId: string,
  id: string,
): Promise<Mail | null> {
  const row = await tx
    .selectFrom("mails")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row ? mailFromRow(vault, row) : null;
}

export interface MailFilter {
  readonly kind: string | null;
  readonly invoiceId: string | null;
}

export async function listMails(
  tx: BusinessTx,
  vault: Vault,
  businessId: string,
  page: PageRequest,
  filter: MailFilter,
): Promise<Mail[]> {
  let query = tx
    .selectFrom("mails")
    .selectAll()
    .where("business_id", "=", businessId)
    .orderBy("id", "desc")
    .limit(page.limit + 1);
  if (page.cursor !== null) query = query.where("id", "<", page.cursor);
  if (filter.kind !== null) query = query.where("kind", "=", filter.kind);
  if (filter.invoiceId !== null) query = query.where("invoice_id", "=", filter.invoiceId);
  return (await query.execute()).map((row) => mailFromRow(vault, row));
}

export async function listWaitingMailIds(tx: BusinessTx, businessId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("mails")
    .select("id")
    .where("business_id", "=", businessId)
    .where("sent_at", "is", null)
    .where("failed_at", "is", null)
    .orderBy("id")
    .limit(500)
    .execute();
  return rows.map(({ id }) => id);
}

export async function markMail(
  tx: BusinessTx,
  businessId: string,
  id: string,
  outcome: { sentAt: Date } | { error: string; failedAt: Date | null },
): Promise<void> {
  const attempts = sql<number>`attempts + 1`;
  const changes =
    "sentAt" in outcome
      ? { sent_at: outcome.sentAt, last_error: null, attempts }
      : { last_error: outcome.error, failed_at: outcome.failedAt, attempts };
  await tx
    .updateTable("mails")
    .set(changes)
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .execute();
}

export async function requeueMail(tx: BusinessTx, businessId: string, id: string): Promise<void> {
  await tx
    .updateTable("mails")
    .set({ failed_at: null, attempts: 0 })
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .where("sent_at", "is", null)
    .execute();
}

function mailFromRow(vault: Vault, row: Selectable<MailsRow>): Mail {
  const content: unknown = JSON.parse(
    vault.open(contentPlace(row.business_id, row.id), row.content_sealed),
  );
  const { subject, text, html } = content as { subject: string; text: string; html: string };
  return {
    id: row.id,
    kind: MAIL_KINDS.find((kind) => kind === row.kind) ?? "problem",
    invoiceId: row.invoice_id,
    to: row.recipients,
    subject,
    text,
    html,
    isPdfAttached: row.is_pdf_attached,
    messageId: row.message_id,
    createdAt: row.created_at,
    sentAt: row.sent_at,
    failedAt: row.failed_at,
    attempts: row.attempts,
    lastError: row.last_error,
  };
}
