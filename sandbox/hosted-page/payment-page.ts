import { html } from "hono/html";
import { formatAmount } from "../currencies.ts";
import type { LineItem, Session } from "../state.ts";
import type { Problems } from "./form-fields.ts";
import { layout, type Html } from "./layout.ts";
import type { Method } from "./submit-payment.ts";
import { testAccounts, testCards } from "./test-numbers.ts";

export interface PaymentPage {
  session: Session;
  lineItems: readonly LineItem[];
  /** The way to pay whose form is shown. */
  method: Method;
  /** What was typed into it. */
  form: Record<string, string>;
  problems: Problems;
  /** What the bank said to the last try. */
  decline: string | null;
}

const titles: Record<Method, string> = { card: "Card", sepa_debit: "SEPA Direct Debit" };

/** The page of an open session: what is paid on one side, how on the other. */
export function paymentPage(page: PaymentPage): Html {
  const { session, lineItems, method, decline } = page;
  const merchant = session.branding_settings?.display_name ?? "";
  const amount = formatAmount(session.amount_total ?? 0, session.currency ?? "eur");
  return layout(
    `${decline ? "Error: " : ""}Pay ${merchant}`,
    html`<main data-status="open" class="columns">
      <div>
        <h1>${merchant}</h1>
        <p class="amount">${amount}</p>
        <ul class="lines">
          ${lineItems.map(lineRow)}
        </ul>
      </div>
      <div class="panel">
        <h2>${method === "card" ? "Pay with card" : "Pay by bank debit"}</h2>
        ${tabs(page)} ${decline ? html`<p class="notice" role="alert">${decline}</p>` : ""}
        <form method="post" action="/c/pay/${session.id}" novalidate>
          ${email(page)} ${method === "card" ? cardFields(page) : debitFields(page, merchant)}
          <button type="submit">Pay ${amount}</button>
        </form>
        ${session.cancel_url ? html`<div class="actions"><a class="button quiet" href="${session.cancel_url}">Cancel</a></div>` : ""}
        ${method === "card" ? testCards : testAccounts}
      </div>
    </main>`,
    session.ui_mode === "embedded_page",
  );
}

function lineRow(line: LineItem): Html {
  const { quantity } = line;
  return html`<li>
    <span
      >${line.description}${quantity && quantity > 1 ? html` <span class="soft">× ${quantity}</span>` : ""}</span
    >
    <span class="money">${formatAmount(line.amount_total, line.currency)}</span>
  </li>`;
}

/** The ways to pay, when there are several; links, so that they work without JavaScript. */
function tabs({ session, method }: PaymentPage): Html | string {
  const offered = methodsOf(session);
  if (offered.length < 2) return "";
  return html`<nav class="tabs" aria-label="Ways to pay">
    ${offered.map(
      (each) =>
        html`<a
          href="/c/pay/${session.id}?method=${each}"
          ${each === method ? html`aria-current="page"` : ""}
          >${titles[each]}</a
        >`,
    )}
  </nav>`;
}

/** The ways to pay a session that the page has a form for. */
export function methodsOf({ payment_method_types: types }: Session): Method[] {
  return (["card", "sepa_debit"] as const).filter((method) => types.includes(method));
}

function email(page: PaymentPage): Html {
  const fixed = page.session.customer_details?.email ?? page.session.customer_email;
  if (!fixed || page.problems["email"]) return field(page, "email", "Email", "email");
  return html`<p class="field">
    <label for="fixed-email">Email</label><input id="fixed-email" value="${fixed}" readonly />
  </p>`;
}

function cardFields(page: PaymentPage): Html {
  return html`${field(page, "number", "Card number", "cc-number", "1234 1234 1234 1234")}
    <div class="pair">
      ${field(page, "exp", "Expires", "cc-exp", "MM / YY")}
      ${field(page, "cvc", "Security code", "cc-csc", "CVC")}
    </div>
    ${field(page, "name", "Name on card", "cc-name")}`;
}

function debitFields(page: PaymentPage, merchant: string): Html {
  return html`${field(page, "iban", "IBAN", "off", "DE00 0000 0000 0000 0000 00")}
    ${field(page, "name", "Name of the account holder", "name")}
    <p class="soft">
      By paying you allow ${merchant} to debit your account once. You can ask your bank for the
      money back within eight weeks.
    </p>`;
}

function field(
  { form, problems }: PaymentPage,
  name: string,
  label: string,
  autocomplete: string,
  placeholder = "",
): Html {
  const problem = problems[name];
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${form[name] ?? ""}"
      autocomplete="${autocomplete}"
      placeholder="${placeholder}"
      ${name === "email" ? html`type="email"` : html`type="text"`}
      ${name === "number" || name === "cvc" ? html`inputmode="numeric"` : ""}
      ${problem ? html`aria-invalid="true" aria-describedby="${name}-problem"` : ""}
    />
    ${problem ? html`<p class="wrong" id="${name}-problem">${problem}</p>` : ""}
  </div>`;
}
