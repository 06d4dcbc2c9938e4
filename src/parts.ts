import { createSignIn, type SignIn } from "#src/access/sign-in.ts";
import { createPdfRenderer, type PdfRenderer } from "#src/formats/pdf/render-invoice-pdf.ts";
import { invoicePdf } from "#src/invoices/invoice-pdf.ts";
import { addHistory } from "#src/invoices/history.ts";
import type { Postman } from "#src/letters/send-mail.ts";
import { checkTransitions } from "#src/payments/payment.ts";
import type { Config } from "#src/platform/config.ts";
import { openDatabase } from "#src/platform/database.ts";
import { keyCheckOf } from "#src/platform/backup/backup-format.ts";
import { createIds } from "#src/platform/ids.ts";
import type { Log } from "#src/platform/log.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { createVault } from "#src/platform/vault.ts";

/** Everything that is made once per process and handed down. */
export interface Parts {
  readonly runtime: Runtime;
  readonly signIn: SignIn;
  readonly pdf: PdfRenderer;
  readonly postman: Postman;
  /** Gives back connections, threads and sockets. */
  close(): Promise<void>;
}

/** @param databaseUrl of a migrated database; @param now the clock, real time unless tests say so */
export async function createParts(
  config: Config,
  log: Log,
  databaseUrl: string,
  now: () => Date = () => new Date(),
): Promise<Parts> {
  checkTransitions();
  const { db, pool } = openDatabase(databaseUrl);
  const newId = createIds(now);
  const installation = await findInstallation(db, {
    id: newId("ins"),
    created_at: now(),
    key_check: keyCheckOf(config.secretKey),
  });
  const vault = createVault(config.secretKey);
  const startedAt = now();
  const looks = new Map<string, Promise<unknown>>();
  const once = { ...installation, startedAt, looks };
  const runtime: Runtime = { db, config, vault, log, now, newId, ...once };
  const pdf = createPdfRenderer();
  const transport = config.smtpUrl === null ? null : await openMailTransport(config.smtpUrl);
  return {
    runtime,
    signIn: createSignIn(runtime),
    pdf,
    postman: {
      transport,
      attachmentFor: (businessId, invoiceId) => invoicePdf(runtime, pdf, businessId, invoiceId),
      async onOutcome(tx, businessId, mail, isDelivered) {
        if (mail.kind !== "invoice" || mail.invoiceId === null) return;
        const invoice = { businessId, id: mail.invoiceId };
        const kind = isDelivered ? "delivered" : "not_delivered";
        await addHistory(runtime, tx, invoice, kind, { to: mail.to.join(", ") });
      },
    },
    async close() {
      transport?.close();
      await pdf.close();
      await db.destroy();
      if (!pool.ended) await pool.end();
    },
  };
}

/** Loaded only where there is a mail server: it is not small. */
async function openMailTransport(smtpUrl: string) {
  const { createMailTransport } = await import("#src/platform/mail-transport.ts");
  return createMailTransport(smtpUrl);
}

/** The installation's name for itself, made by whichever process comes first. */
async function findInstallation(
  db: Runtime["db"],
  fresh: { id: string; created_at: Date; key_check: string },
): Promise<Pick<Runtime, "installationId" | "restoredAt">> {
  await db
    .insertInto("installation")
    .values(fresh)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .selectFrom("installation")
    .select(["id", "restored_at", "key_check"])
    .executeTakeFirstOrThrow();
  if (row.key_check === null) {
    // made before databases knew which key they belong to
    const { key_check } = fresh;
    await db
      .updateTable("installation")
      .set({ key_check })
      .where("key_check", "is", null)
      .execute();
  }
  return { installationId: row.id, restoredAt: row.restored_at };
}
