import { type Markup, markup } from "#src/formats/markup.ts";
import { amount, contactBlock, contactLinks } from "./contact.ts";
import { icon } from "./icons.ts";
import { brand, stateMark } from "./page-shell.ts";
import { pdfLink } from "./pay-column.ts";
import type { CompletePage, PaidPage, ProcessingPage } from "./view.ts";

/** The payer submitted and the result is pending or unknown: never a second way to pay. */
export function processingColumn(page: ProcessingPage): Markup {
  const isBank = page.kind === "bank";
  return markup`${brand(page.business)}${stateMark("loader-2", "processing")}
<h1>${isBank ? "Your payment is on its way" : "We’re confirming your payment"}</h1>
${
  isBank
    ? markup`<p class="lead">Your bank is confirming your payment of <strong>${amount(page.amount)}</strong>. With a bank debit this can take up to 5 working days.</p><p class="lead"><strong>Please don’t pay again.</strong> You’ll get an email as soon as it arrives.</p>`
    : markup`<p class="lead">${page.processorName} hasn’t told us the result yet. This usually takes less than a minute.</p><p class="lead"><strong>Please don’t pay again.</strong> We keep checking, even if you close this page.</p>`
}
<dl class="facts">${fact("Started", page.startedAt)}${fact("Method", page.method)}${fact("Invoice", page.document.number)}</dl>
<a class="button secondary" href="${page.checkUrl}">Check again</a>${pdfLink(page.pdfUrl)}${contactBlock(
    page.business,
    "Questions about this invoice?",
  )}`;
}

export function completeColumn(page: CompletePage): Markup {
  const { business, stillDue } = page;
  const number = page.document.number ?? "";
  return markup`${brand(business)}${stateMark("check", "paid")}
<h1>Payment complete. Thank&nbsp;you!</h1>
<p class="lead"><bdi>${business.name}</bdi> has received your payment of <strong>${amount(page.amount)}</strong>.${
    page.emailedTo !== null &&
    markup` We’ve emailed a receipt to <strong><bdi dir="ltr">${page.emailedTo}</bdi></strong>.`
  }</p>${
    page.overpaid !== null &&
    markup`<p class="lead">You paid <strong>${amount(page.overpaid)}</strong> more than was due. <bdi>${business.name}</bdi> has been told and will return it or keep it as credit, as you prefer.</p>`
  }${
    stillDue !== null &&
    markup`<p class="lead"><strong>${amount(stillDue.amount)}</strong> is still due${stillDue.dueOn !== null && ` by ${stillDue.dueOn}`}.</p>`
  }
<dl class="facts">${fact("Receipt", page.receiptNumber)}${fact("Invoice", `${number}, ${stillDue === null ? "paid in full" : "partly paid"}`)}${fact("Paid", page.paidAt)}${fact("Method", page.method)}</dl>
${
  page.receiptUrl !== null &&
  markup`<a class="button primary" href="${page.receiptUrl}">${icon("printer", 18)}<span>Print receipt</span></a>`
}<a class="button secondary" href="${page.invoiceUrl}">Back to the invoice</a>
${contactBlock(business, "Questions about this payment?")}`;
}

export function paidColumn(page: PaidPage): Markup {
  const { business, paid } = page;
  const hasContact = business.email !== null || business.phone !== null;
  return markup`${brand(business)}${stateMark("check", "paid")}
<h1>This invoice is paid</h1>
<p class="lead"><strong>No amount due.</strong> ${paid !== null && markup`${amount(paid.amount)} was paid on ${paid.on}. `}There is nothing more for you to do.</p>
${
  page.receiptUrl !== null &&
  markup`<a class="button secondary" href="${page.receiptUrl}">${icon("printer", 18)}<span>View receipt</span></a>`
}${pdfLink(page.pdfUrl)}${
    hasContact &&
    markup`<div class="contact"><h2>Something doesn’t look right?</h2><p>Contact <bdi>${business.name}</bdi> at ${contactLinks(business)}</p></div>`
  }`;
}

/** One row of facts; prints nothing for what isn't known. */
function fact(label: string, value: string | null): Markup | null {
  if (value === null) return null;
  return markup`<div><dt>${label}</dt><dd><bdi>${value}</bdi></dd></div>`;
}
