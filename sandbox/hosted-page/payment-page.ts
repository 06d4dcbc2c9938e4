import { html } from "hono/html";
import { formatAmount } from "../currencies.ts";
import type { LineItem, Session } from "../state.ts";
import type { CardForm, Problems } from "./card-form.ts";
import { layout, type Html } from "./layout.ts";

export interface PaymentPage {
  session: Session;
  lineItems: readonly LineItem[];
  form: CardForm;
  problems: Problems;
  /** What the bank said to the last try. */
  decline: string | null;
}

/** The page of an open session: what is paid on one side, the card on the other. */
export function paymentPage(page: PaymentPage): Html {
  const { session, lineItems, decline } = page;
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
        <h2>Pay with card</h2>
        ${decline ? html`<p class="notice" role="alert">${decline}</p>` : ""}
        <form method="post" action="/c/pay/${session.id}" novalidate>
          ${fields(page)}
          <button type="submit">Pay ${amount}</button>
        </form>
        ${session.cancel_url ? html`<div class="actions"><a class="button quiet" href="${session.cancel_url}">Cancel</a></div>` : ""}
        ${testCards}
      </div>
    </main>`,
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

function fields({ session, form, problems }: PaymentPage): Html {
  const email = session.customer_details?.email ?? session.customer_email;
  return html`${
      email && !problems.email
        ? html`<p class="field">
            <label for="fixed-email">Email</label
            ><input id="fixed-email" value="${email}" readonly />
          </p>`
        : field("email", "Email", form.email, problems, "email")
    }
    ${field("number", "Card number", form.number, problems, "cc-number", "1234 1234 1234 1234")}
    <div class="pair">
      ${field("exp", "Expires", form.exp, problems, "cc-exp", "MM / YY")}
      ${field("cvc", "Security code", form.cvc, problems, "cc-csc", "CVC")}
    </div>
    ${field("name", "Name on card", form.name, problems, "cc-name")}`;
}

function field(
  name: keyof CardForm,
  label: string,
  value: string,
  problems: Problems,
  autocomplete: string,
  placeholder = "",
): Html {
  const problem = problems[name];
  return html`<div class="field">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      value="${value}"
      autocomplete="${autocomplete}"
      placeholder="${placeholder}"
      ${name === "email" ? html`type="email"` : html`type="text"`}
      ${name === "number" || name === "cvc" ? html`inputmode="numeric"` : ""}
      ${problem ? html`aria-invalid="true" aria-describedby="${name}-problem"` : ""}
    />
    ${problem ? html`<p class="wrong" id="${name}-problem">${problem}</p>` : ""}
  </div>`;
}

const testCards = html`<details>
  <summary>Test cards</summary>
  <table>
    <tbody>
      <tr>
        <td><code>4242 4242 4242 4242</code></td>
        <td>Pays</td>
      </tr>
      <tr>
        <td><code>4000 0000 0000 0002</code></td>
        <td>Declined</td>
      </tr>
      <tr>
        <td><code>4000 0000 0000 9995</code></td>
        <td>Insufficient funds</td>
      </tr>
      <tr>
        <td><code>4000 0000 0000 3220</code></td>
        <td>3-D Secure, then pays</td>
      </tr>
      <tr>
        <td><code>4000 0084 0000 1629</code></td>
        <td>3-D Secure, then declined</td>
      </tr>
      <tr>
        <td><code>4000 0000 0000 0259</code></td>
        <td>Pays, then disputed</td>
      </tr>
    </tbody>
  </table>
  <p class="soft">Any expiry in the future, any security code.</p>
</details>`;
