import type { Furnished } from "./furnish.ts";

/**
 * A body that each route with a body accepts, from a business that has these things. The matrices
 * fail for a route that is missing here, so that a new one cannot be forgotten.
 */
export const VALID_BODIES: Readonly<Record<string, (own: Furnished) => object>> = {
  "PATCH /business": () => ({ name: "Renamed" }),
  "POST /customers": () => ({ name: "New customer" }),
  "PATCH /customers/{id}": () => ({ name: "Renamed" }),
  "POST /invoices": newInvoice,
  "POST /invoices/preview": newInvoice,
  "PATCH /invoices/{id}": () => ({ notes: "Changed" }),
  "POST /invoices/{id}/finalize": () => ({}),
  "POST /invoices/{id}/send": () => ({ to: ["somebody@example.com"] }),
  "POST /invoices/{id}/scheduled-sending": () => ({ on: tomorrow(), to: ["somebody@example.com"] }),
  "POST /invoices/{id}/reminders": () => ({ to: ["somebody@example.com"] }),
  "POST /invoices/{id}/payments": () => ({ amount: 1, paidOn: "2026-01-31", method: "cash" }),
  "POST /payments/{id}/refunds": () => ({ amount: 1 }),
  "POST /payments/{id}/allocations": (own) => ({ invoiceId: own.openInvoice, amount: 1 }),
  "POST /payments/{id}/reversal": () => ({ on: "2026-01-31" }),
  "POST /payments/{id}/recording": () => ({ on: "2026-01-31" }),
  "POST /connections": () => ({
    processor: "stripe",
    name: "New connection",
    credentials: { secretKey: "sk_test_newconnection" },
  }),
  "PATCH /connections/{id}": () => ({ name: "Renamed" }),
  "POST /accounts": () => ({ name: "New account", type: "asset" }),
  "POST /members": () => ({ email: "new@colleague.example", role: "viewer" }),
  "PATCH /members/{id}": () => ({ role: "viewer" }),
  "POST /api-keys": () => ({ name: "New key", role: "viewer" }),
};

/** What a route without filters would answer nothing to. */
export const FILTERS: Readonly<Record<string, string>> = { "GET /search": "?q=moreau" };

function newInvoice(own: Furnished): object {
  const line = { description: "Design", quantity: "1", unitPrice: "1.00" };
  return { customerId: own.customer, currency: "EUR", lines: [line] };
}

/** In every time zone a day after today, by the real clock that the matrices go by. */
function tomorrow(): string {
  return new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
}

const ON_DRAFTS = ["PATCH /invoices/{id}", "DELETE /invoices/{id}", "POST /invoices/{id}/finalize"];

/** The business's own thing that a path's `{id}` stands for. */
export function ownTarget(route: string, own: Furnished): string {
  if (ON_DRAFTS.includes(route)) return own.draft;
  const room = /^\S+ \/([a-z-]+)\//.exec(route)?.[1] ?? "";
  const target = {
    customers: own.customer,
    invoices: own.openInvoice,
    payments: own.payment,
    connections: own.connection,
    mails: own.mail,
    accounts: own.account,
    "api-keys": own.apiKey,
    differences: own.difference,
    "payment-pauses": own.pause,
    members: own.invited,
  }[room];
  if (target === undefined) throw new Error(`name a target for the new route ${route}`);
  return target;
}
