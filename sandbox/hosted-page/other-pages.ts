import { html } from "hono/html";
import { formatAmount } from "../currencies.ts";
import type { Charge, Session } from "../state.ts";
import { layout, type Html } from "./layout.ts";

/** The bank's page: the cardholder completes or fails the authentication. */
export function authenticationPage(
  merchant: string,
  asked: string,
  action: string,
  isFramed: boolean,
): Html {
  return layout(
    "3-D Secure",
    html`<main data-status="requires_action" class="narrow">
      <div class="panel">
        <h1>Test bank: confirm your payment</h1>
        <p>
          ${merchant} asks for <strong>${asked}</strong>. This is where your bank would ask you to
          prove who you are (3-D Secure).
        </p>
        <form method="post" action="${action}" class="actions">
          <button name="outcome" value="complete">Complete</button>
          <button name="outcome" value="fail" class="quiet">Fail</button>
        </form>
      </div>
    </main>`,
    isFramed,
  );
}

/** The page of a session that was paid already, or whose bank was asked to pay. */
export function completePage(session: Session, returnUrl: string | null): Html {
  const isPaid = session.payment_status === "paid";
  const isFramed = session.ui_mode === "embedded_page";
  return layout(
    isPaid ? "Paid" : "Processing",
    html`<main
      data-status="complete"
      ${isFramed && returnUrl ? html`data-return-url="${returnUrl}"` : ""}
      class="narrow"
    >
      <div class="panel">
        <h1>You're all done here</h1>
        <p>
          The payment of ${formatAmount(session.amount_total ?? 0, session.currency ?? "eur")} to
          ${session.branding_settings?.display_name} is ${isPaid ? "complete" : "on its way"}.
          Nothing more is due on this page.
        </p>
        ${returnUrl ? html`<p class="actions"><a class="button" href="${returnUrl}" target="_top">Back to ${session.branding_settings?.display_name}</a></p>` : ""}
      </div>
    </main>`,
    isFramed,
  );
}

/** The page of a session that can no longer be paid. */
export function expiredPage(session: Session): Html {
  return layout(
    "Expired",
    html`<main data-status="expired" class="narrow">
      <div class="panel">
        <h1>This payment page has expired</h1>
        <p>
          Nothing was charged. Go back to ${session.branding_settings?.display_name} and start
          again.
        </p>
        ${session.cancel_url ? html`<p class="actions"><a class="button" href="${session.cancel_url}">Back to ${session.branding_settings?.display_name}</a></p>` : ""}
      </div>
    </main>`,
    session.ui_mode === "embedded_page",
  );
}

export function notFoundPage(): Html {
  return layout(
    "Not found",
    html`<main data-status="not_found" class="narrow">
      <div class="panel">
        <h1>There is no page here</h1>
        <p>You may have followed a link that is incomplete.</p>
      </div>
    </main>`,
  );
}

/** Stripe's own receipt of a charge. */
export function receiptPage(charge: Charge, merchant: string): Html {
  const details = charge.payment_method_details;
  const card = details?.card;
  return layout(
    `Receipt from ${merchant}`,
    html`<main data-status="receipt" class="narrow">
      <div class="panel">
        <h1>Receipt from ${merchant}</h1>
        <p class="amount">${formatAmount(charge.amount_captured, charge.currency)}</p>
        <ul class="lines">
          <li>
            <span>Paid</span
            ><span class="money"
              >${new Date(charge.created * 1000).toISOString().slice(0, 10)}</span
            >
          </li>
          <li>
            <span>Payment method</span
            ><span class="money"
              >${card?.brand ?? "Bank account"} ${card?.last4 ?? details?.sepa_debit?.last4}</span
            >
          </li>
          ${charge.description ? html`<li><span>For</span><span>${charge.description}</span></li>` : ""}
          ${charge.amount_refunded > 0 ? html`<li><span>Refunded</span><span class="money">${formatAmount(charge.amount_refunded, charge.currency)}</span></li>` : ""}
        </ul>
      </div>
    </main>`,
  );
}
