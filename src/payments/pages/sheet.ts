import type { DocumentLine, DocumentRow, InvoiceDocument, Party } from "#src/formats/document.ts";
import { type Markup, markup } from "#src/formats/markup.ts";
import { amount } from "./contact.ts";
import { badge } from "./page-shell.ts";

export interface SheetExtras {
  /** An amount on its way: shown instead of the amount due. */
  readonly processingAmount: string | null;
}

/** The invoice as a sheet of paper: number and badges, parties, dates, lines, totals, notes. */
export function invoiceSheet(document: InvoiceDocument, extras?: SheetExtras): Markup {
  const processingAmount = extras?.processingAmount ?? null;
  return markup`<section class="sheet" aria-labelledby="sheet-title">
${document.isTest && markup`<p class="print-only test-print">TEST, NOT A VALID INVOICE</p>`}<div class="sheet-head"><h2 id="sheet-title">Invoice <bdi>${document.number ?? ""}</bdi></h2><p class="badges">${sheetBadges(document, processingAmount !== null)}</p></div>
<div class="pair">${party("From", document.seller)}${party("To", document.buyer)}</div>
<div class="pair dates">${dated("Issued", document.issuedOn)}${dated("Due", document.dueOn)}</div>
${lineTable(document.lines)}
${totals(document, processingAmount)}
${document.notes !== null && markup`<p class="notes">${document.notes}</p>`}${
    document.payUrl !== null &&
    markup`<p class="print-only pay-address">Pay online: <bdi dir="ltr">${document.payUrl}</bdi></p>`
  }</section>`;
}

/** One party's address block, also on the receipt. */
export function party(label: string, who: Party): Markup {
  return markup`<div class="party"><h3>${label}</h3><p><strong><bdi>${who.legalName ?? who.name}</bdi></strong>${who.addressLines.map(
    (line) => markup`<br><bdi>${line}</bdi>`,
  )}${who.taxId !== null && markup`<br><bdi>${who.taxId}</bdi>`}</p></div>`;
}

function sheetBadges(document: InvoiceDocument, isProcessing: boolean): Markup[] {
  const badges: Markup[] = [];
  if (document.isVoid) badges.push(badge("ban", "void", "Cancelled"));
  else if (document.isPaid) badges.push(badge("check", "paid", "Paid"));
  else if (isProcessing) badges.push(badge("loader-2", "processing", "Processing"));
  else if (document.payments.length > 0) {
    badges.push(badge("circle-half-2", "partlyPaid", "Partly paid"));
  }
  if (document.isTest) badges.push(badge("flask", "test", "Test"));
  return badges;
}

function dated(label: string, date: string | null): Markup | null {
  return date === null ? null : markup`<div><h3>${label}</h3><p><bdi>${date}</bdi></p></div>`;
}

function lineTable(lines: readonly DocumentLine[]): Markup {
  const areRatesShown = new Set(lines.map((line) => line.taxRate)).size > 1;
  return markup`<table class="lines"><thead><tr><th scope="col">Description</th><th scope="col" class="wide">Quantity</th><th scope="col" class="wide">Price</th><th scope="col">Amount</th></tr></thead>
<tbody>${lines.map((line) => lineRow(line, areRatesShown))}</tbody></table>`;
}

/** On a narrow screen quantity and price stand under the description instead of in columns. */
function lineRow(line: DocumentLine, isRateShown: boolean): Markup {
  return markup`<tr><td>${line.title}${line.detail !== "" && markup`<span class="detail">${line.detail}</span>`}${
    isRateShown && line.taxRate !== "" && markup`<span class="detail">Tax ${line.taxRate}</span>`
  }<span class="detail narrow"><bdi>${line.quantity}</bdi> × ${amount(line.unitPrice)}</span></td><td class="wide"><bdi>${line.quantity}</bdi></td><td class="wide">${amount(line.unitPrice)}</td><td>${amount(line.amount)}</td></tr>
`;
}

function totals(document: InvoiceDocument, processingAmount: string | null): Markup {
  const isAmountDueShown = document.payments.length > 0 || document.isPaid;
  return markup`<dl class="totals">${document.taxes.length > 0 && totalsRow("Subtotal", document.subtotal)}${document.taxes.map(
    (row) => totalsRow(row.label, row.amount),
  )}${totalsRow("Total", document.total, "sum")}${document.payments.map(paymentRow)}${
    processingAmount !== null
      ? totalsRow("Payment in progress", processingAmount, "sum")
      : isAmountDueShown && totalsRow("Amount due", document.amountDue, "sum")
  }</dl>`;
}

function paymentRow(row: DocumentRow): Markup {
  return totalsRow(row.label, row.amount);
}

function totalsRow(label: string, value: string, kind?: "sum"): Markup {
  return markup`<div${kind === "sum" && markup` class="sum"`}><dt>${label}</dt><dd>${amount(value)}</dd></div>`;
}
