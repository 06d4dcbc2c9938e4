import { type Markup, markup, phoneAddress, mailAddress } from "#src/formats/markup.ts";
import { amount, bigAmount, identifier } from "./contact.ts";
import { badge, brand, renderDocument } from "./page-shell.ts";
import { party } from "./sheet.ts";
import type { ReceiptView } from "./view.ts";

/** The receipt of one payment: readable on screen, one page when printed. Pure and escaped. */
export function renderReceipt(receipt: ReceiptView): string {
  return renderDocument(receipt, {
    title: `Receipt ${receipt.number}, ${receipt.business.name}`,
    status: "receipt",
    layout: "paper",
    paper: receipt.paper,
    business: receipt.business,
    isTestCardNamed: false,
    popup: null,
    content: markup`${screenHints(receipt)}
<article class="sheet receipt">
${receipt.mode === "test" && markup`<p class="print-only test-print">TEST, NOT A VALID RECEIPT</p>`}<div class="sheet-head">${brand(receipt.business)}<p class="badges">${
      receipt.isPaidInFull
        ? badge("check", "paid", "Paid in full")
        : badge("circle-half-2", "partlyPaid", "Partly paid")
    }${receipt.mode === "test" && badge("flask", "test", "Test")}</p></div>
<h1>Receipt ${bigAmount(receipt.amount)}</h1>
<p class="received">Received on ${receipt.receivedOn}. Thank&nbsp;you!</p>
${facts(receipt)}
${shares(receipt)}
<div class="pair">${party("Received by", receipt.seller)}${questions(receipt)}</div>
</article>`,
  });
}

function screenHints({ pdfUrl, invoiceUrl }: ReceiptView): Markup {
  return markup`<div class="hints"><p>To print, press Ctrl P (⌘ P on a Mac) or use your browser’s menu.</p><p>${
    invoiceUrl !== null && markup`<a href="${invoiceUrl}">Back to the invoice</a>`
  }${pdfUrl !== null && markup` <a href="${pdfUrl}">Save as PDF</a>`}</p></div>`;
}

function facts(receipt: ReceiptView): Markup {
  const via = receipt.processorName === null ? "" : `via ${receipt.processorName}`;
  const method = [receipt.method, via].filter((part) => part !== null && part !== "").join(", ");
  return markup`<dl class="facts">${fact("Receipt number", markup`<bdi>${receipt.number}</bdi>`)}${fact(
    "For invoice",
    markup`<bdi>${receipt.invoiceNumber}</bdi> of ${receipt.invoiceIssuedOn}`,
  )}${fact("Paid by", markup`<bdi>${receipt.paidBy}</bdi>`)}${
    method !== "" && fact("Method", markup`${method}`)
  }${
    receipt.paymentReference !== null &&
    fact("Payment reference", identifier(receipt.paymentReference))
  }${receipt.refunded !== null && fact("Refunded since", amount(receipt.refunded))}</dl>`;
}

function fact(label: string, value: Markup): Markup {
  return markup`<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

function shares(receipt: ReceiptView): Markup {
  return markup`<table class="lines"><thead><tr><th scope="col">Invoice</th><th scope="col" class="wide">Invoice total</th><th scope="col">Paid now</th><th scope="col">Still due</th></tr></thead>
<tbody><tr><td><bdi>${receipt.invoiceNumber}</bdi><span class="detail narrow">Invoice total ${amount(receipt.invoiceTotal)}</span>${receipt.taxShares.map(
    (share) => markup`<span class="detail">of which ${share.label}: ${amount(share.amount)}</span>`,
  )}</td><td class="wide">${amount(receipt.invoiceTotal)}</td><td>${amount(receipt.amount)}</td><td>${amount(receipt.stillDue)}</td></tr></tbody></table>`;
}

function questions({ business }: ReceiptView): Markup | null {
  const links = [
    contactLine(business.email, mailAddress(business.email)),
    contactLine(business.phone, phoneAddress(business.phone)),
  ].filter((line) => line !== null);
  if (links.length === 0) return null;
  return markup`<div class="party"><h3>Questions?</h3><ul>${links.map((line) => markup`<li>${line}</li>`)}</ul></div>`;
}

function contactLine(text: string | null, href: string | null): Markup | null {
  if (text === null) return null;
  const shown = markup`<bdi dir="ltr">${text}</bdi>`;
  return href === null ? shown : markup`<a href="${href}">${shown}</a>`;
}
