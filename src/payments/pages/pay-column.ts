import { type Markup, markup } from "#src/formats/markup.ts";
import { unreachable } from "#src/values/assert.ts";
import { readBankDetails } from "./bank-details.ts";
import { amount, bigAmount, contactBlock, identifier } from "./contact.ts";
import { failureLine } from "./failure-words.ts";
import { icon, type IconName } from "./icons.ts";
import { inPopup, payDialog } from "./pay-dialog.ts";
import { badge, brand } from "./page-shell.ts";
import type {
  ConnectionChoice,
  FailedPage,
  NotOfferedPage,
  OwedFrame,
  OwnAmount,
  PartlyPaid,
  PayableFrame,
  PayablePage,
  PayNotice,
} from "./view.ts";

/** What is owed, to whom, by when, pay: in that order, before any detail. */
export function payableColumn(page: PayablePage): Markup {
  return markup`${owed(page)}${page.notice !== null && notice(page.notice, page.processorName)}${payForm(
    page,
    markup`Pay ${amount(page.document.amountDue)}`,
  )}${pdfLink(page.pdfUrl)}${contactBlock(page.business, "Questions about this invoice?")}`;
}

/** As payable, with the reason of the last attempt before the button. */
export function failedColumn(page: FailedPage): Markup {
  const { business } = page;
  return markup`${owed(page)}${notice({ kind: "failed", reason: page.reason }, page.processorName)}${payForm(
    page,
    markup`Try again`,
  )}${pdfLink(page.pdfUrl)}${contactBlock(
    business,
    "Still not working?",
    `${business.name} can offer another way to pay:`,
  )}`;
}

export function notOfferedColumn(page: NotOfferedPage): Markup {
  const { bankDetails, number } = page.document;
  return markup`${owed(page)}${noticeBox(
    "info",
    "file",
    "Online payment isn’t offered for this invoice",
    markup`Please pay by bank transfer, or ask <bdi>${page.business.name}</bdi> about other ways to pay.`,
  )}${bankDetails !== null && bankCard(bankDetails, number ?? "")}${pdfLink(page.pdfUrl)}${contactBlock(
    page.business,
    "Questions about this invoice?",
  )}`;
}

/** The rule and the link that stand between the way to pay and the contact. */
export function pdfLink(pdfUrl: string | null): Markup {
  return markup`<hr>${
    pdfUrl !== null &&
    markup`<p class="pdf"><a href="${pdfUrl}">${icon("download", 16)}<span>Download PDF</span></a></p>`
  }`;
}

function owed(page: OwedFrame): Markup {
  const { document, dueBadge } = page;
  return markup`${brand(page.business)}
<h1><span class="what">Invoice <bdi>${document.number ?? ""}</bdi> for <bdi>${document.buyer.name}</bdi></span> ${bigAmount(document.amountDue)}</h1>
${
  document.dueOn !== null &&
  markup`<p class="due"><span>${dueBadge?.tone === "overdue" ? "Was due" : "Due"} <bdi>${document.dueOn}</bdi></span>${
    dueBadge !== null &&
    badge(dueBadge.tone === "overdue" ? "alert-circle" : "clock", dueBadge.tone, dueBadge.text)
  }</p>`
}${page.partlyPaid !== null && progressBar(page.partlyPaid)}`;
}

function progressBar({ paid, total, fraction }: PartlyPaid): Markup {
  const percent = Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return markup`<div class="progress"><progress value="${percent}" max="100" aria-label="Part of the total that is paid">${percent}%</progress><p><span>${amount(paid)} paid<span class="visually-hidden">,</span></span> <span>of ${amount(total)}</span></p></div>`;
}

function payForm(page: PayableFrame, label: Markup): Markup {
  const isChoice = page.connections.length > 1;
  return markup`<form class="pay" method="post" action="${page.payAction}"${inPopup(page)}>${isChoice && choices(page.connections)}<button class="button primary" type="submit"><span>${label}</span></button></form>
${page.ownAmount !== null && ownAmountForm(page, page.ownAmount)}<p class="assurance">${icon("lock", 16)}<span>${
    isChoice
      ? markup`You’ll pay on the secure page of the service you choose. <bdi>${page.business.name}</bdi> never sees your payment details.`
      : markup`You’ll pay ${page.popup === null ? "on" : "in"} ${page.processorName}’s secure ${page.popup === null ? "page" : "form"}. <bdi>${page.business.name}</bdi> never sees your card number.`
  }</span></p>${page.popup !== null && payDialog(page, page.popup)}`;
}

function choices(connections: readonly ConnectionChoice[]): Markup {
  return markup`<fieldset class="choices"><legend>How would you like to pay?</legend>${connections.map(
    (choice, index) =>
      markup`<label><input type="radio" name="connection" value="${choice.id}"${index === 0 && markup` checked`}><span><b>${choice.label}</b>${
        choice.hint !== "" && markup`<small>${choice.hint}</small>`
      }</span></label>`,
  )}</fieldset>`;
}

/** Its own form, closed at first and never filled: the Pay button above stays the main way. */
function ownAmountForm(page: PayableFrame, own: OwnAmount): Markup {
  const hasError = own.error !== null;
  return markup`<details class="own"${hasError && markup` open`}><summary><span>Pay a different amount</span></summary><form method="post" action="${page.payAction}"${inPopup(page)}>
<label for="amount">Amount to pay now</label><p class="hint" id="amount-hint">Any amount up to ${amount(own.maximum)}</p>
<div class="field"><span aria-hidden="true">${own.currencySymbol}</span><input id="amount" name="amount" inputmode="decimal" autocomplete="off" required value="${own.value}" aria-describedby="${hasError ? "amount-error " : ""}amount-hint"${hasError && markup` aria-invalid="true"`}></div>
${hasError && markup`<p class="field-error" id="amount-error">${own.error}</p>`}${
    page.connections.length > 1 &&
    markup`<label for="own-connection">Pay with</label><select id="own-connection" name="connection">${page.connections.map(
      (choice) => markup`<option value="${choice.id}">${choice.label}</option>`,
    )}</select>`
  }<button class="button secondary" type="submit">Pay this amount</button></form></details>
`;
}

function notice(what: PayNotice, processorName: string): Markup {
  const { title, text } = noticeWords(what, processorName);
  return what.kind === "left"
    ? noticeBox("info", "clock", title, text, "alert")
    : noticeBox("problem", "alert-circle", title, text, "alert");
}

function noticeWords(what: PayNotice, processorName: string): { title: string; text: Markup } {
  switch (what.kind) {
    case "left":
      return {
        title: "You left the payment page",
        text: markup`Nothing was charged. You can pay whenever you’re ready.`,
      };
    case "failed":
      return { title: "Your payment didn’t go through", text: failureLine(what.reason) };
    case "unreachable":
      return {
        title: "Your payment wasn’t started",
        text: markup`We couldn’t reach ${processorName}. Nothing was started. Try again in a minute.`,
      };
    case "amount_error":
      return { title: "Please check the amount", text: markup`${what.text}` };
    default:
      return unreachable(what);
  }
}

function noticeBox(
  tone: "info" | "problem",
  name: IconName,
  title: string,
  text: Markup,
  role?: "alert",
): Markup {
  return markup`<div class="notice ${tone}"${role !== undefined && markup` role="${role}"`}>${icon(name, 20)}<div><h2>${title}</h2><p>${text}</p></div></div>`;
}

function bankCard(bankDetails: string, invoiceNumber: string): Markup {
  return markup`<section class="bank" aria-labelledby="bank-title"><h2 id="bank-title">Bank transfer</h2><dl class="facts">${readBankDetails(
    bankDetails,
    invoiceNumber,
  ).map(({ label, value }) =>
    label === null
      ? markup`<div><dt class="visually-hidden">Details</dt><dd class="alone"><bdi>${value}</bdi></dd></div>`
      : markup`<div><dt>${label}</dt><dd>${identifier(value)}</dd></div>`,
  )}</dl></section>`;
}
