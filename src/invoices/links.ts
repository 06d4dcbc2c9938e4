import { hashSecret, isToken } from "#src/values/token.ts";
import type { BusinessTx, Database } from "#src/platform/database.ts";
import { transact } from "#src/platform/database.ts";
import { newToken } from "#src/platform/ids.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Vault } from "#src/platform/vault.ts";
import { must } from "#src/values/assert.ts";
import type { Invoice } from "./invoice.ts";
import { findInvoice } from "./store.ts";

export type PageKind = "online_page" | "pay_link";

/** What a link leads to. */
export interface LinkTarget {
  readonly kind: PageKind;
  readonly token: string;
  /** Invoice id of an online page, link id of a pay link. */
  readonly targetId: string;
  readonly invoice: Invoice;
  readonly isVoid: boolean;
}

/** Makes the secret of a page: its hash is looked up, the sealed token shows the address again. */
export async function makePageToken(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  kind: PageKind,
  targetId: string,
): Promise<{ token: string; sealed: Buffer }> {
  const token = newToken();
  await tx
    .insertInto("page_tokens")
    .values({ token_hash: hashSecret(token), business_id: businessId, kind, target_id: targetId })
    .execute();
  return { token, sealed: runtime.vault.seal(tokenPlace(kind, businessId, targetId), token) };
}

/** Removes the secret of a page that is no more. */
export async function forgetPageToken(
  tx: BusinessTx,
  businessId: string,
  targetId: string,
): Promise<void> {
  await tx
    .deleteFrom("page_tokens")
    .where("business_id", "=", businessId)
    .where("target_id", "=", targetId)
    .execute();
}

export function pageUrl(publicUrl: string, kind: PageKind, token: string): string {
  return `${publicUrl}/${kind === "online_page" ? "i" : "p"}/${token}`;
}

export function openToken(
  vault: Vault,
  kind: PageKind,
  businessId: string,
  targetId: string,
  sealed: Buffer,
): string {
  return vault.open(tokenPlace(kind, businessId, targetId), sealed);
}

/** Where the token of a page is sealed to. */
export function tokenPlace(kind: PageKind, businessId: string, targetId: string): string {
  return `${kind}:${businessId}:${targetId}`;
}

/** A new pay link for an invoice, as an address to mail. Links made before stay as they are. */
export async function makePayLink(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: { businessId: string; id: string },
): Promise<{ id: string; url: string }> {
  const id = runtime.newId("lnk");
  const { token, sealed } = await makePageToken(runtime, tx, invoice.businessId, "pay_link", id);
  await tx
    .insertInto("pay_links")
    .values({
      business_id: invoice.businessId,
      id,
      invoice_id: invoice.id,
      token_sealed: sealed,
      created_at: runtime.now(),
    })
    .execute();
  return { id, url: pageUrl(runtime.config.publicUrl, "pay_link", token) };
}

/** The address of an invoice's online page. */
export async function onlinePageUrl(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: { businessId: string; id: string },
): Promise<string> {
  const pages = await onlinePageUrls(runtime, tx, invoice.businessId, [invoice]);
  return must(pages.get(invoice.id), "every invoice has a page");
}

/** The addresses of invoices' online pages, by the invoice's id. */
export async function onlinePageUrls(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  invoices: readonly { id: string }[],
): Promise<Map<string, string>> {
  if (invoices.length === 0) return new Map();
  const ids = invoices.map(({ id }) => id);
  const rows = await tx
    .selectFrom("invoices")
    .select(["id", "online_token_sealed"])
    .where("business_id", "=", businessId)
    .where("id", "in", ids)
    .execute();
  return new Map(
    rows.map(({ id, online_token_sealed: sealed }) => [
      id,
      addressOf(runtime, { businessId, id }, sealed),
    ]),
  );
}

export function addressOf(
  runtime: Runtime,
  invoice: { businessId: string; id: string },
  sealed: Buffer,
): string {
  const token = openToken(runtime.vault, "online_page", invoice.businessId, invoice.id, sealed);
  return pageUrl(runtime.config.publicUrl, "online_page", token);
}

/** Where the invoice is paid: its newest working pay link, else its online page, else nowhere. */
export async function payUrlOf(
  runtime: Runtime,
  tx: BusinessTx,
  invoice: Invoice,
): Promise<string | null> {
  const urls = await payUrlsOf(runtime, tx, invoice.businessId, [invoice]);
  return urls.get(invoice.id) ?? null;
}

/** The same for many invoices of a business, by the invoice's id; those paid nowhere are not there. */
export async function payUrlsOf(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  invoices: readonly Invoice[],
): Promise<Map<string, string>> {
  if (invoices.length === 0) return new Map();
  const ids = invoices.map(({ id }) => id);
  const links = await tx
    .selectFrom("pay_links")
    .distinctOn("invoice_id")
    .select(["id", "invoice_id", "token_sealed"])
    .where("business_id", "=", businessId)
    .where("invoice_id", "in", ids)
    .where("voided_at", "is", null)
    .orderBy("invoice_id")
    .orderBy("id", "desc")
    .execute();
  const shown = invoices.filter(({ isOnlineViewEnabled }) => isOnlineViewEnabled);
  const urls = await onlinePageUrls(runtime, tx, businessId, shown);
  for (const link of links) {
    const token = openToken(runtime.vault, "pay_link", businessId, link.id, link.token_sealed);
    urls.set(link.invoice_id, pageUrl(runtime.config.publicUrl, "pay_link", token));
  }
  return urls;
}

/** The token of a page we made, for the address a payer returns to. */
export async function tokenOfPage(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  page: { kind: PageKind; targetId: string },
): Promise<string> {
  const { kind, targetId } = page;
  const row =
    kind === "pay_link"
      ? await tx
          .selectFrom("pay_links")
          .select("token_sealed as sealed")
          .where("business_id", "=", businessId)
          .where("id", "=", targetId)
          .executeTakeFirstOrThrow()
      : await tx
          .selectFrom("invoices")
          .select("online_token_sealed as sealed")
          .where("business_id", "=", businessId)
          .where("id", "=", targetId)
          .executeTakeFirstOrThrow();
  return openToken(runtime.vault, kind, businessId, targetId, row.sealed);
}

/**
 * What a token opens, or `null`: malformed, unknown, of the other kind, switched off, and drafts all
 * look alike from outside.
 */
export async function findLinkTarget(
  db: Database,
  kind: PageKind,
  token: string,
): Promise<LinkTarget | null> {
  if (!isToken(token)) return null;
  const row = await db
    .selectFrom("page_tokens")
    .selectAll()
    .where("token_hash", "=", hashSecret(token))
    .where("kind", "=", kind)
    .executeTakeFirst();
  if (!row) return null;
  return transact(db, row.business_id, async (tx) => {
    const link = kind === "pay_link" ? await findPayLink(tx, row.business_id, row.target_id) : null;
    if (kind === "pay_link" && !link) return null;
    const invoiceId = link?.invoice_id ?? row.target_id;
    const invoice = await findInvoice(tx, row.business_id, invoiceId, "read");
    if (!invoice || invoice.finalizedAt === null) return null;
    if (kind === "online_page" && !invoice.isOnlineViewEnabled) return null;
    const isVoid = link !== null && link.voided_at !== null;
    return { kind, token, targetId: row.target_id, invoice, isVoid };
  });
}

async function findPayLink(tx: BusinessTx, businessId: string, id: string) {
  const row = await tx
    .selectFrom("pay_links")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row ?? null;
}
