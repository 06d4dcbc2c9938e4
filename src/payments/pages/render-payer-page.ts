import { type Markup, markup } from "#src/formats/markup.ts";
import { unreachable } from "#src/values/assert.ts";
import { type PageParts, renderDocument } from "./page-shell.ts";
import { failedColumn, notOfferedColumn, payableColumn } from "./pay-column.ts";
import { invoiceSheet } from "./sheet.ts";
import { completeColumn, paidColumn, processingColumn } from "./state-columns.ts";
import {
  pausedPage,
  plainPage,
  plainWords,
  suspendedPage,
  voidedPage,
  voidLinkPage,
} from "./state-pages.ts";
import type { InvoiceFrame, PagePopup, PayablePage, PayerPage, PayNotice } from "./view.ts";

/**
 * The HTML document of a payer page. Pure: the same page gives the same bytes. Everything in it is
 * escaped, no `style` attribute is written and no script but the pop-up's own file, and `<main data-status data-mode>` names
 * the state for whoever scripts against it.
 */
export function renderPayerPage(page: PayerPage): string {
  return renderDocument(page, pageParts(page));
}

function pageParts(page: PayerPage): PageParts {
  switch (page.status) {
    case "payable":
      return withSheet(page, payableTitle(page), payableColumn(page), { isTestCardNamed: true });
    case "failed":
      return withSheet(page, "Payment didn’t go through", failedColumn(page), {
        isTestCardNamed: true,
      });
    case "not_offered":
      return withSheet(page, owedWord(page), notOfferedColumn(page));
    case "processing":
      return withSheet(
        page,
        page.kind === "bank" ? "Payment on its way" : "Confirming your payment",
        processingColumn(page),
        { processingAmount: page.amount },
      );
    case "complete":
      return withSheet(page, "Payment complete", completeColumn(page));
    case "paid":
      return withSheet(page, "Paid", paidColumn(page));
    case "void_link":
      return alone(
        page,
        `Payment link no longer works, invoice ${page.invoiceNumber}`,
        voidLinkPage(page),
      );
    case "voided":
      return alone(page, `Cancelled, invoice ${page.invoiceNumber}`, voidedPage(page));
    case "suspended":
      return alone(page, `Payments are paused, ${page.business.name}`, suspendedPage(page));
    case "too_many":
      return "business" in page
        ? alone(page, `A short pause, ${page.business.name}`, pausedPage(page))
        : alone(page, plainWords.too_many.headline, plainPage(page));
    case "not_found":
    case "error":
      return alone(page, plainWords[page.status].headline, plainPage(page));
    default:
      return unreachable(page);
  }
}

function payableTitle(page: PayablePage): string {
  if (page.ownAmount !== null && page.ownAmount.error !== null) return "Error: amount to pay";
  return page.notice === null ? owedWord(page) : noticeTitles[page.notice.kind];
}

const noticeTitles: Record<PayNotice["kind"], string> = {
  left: "You left the payment page",
  failed: "Payment didn’t go through",
  unreachable: "Error: payment not started",
  amount_error: "Error: check the amount",
};

function owedWord(page: Extract<PayerPage, { status: "payable" | "not_offered" }>): string {
  if (page.dueBadge?.tone === "overdue") return "Overdue";
  return page.partlyPaid === null ? "Unpaid" : "Partly paid";
}

/** Pay column first, then the sheet: reading order is visual order. */
function withSheet(
  page: InvoiceFrame & { readonly status: string; readonly popup?: PagePopup | null },
  state: string,
  column: Markup,
  options: { isTestCardNamed?: boolean; processingAmount?: string } = {},
): PageParts {
  return {
    title: `${state}, invoice ${page.document.number ?? ""}, ${page.business.name}`,
    status: page.status,
    layout: "columns",
    paper: page.document.paper,
    business: page.business,
    isTestCardNamed: options.isTestCardNamed ?? false,
    popup: page.popup ?? null,
    content: markup`<div class="column">${column}</div>
${invoiceSheet(page.document, { processingAmount: options.processingAmount ?? null })}`,
  };
}

function alone(page: PayerPage, title: string, content: Markup): PageParts {
  return {
    title,
    status: page.status,
    layout: "single",
    paper: "a4",
    business: "business" in page ? page.business : null,
    isTestCardNamed: false,
    popup: null,
    content,
  };
}
