import { type Actor, can } from "#src/access/actor.ts";
import { type Business, todayOf } from "#src/businesses/business.ts";
import { getConnections } from "#src/connections/get-connection.ts";
import { stateOf } from "#src/connections/connection.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { currency } from "#src/values/currency.ts";
import { type Day, day, type Instant } from "#src/values/day.ts";
import { type Money, money } from "#src/values/money.ts";
import { countTroubles, sumOwed, sumReceived, sumWaiting } from "./store.ts";

/** How a business stands, in real money only: test payments count nowhere. */
export interface Summary {
  /** By currency, the largest first. */
  readonly outstanding: readonly { amount: Money; invoices: number }[];
  readonly overdue: readonly { amount: Money; invoices: number; oldestDueOn: Day }[];
  /** Received less given back or lost to a dispute; twelve months up to this one, each with every currency of the year. */
  readonly received: readonly { month: string; amount: Money }[];
  readonly attention: readonly Attention[];
}

export const ATTENTION = [
  "payments_paused",
  "payments_to_record",
  "disputes",
  "connection_broken",
  "sendings_held",
  "webhook_needs_repair",
  "unapplied_money",
  "differences",
  "overdue_without_reminder",
  "mails_not_delivered",
] as const;

/** Something that waits for a person; the most pressing kind first. */
export interface Attention {
  readonly kind: (typeof ATTENTION)[number];
  readonly count: number;
  readonly amounts: readonly Money[];
  /** By when, where somebody set a time. */
  readonly until: Instant | null;
  readonly connection: {
    readonly id: string;
    readonly name: string;
    readonly reason: string;
  } | null;
}

const MONTHS = 12;

export async function summarizeBusiness(
  runtime: Runtime,
  tx: BusinessTx,
  actor: Actor,
  business: Business,
): Promise<Summary> {
  const { id: businessId, timezone } = business;
  const today = todayOf(business, runtime.now());
  const months = lastMonths(today);
  const owed = await sumOwed(tx, businessId, today);
  const received = await sumReceived(tx, businessId, { since: day(`${months[0]}-01`), timezone });
  const currencies = [...new Set([...received.map((row) => row.currency), business.currency])];
  return {
    outstanding: owed.map((row) => ({
      amount: money(row.due, currency(row.currency)),
      invoices: row.invoices,
    })),
    overdue: owed.flatMap(
      ({ overdue, overdue_invoices: invoices, oldest_due_on: oldestDueOn, ...row }) =>
        oldestDueOn === null
          ? []
          : [{ amount: money(overdue, currency(row.currency)), invoices, oldestDueOn }],
    ),
    received: months.flatMap((month) =>
      currencies.map((code) => {
        const row = received.find((one) => one.month === month && one.currency === code);
        return { month, amount: money(row?.amount ?? 0n, currency(code)) };
      }),
    ),
    attention: [
      ...(await waiting(tx, businessId)),
      ...(can(actor.role, "connections.manage") ? await ofConnections(tx, businessId) : []),
      ...counted("overdue_without_reminder", sum(owed.map(({ unreminded }) => unreminded))),
      ...(await troubles(tx, businessId, runtime.now())),
    ].toSorted((a, b) => ATTENTION.indexOf(a.kind) - ATTENTION.indexOf(b.kind)),
  };
}

/** `2025-12` to `2026-11`, as a person in November 2026 counts a year. */
function lastMonths(today: Day): string[] {
  const [year = 0, month = 0] = today.split("-").map(Number);
  return Array.from({ length: MONTHS }, (_, at) => {
    const months = year * 12 + month - MONTHS + at;
    return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
  });
}

const KINDS = {
  to_record: "payments_to_record",
  unapplied: "unapplied_money",
  dispute: "disputes",
} as const;

async function waiting(tx: BusinessTx, businessId: string): Promise<Attention[]> {
  const byKind = Map.groupBy(await sumWaiting(tx, businessId), ({ kind }) => kind);
  return [...byKind].map(([kind, rows]) => ({
    kind: KINDS[kind],
    count: sum(rows.map(({ count }) => count)),
    amounts: rows.map((row) => money(row.amount, currency(row.currency))),
    until: rows.flatMap(({ until }) => until ?? []).toSorted((a, b) => +a - +b)[0] ?? null,
    connection: null,
  }));
}

async function ofConnections(tx: BusinessTx, businessId: string): Promise<Attention[]> {
  const connections = await getConnections(tx, businessId);
  return connections.flatMap((connection) => {
    const { id, name, brokenReason, webhook } = connection;
    const state = stateOf(connection);
    const one = { count: 1, amounts: [], until: null };
    if (state === "broken") {
      const reason = brokenReason ?? "";
      return { ...one, kind: "connection_broken" as const, connection: { id, name, reason } };
    }
    if (state === "disconnected" || webhook.state !== "needs_repair") return [];
    const reason = webhook.reason ?? "";
    return { ...one, kind: "webhook_needs_repair" as const, connection: { id, name, reason } };
  });
}

async function troubles(tx: BusinessTx, businessId: string, now: Instant): Promise<Attention[]> {
  const found = await countTroubles(tx, businessId, now);
  const { mails, differences, held_sendings: held, pauses, paused_until: until } = found;
  return [
    ...counted("payments_paused", pauses).map((one) => ({ ...one, until })),
    ...counted("sendings_held", held),
    ...counted("mails_not_delivered", mails),
    ...counted("differences", differences),
  ];
}

function counted(kind: Attention["kind"], count: number): Attention[] {
  return count === 0 ? [] : [{ kind, count, amounts: [], until: null, connection: null }];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
