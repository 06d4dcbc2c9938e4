import { html } from "hono/html";
import { formatAmount } from "../currencies.ts";
import { layout, type Html } from "../hosted-page/layout.ts";
import { availableAmount } from "../make-payout.ts";
import { isClosed, isInquiry } from "../settle-dispute.ts";
import { find, type Account, type Delivery, type Dispute, type PaymentIntent } from "../state.ts";
import type { World } from "../world.ts";
import { button, last, short, table } from "./page-parts.ts";

/** The page for people: what is in the sandbox, and deliveries to send again. */
export function controlPage(world: World): Html {
  const accounts = Object.values(world.state.accounts).toReversed();
  return layout(
    "Sandbox",
    html`<main>
      <h1>Sandbox</h1>
      <p class="soft">
        A stand-in for Stripe's servers. It is ${new Date(world.clock.now()).toISOString()} here.
      </p>
      ${accounts.length === 0 ? html`<p>No account yet. Any key that begins with <code>sk_test_</code> or <code>rk_test_</code> opens one at its first use.</p>` : ""}
      ${accounts.map((account) => accountSection(world, account))}
    </main>`,
  );
}

function accountSection(world: World, account: Account): Html {
  return html`<section class="panel">
    <h2>
      ${account.businessName}
      <span class="soft"
        >${account.livemode ? "live" : "test"}, settles in ${account.currency.toUpperCase()}</span
      >
    </h2>
    <p><code>${account.id}</code> <span class="soft">key ${account.name}</span></p>
    ${table("Sessions", ["Session", "Reference", "Amount", "Status", ""], sessionRows(account))}
    ${table("Payments", ["Payment", "Amount", "Status", "Message", ""], paymentRows(account))}
    ${table("Refunds", ["Refund", "Amount", "Status", ""], refundRows(account))}
    ${table("Disputes", ["Dispute", "Amount", "Reason", "Status", ""], disputeRows(account))}
    ${table("Payouts", ["Payout", "Amount", "Status", ""], payoutRows(account))}
    ${payoutButton(world, account)}
    ${table("Deliveries", ["Event", "To", "State", "Answers", ""], deliveryRows(world, account))}
  </section>`;
}

function sessionRows(account: Account): Html[] {
  return last(account.sessions).map(
    (session) =>
      html`<tr>
        <td>
          ${session.url ? html`<a href="${session.url}">${short(session.id)}</a>` : short(session.id)}
        </td>
        <td>${session.client_reference_id ?? ""}</td>
        <td>${formatAmount(session.amount_total ?? 0, session.currency ?? "eur")}</td>
        <td>${session.status}, ${session.payment_status}</td>
        <td>
          ${session.status === "open" ? button("expire", { session: session.id }, "Expire") : ""}
        </td>
      </tr>`,
  );
}

function paymentRows(account: Account): Html[] {
  return last(account.paymentIntents).map(
    (intent) =>
      html`<tr>
        <td><code>${intent.id}</code></td>
        <td>${formatAmount(intent.amount, intent.currency)}</td>
        <td>${intent.status}</td>
        <td>${intent.last_payment_error?.message ?? ""}</td>
        <td>${paymentButtons(account, intent)}</td>
      </tr>`,
  );
}

/** What a bank may do to a payment: answer to a debit, or take the money of a paid one back. */
function paymentButtons(account: Account, { id, latest_charge: charge, status }: PaymentIntent) {
  if (status === "processing")
    return html`${button("debits", { intent: id, outcome: "succeeded" }, "Settle")}
    ${button("debits", { intent: id, outcome: "failed" }, "Fail")}`;
  const {
    amount_captured: captured = 0,
    amount_refunded: refunded = 0,
    disputed: isDisputed,
  } = find(account.charges, charge) ?? {};
  if (status !== "succeeded" || isDisputed || captured <= refunded) return "";
  return html`${button("disputes", { intent: id }, "Dispute")}
  ${button("disputes", { intent: id, isInquiry: "true" }, "Inquire")}`;
}

function refundRows(account: Account): Html[] {
  return last(account.refunds).map(
    (refund) =>
      html`<tr>
        <td><code>${refund.id}</code></td>
        <td>${formatAmount(refund.amount, refund.currency)}</td>
        <td>${refund.status}</td>
        <td>
          ${refund.status === "pending" ? button("refunds", { refund: refund.id, outcome: "succeeded" }, "Complete") : ""}
          ${refund.status === "failed" ? "" : button("refunds", { refund: refund.id, outcome: "failed" }, "Fail")}
        </td>
      </tr>`,
  );
}

function disputeRows(account: Account): Html[] {
  return last(account.disputes).map(
    (dispute) =>
      html`<tr>
        <td><code>${dispute.id}</code></td>
        <td>${formatAmount(dispute.amount, dispute.currency)}</td>
        <td>${dispute.reason}</td>
        <td>${dispute.status}</td>
        <td>${disputeButtons(dispute)}</td>
      </tr>`,
  );
}

function disputeButtons(dispute: Dispute): Html | string {
  if (isClosed(dispute)) return "";
  const decide = (outcome: string, label: string) =>
    button("disputes/close", { dispute: dispute.id, outcome }, label);
  return isInquiry(dispute)
    ? decide("won", "Close")
    : html`${decide("won", "Win")} ${decide("lost", "Lose")}`;
}

function payoutRows(account: Account): Html[] {
  return last(account.payouts).map(
    (payout) =>
      html`<tr>
        <td><code>${payout.id}</code></td>
        <td>${formatAmount(payout.amount, payout.currency)}</td>
        <td>${payout.status}</td>
        <td>
          ${payout.status === "pending" ? button("payouts/settle", { payout: payout.id, outcome: "paid" }, "Pay") : ""}
          ${["paid", "pending"].includes(payout.status) ? button("payouts/settle", { payout: payout.id, outcome: "failed" }, "Fail") : ""}
        </td>
      </tr>`,
  );
}

function payoutButton(world: World, account: Account): Html | string {
  const available = availableAmount({ world, account, request: null });
  if (available <= 0) return "";
  const key = `sk_${account.livemode ? "live" : "test"}_${account.name}__page`;
  return html`<p>
    ${button("payouts", { key }, `Pay out ${formatAmount(available, account.currency)}`)}
  </p>`;
}

function deliveryRows(world: World, account: Account): Html[] {
  return last(account.deliveries).map((delivery) => {
    const event = find(account.events, delivery.eventId);
    const endpoint = find(account.webhookEndpoints, delivery.endpointId);
    return html`<tr>
      <td>${event?.type}<br /><code>${delivery.eventId}</code></td>
      <td>${endpoint?.url ?? "deleted"}</td>
      <td>${delivery.state}${nextAttempt(world, delivery)}</td>
      <td>${delivery.attempts.map(({ error, status }) => html`${status ?? error} `)}</td>
      <td>${endpoint ? button("deliver", { event: delivery.eventId }, "Send again") : ""}</td>
    </tr>`;
  });
}

function nextAttempt(world: World, { nextAttemptAt }: Delivery): string {
  if (nextAttemptAt === null) return "";
  return `, again in ${Math.max(0, Math.round((nextAttemptAt - world.clock.now()) / 1000))} s`;
}
