import { html } from "hono/html";
import { formatAmount } from "../currencies.ts";
import { layout, type Html } from "../hosted-page/layout.ts";
import { find, type Account, type Delivery } from "../state.ts";
import type { World } from "../world.ts";

const mostRows = 50;

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
    ${table("Payments", ["Payment", "Amount", "Status", "Message"], paymentRows(account))}
    ${table("Refunds", ["Refund", "Amount", "Status", ""], refundRows(account))}
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
      </tr>`,
  );
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

function table(title: string, heads: string[], rows: Html[]): Html | string {
  if (rows.length === 0) return "";
  return html`<h3>${title}</h3>
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

function button(action: string, fields: Record<string, string>, label: string): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="post" action="/_sandbox/${action}">
    ${hidden}<button class="quiet small">${label}</button>
  </form>`;
}

function last<T>(rows: Record<string, T>): T[] {
  return Object.values(rows).slice(-mostRows).toReversed();
}

function short(id: string): string {
  return `${id.slice(0, 16)}…`;
}
