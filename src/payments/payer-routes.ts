import { randomBytes } from "node:crypto";
import { type Context, Hono } from "hono";
import { getBusiness } from "#src/businesses/get-business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import type { PdfRenderer } from "#src/formats/pdf/render-invoice-pdf.ts";
import { currentDocument, safeName } from "#src/invoices/invoice-pdf.ts";
import { findLinkTarget, type LinkTarget, type PageKind, pageUrl } from "#src/invoices/links.ts";
import { noteView } from "#src/invoices/note-view.ts";
import { findPayable } from "#src/invoices/payable.ts";
import { findReceiptRecipient } from "#src/letters/find-receipt-recipient.ts";
import { transact } from "#src/platform/database.ts";
import { clientAddress } from "#src/platform/http/client-address.ts";
import { networkOf } from "#src/platform/http/network-of.ts";
import { readText } from "#src/platform/http/read-body.ts";
import { isId } from "#src/platform/ids.ts";
import { countAttempt, isOverLimit } from "#src/platform/limiter.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { CSS_HREF } from "./pages/assets.ts";
import { type Arrival, buildPage, buildPausedPage, type PageFacts } from "./pages/build-page.ts";
import { buildReceipt } from "./pages/build-receipt.ts";
import type { PayAnswer } from "./pages/pay-in-popup.ts";
import { popupHeaders } from "./pages/popup-headers.ts";
import { renderPayerPage } from "./pages/render-payer-page.ts";
import { renderReceipt } from "./pages/render-receipt.ts";
import type { PayerPage, PlainPage } from "./pages/view.ts";
import { hashPayer } from "./hash-payer.ts";
import { payInvoice, type PayOutcome } from "./pay-invoice.ts";
import type { Payment } from "./payment.ts";
import { lookAgain } from "./look-again.ts";
import { listInvoicePayments } from "./store.ts";

/** Guesses at links per address, and presses of Pay per link and address, before a pause is asked for. */
const GUESSES = { points: 60, windowMs: 60_000 };
const PAY_PRESSES = { points: 30, windowMs: 600_000 };
const PRESSES_FROM = { points: 60, windowMs: 600_000 };
const MAX_FORM_BYTES = 10_000;

const STATUS_CODES: Partial<Record<PayerPage["status"], 404 | 429 | 500 | 503>> = {
  not_found: 404,
  too_many: 429,
  error: 500,
  suspended: 503,
};

export interface PayerParts {
  readonly runtime: Runtime;
  readonly pdf: PdfRenderer;
}

/** The payer's pages: `/i/{token}` online pages and `/p/{token}` pay links, which look the same. */
export function payerRoutes(parts: PayerParts): Hono {
  const routes = new Hono();
  for (const [prefix, kind] of [
    ["/i", "online_page"],
    ["/p", "pay_link"],
  ] as const) {
    const path = `${prefix}/:token`;
    routes.get(path, (context) => guarded(parts, kind, context, showInvoice));
    routes.post(`${path}/pay`, (context) => guarded(parts, kind, context, pressPay));
    routes.get(`${path}/return`, (context) => guarded(parts, kind, context, comeBack));
    routes.get(`${path}/receipt`, (context) => guarded(parts, kind, context, showReceipt));
    routes.get(`${path}/pdf`, (context) => guarded(parts, kind, context, showPdf));
  }
  return routes;
}

type Answer = (parts: PayerParts, target: LinkTarget, context: Context) => Promise<Response>;

/** Finds what the link opens; everything that opens nothing looks the same from outside. */
async function guarded(
  parts: PayerParts,
  kind: PageKind,
  context: Context,
  answer: Answer,
): Promise<Response> {
  const { runtime } = parts;
  const address = clientAddress(context, runtime.config.trustedProxies);
  const guessKey = `guess:${networkOf(address)}`;
  const retryUrl = new URL(context.req.url).pathname;
  try {
    if (await isOverLimit(runtime.db, guessKey, GUESSES, runtime.now()))
      return plain("too_many", retryUrl);
    const target = await findLinkTarget(runtime.db, kind, String(context.req.param("token")));
    if (target) return await answer(parts, target, context);
    const over = await countAttempt(runtime.db, guessKey, GUESSES, runtime.now());
    return plain(over ? "too_many" : "not_found", retryUrl);
  } catch (error) {
    if (error instanceof Refusal && error.code === "not_found") return plain("not_found", retryUrl);
    if (error instanceof Refusal && error.code === "request_too_large")
      return html(await plain("error", retryUrl).text(), 413);
    runtime.log.error({ err: error, page: kind }, "a payer page failed");
    return plain("error", retryUrl);
  }
}

async function showInvoice(parts: PayerParts, target: LinkTarget, context: Context) {
  const facts = await readFacts(parts.runtime, target, null);
  if (context.req.query("preview") === undefined) await noteView(parts.runtime, target.invoice);
  const kind = context.req.query("notice") === "unreachable" ? "unreachable" : "visit";
  return page(parts, facts, { kind, payment: null });
}

/**
 * Pay: always answered with a redirect, so that reloading never pays again. The pop-up's script asks
 * for JSON instead, and gets either what opens the form or the address it would be redirected to.
 */
async function pressPay(parts: PayerParts, target: LinkTarget, context: Context) {
  const { runtime } = parts;
  const here = pageUrl(runtime.config.publicUrl, target.kind, target.token);
  const { businessId } = target.invoice;
  const address = clientAddress(context, runtime.config.trustedProxies);
  const payerHash = hashPayer(runtime, businessId, address);
  const over = await countPress(runtime, target, payerHash);
  if (over) return plain("too_many", new URL(here).pathname, over.retryAfterS);
  const form = new URLSearchParams(await readText(context.req.raw, MAX_FORM_BYTES));
  const connection = form.get("connection");
  // Exactly this: scripts that would take JSON among others are redirected like any form.
  const canPopUp = context.req.header("accept") === "application/json";
  const outcome = await payInvoice(runtime, target, {
    connectionId: connection !== null && isId(connection) ? connection : null,
    canPopUp,
    payerHash,
  });
  if (outcome.kind === "paused") return pausedPage(parts, target, outcome.endsAt);
  context.header("vary", "accept");
  const answer = answerTo(outcome, here);
  if (!canPopUp && "location" in answer) return context.redirect(answer.location, 303);
  return context.json(answer, 200, { "cache-control": "private, no-store" });
}

async function countPress(runtime: Runtime, { targetId }: LinkTarget, payerHash: Buffer | null) {
  const { db } = runtime;
  const now = runtime.now();
  const ofLink = await countAttempt(db, `pay:${targetId}`, PAY_PRESSES, now);
  if (ofLink || payerHash === null) return ofLink;
  return countAttempt(db, `pay-from:${payerHash.toString("hex")}`, PRESSES_FROM, now);
}

async function pausedPage(parts: PayerParts, target: LinkTarget, endsAt: Date): Promise<Response> {
  const facts = await readFacts(parts.runtime, target, null);
  const clock = clockOf(parts.runtime);
  const waitS = Math.ceil((endsAt.getTime() - clock.now.getTime()) / 1000);
  const headers = { "retry-after": String(Math.max(1, waitS)) };
  return html(renderPayerPage(buildPausedPage(facts, endsAt, clock)), 429, headers);
}

function answerTo(outcome: Exclude<PayOutcome, { kind: "paused" }>, here: string): PayAnswer {
  switch (outcome.kind) {
    case "popup":
      return { clientSecret: outcome.secret, publishableKey: outcome.publishableKey };
    case "redirect":
      return { location: outcome.url };
    case "unreachable":
      return { location: `${here}?notice=unreachable` };
    case "show_page":
      return { location: here };
  }
}

/** Back from the processor: the truth is looked up; the address itself is never believed. */
async function comeBack(parts: PayerParts, target: LinkTarget, context: Context) {
  const payment = await lookAgain(parts.runtime, target, {
    sessionId: context.req.query("session") ?? null,
    leftPaymentId: context.req.query("left") ?? null,
  });
  // Read again: what was looked up has just changed the invoice.
  const fresh = await findLinkTarget(parts.runtime.db, target.kind, target.token);
  if (!fresh) throw new Refusal("not_found", "There is nothing here.");
  const facts = await readFacts(parts.runtime, fresh, payment);
  return page(parts, facts, { kind: "returned", payment });
}

async function showReceipt(parts: PayerParts, target: LinkTarget, context: Context) {
  const facts = await readFacts(parts.runtime, target, null);
  const wanted = context.req.query("payment");
  const payment = facts.payments.findLast(
    (one) => one.receiptNumber !== null && (wanted === undefined || one.id === wanted),
  );
  if (!payment || facts.business.suspendedAt !== null) return plain("not_found", "");
  return html(renderReceipt(buildReceipt(facts, payment, clockOf(parts.runtime))), 200);
}

async function showPdf({ runtime, pdf }: PayerParts, target: LinkTarget) {
  const { businessId } = target.invoice;
  if (target.isVoid) return plain("not_found", "");
  const here = pageUrl(runtime.config.publicUrl, target.kind, target.token);
  const document = await transact(runtime.db, businessId, async (tx) => {
    const business = await getBusiness(tx, businessId);
    return business.suspendedAt === null
      ? currentDocument(runtime, tx, target.invoice, here)
      : null;
  });
  if (document === null) return plain("not_found", "");
  const name = `invoice-${safeName(document.number ?? "")}.pdf`;
  return new Response(Buffer.from(await pdf.renderInvoice(document)), {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": `inline; filename="${name}"`,
      "cache-control": "private, no-store",
    },
  });
}

/** Read after everything else was done, and around a link just read: the page shows the newest state. */
async function readFacts(
  runtime: Runtime,
  target: LinkTarget,
  returnedFrom: Payment | null,
): Promise<PageFacts> {
  const { invoice } = target;
  const { businessId, id, customerId } = invoice;
  return transact(runtime.db, businessId, async (tx) => {
    const business = await getBusiness(tx, businessId);
    const customer = await getCustomer(tx, businessId, customerId);
    return {
      target,
      business,
      customer,
      invoice,
      payable: await findPayable(tx, business, customer, invoice),
      payments: await listInvoicePayments(tx, businessId, id),
      receiptMailedTo:
        returnedFrom && (await findReceiptRecipient(tx, businessId, returnedFrom.id)),
    };
  });
}

function page(parts: PayerParts, facts: PageFacts, arrival: Arrival): Response {
  const built = buildPage(facts, arrival, clockOf(parts.runtime));
  const popup = "popup" in built ? built.popup : null;
  const more = popup === null ? {} : popupHeaders(parts.runtime.config, popup);
  return html(renderPayerPage(built), STATUS_CODES[built.status] ?? 200, more);
}

/** Pages that name nobody: the same bytes for every reason. */
export function plain(
  status: PlainPage["status"],
  retryUrl: string,
  retryAfterS?: number,
): Response {
  const words: PlainPage = {
    status,
    lang: "en",
    dir: "ltr",
    mode: "live",
    cssHref: CSS_HREF,
    retryUrl,
  };
  const wait = retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) };
  return html(renderPayerPage(words), STATUS_CODES[status] ?? 200, wait);
}

function html(text: string, status: number, more: Record<string, string> = {}): Response {
  const headers = new Headers({
    ...more,
    "content-type": "text/html; charset=utf-8",
    "cache-control": "private, no-store",
  });
  const isWaiting = status === 429 || status === 503;
  if (isWaiting && !headers.has("retry-after")) headers.set("retry-after", "60");
  return new Response(text, { status, headers });
}

function clockOf(runtime: Runtime) {
  const { publicUrl, stripeJsUrl } = runtime.config;
  const nonce = randomBytes(16).toString("base64url");
  return { now: runtime.now(), publicUrl, stripeJsUrl, nonce };
}
