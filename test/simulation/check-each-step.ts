import { INVARIANTS } from "#src/ledger/check-books.ts";
import { accountsOf } from "./banks.ts";
import { rowsOf } from "./step.ts";
import type { Stage } from "./stage.ts";

/** What has been seen before, for what must never change or shrink. */
export interface Memory {
  entries: Map<string, string>;
  lockedThrough: string | null;
  datedInside: number;
  frozen: Map<string, string>;
}

export function createMemory(): Memory {
  return { entries: new Map(), lockedThrough: null, datedInside: 0, frozen: new Map() };
}

/** Everything that holds at any moment, whatever is under way: one line for each breach. */
export async function checkEachStep(stage: Stage, memory: Memory): Promise<string[]> {
  return [
    ...(await checkBooks(stage)),
    ...checkPagesAndCharges(stage),
    ...(await checkNothingInvented(stage)),
    ...(await checkAcknowledged(stage)),
    ...(await checkLockedPeriod(stage, memory)),
  ];
}

/** Entries and final fields that were seen once are never different afterwards (I3, I12). */
export async function checkNeverChanged(stage: Stage, memory: Memory): Promise<string[]> {
  const entries = await rowsOf<{ id: string; text: string }>(
    stage,
    "select id, e::text as text from ledger_entries e",
  );
  const frozen = await rowsOf<{ id: string; text: string }>(
    stage,
    `select id, concat_ws('|', number, currency, subtotal_minor, tax_minor, total_minor, issued_on, seller, buyer,
       (select string_agg(l::text, ',' order by position) from invoice_lines l
         where l.business_id = i.business_id and l.invoice_id = i.id)) as text
     from invoices i where finalized_at is not null`,
  );
  return [
    ...compare("I3 entry", memory.entries, entries),
    ...compare("I12 final invoice", memory.frozen, frozen),
  ];
}

function compare(
  what: string,
  seen: Map<string, string>,
  rows: readonly { id: string; text: string }[],
): string[] {
  const now = new Map(rows.map(({ id, text }) => [id, text]));
  const changed = [...seen].filter(([id, text]) => now.get(id) !== text);
  for (const [id, text] of now) seen.set(id, text);
  return changed.map(([id]) => `${what} ${id} has changed or gone`);
}

/** The invariants of `quittance verify`, in one round trip. */
async function checkBooks({ admin }: Stage): Promise<string[]> {
  const results = await admin.query(INVARIANTS.map(({ query }) => query).join(";\n"));
  return (results as unknown as { rows: { found: string }[] }[]).flatMap(({ rows }, at) =>
    rows.map(({ found }) => `${INVARIANTS[at]?.name}: ${found}`),
  );
}

/** One attempt never has two pages or two charges, and an invoice never two pages that take money (I14). */
function checkPagesAndCharges(stage: Stage): string[] {
  const found: string[] = [];
  const openPages = new Map<string, number>();
  for (const account of accountsOf(stage)) {
    const sessions = Object.values(account.sessions);
    found.push(
      ...moreThanOne(sessions, "payment", (payment) => `I14 two pages for attempt ${payment}`),
    );
    const paid = Object.values(account.paymentIntents).filter(
      ({ status }) => status === "succeeded",
    );
    found.push(
      ...moreThanOne(paid, "payment", (payment) => `I14 two charges for attempt ${payment}`),
    );
    const refunds = Object.values(account.refunds);
    found.push(
      ...moreThanOne(
        refunds,
        "refund",
        (refund) => `I5 two refunds at the processor for ${refund}`,
      ),
    );
    for (const session of sessions.filter(({ status }) => status === "open")) {
      const invoice = session.metadata?.["invoice"] ?? "";
      openPages.set(invoice, (openPages.get(invoice) ?? 0) + 1);
    }
  }
  if (stage.wires.some(({ hasLostSight }) => hasLostSight)) return found;
  for (const [invoice, pages] of openPages) {
    if (pages > 1) found.push(`I14 ${pages} open pages for invoice ${invoice}`);
  }
  return found;
}

function moreThanOne(
  objects: readonly { metadata?: Record<string, string> | null }[],
  tag: string,
  say: (value: string) => string,
): string[] {
  const tags = objects
    .map(({ metadata }) => metadata?.[tag])
    .filter((value) => value !== undefined);
  return [...new Set(tags.filter((value, at) => tags.indexOf(value) !== at))].map(say);
}

/** Whatever the rows call collected or given back, the processor has (I4, I5). */
async function checkNothingInvented(stage: Stage): Promise<string[]> {
  const accounts = accountsOf(stage);
  const payments = await rowsOf<{ id: string; intent: string; amount: string; currency: string }>(
    stage,
    `select id, processor_payment_id as intent, amount_minor as amount, currency from payments
     where status = 'succeeded' and processor = 'stripe'`,
  );
  const refunds = await rowsOf<{ id: string; refund: string; amount: string }>(
    stage,
    `select id, processor_refund_id as refund, amount_minor as amount from refunds
     where status in ('pending', 'succeeded')`,
  );
  const unpaid = payments.filter(({ intent, amount, currency }) => {
    const there = accounts.map(({ paymentIntents }) => paymentIntents[intent]).find(Boolean);
    const isSame =
      there?.amount_received === Number(amount) && there.currency === currency.toLowerCase();
    return there?.status !== "succeeded" || !isSame;
  });
  const unrefunded = refunds.filter(({ refund, amount }) => {
    const there = accounts.map((account) => account.refunds[refund]).find(Boolean);
    return there?.amount !== Number(amount);
  });
  return [
    ...unpaid.map(({ id }) => `I4 payment ${id} is not collected at the processor as it says here`),
    ...unrefunded.map(({ id }) => `I5 refund ${id} is not at the processor as it says here`),
  ];
}

/** What was answered with 2xx is in the database (I15). */
async function checkAcknowledged(stage: Stage): Promise<string[]> {
  const rows = await rowsOf<{ key: string }>(
    stage,
    "select connection_id || ' ' || event_id as key from webhook_events",
  );
  const stored = new Set(rows.map(({ key }) => key));
  return [...stage.acknowledged]
    .filter((key) => !stored.has(key))
    .map((key) => `I15 event ${key} was acknowledged and is not in the database`);
}

/** Nothing new is dated inside a period that is locked (I10). */
async function checkLockedPeriod(stage: Stage, memory: Memory): Promise<string[]> {
  const [row] = await rowsOf<{ through: string | null; inside: number }>(
    stage,
    `select b.books_locked_through::text as through, (select count(*)::int from ledger_transactions t
       where t.business_id = b.id and t.occurred_on <= b.books_locked_through) as inside from businesses b`,
  );
  const { through = null, inside = 0 } = row ?? {};
  const isSameLock = through === memory.lockedThrough;
  const isBroken = isSameLock && through !== null && inside > memory.datedInside;
  memory.lockedThrough = through;
  memory.datedInside = inside;
  return isBroken ? [`I10 something new is dated in the period locked through ${through}`] : [];
}
