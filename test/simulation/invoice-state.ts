import { accountsOf } from "./banks.ts";
import { rowsOf } from "./step.ts";
import type { Stage } from "./stage.ts";

/** How far the newest attempt to pay an invoice has come, ours and the processor's side of it. */
export const INVOICE_STATES = [
  "no attempt",
  "opening",
  "page open",
  "collected unseen",
  "answer unknown",
  "processing",
  "paid",
  "partly refunded",
  "refunded",
  "disputed",
  "over",
  "void",
] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

interface NewestRow {
  invoice_id: string;
  is_void: boolean;
  id: string | null;
  status: string | null;
  session_state: string | null;
  refunded: boolean | null;
  is_partly: boolean | null;
  is_disputed: boolean | null;
}

const NEWEST = `
  select i.id as invoice_id, i.voided_at is not null as is_void, p.id, p.status, p.session_state,
    p.refunded_minor = p.amount_minor as refunded, p.refunded_minor > 0 as is_partly,
    exists (select 1 from disputes d where d.business_id = p.business_id and d.payment_id = p.id
      and d.status not in ('won', 'lost', 'warning_closed')) as is_disputed
  from invoices i left join lateral (select * from payments p where p.business_id = i.business_id
    and p.invoice_id = i.id and p.attempt_of is null order by p.created_at desc, p.id desc limit 1) p on true
  where i.finalized_at is not null`;

/** The state of every final invoice, by its id. */
export async function readInvoiceStates(stage: Stage): Promise<Map<string, InvoiceState>> {
  const collected = new Set(
    accountsOf(stage)
      .flatMap(({ paymentIntents }) => Object.values(paymentIntents))
      .filter(({ status }) => status === "succeeded")
      .map(({ metadata }) => metadata["payment"]),
  );
  const rows = await rowsOf<NewestRow>(stage, NEWEST);
  return new Map(rows.map((row) => [row.invoice_id, stateOf(row, collected.has(row.id ?? ""))]));
}

function stateOf(row: NewestRow, isCollected: boolean): InvoiceState {
  if (isCollected && row.status !== "succeeded") return "collected unseen";
  if (row.is_void) return "void";
  switch (row.status) {
    case null:
      return "no attempt";
    case "succeeded":
      if (row.is_disputed === true) return "disputed";
      if (row.refunded === true) return "refunded";
      return row.is_partly === true ? "partly refunded" : "paid";
    case "processing":
      return "processing";
    case "unknown":
      return row.session_state === "opening" ? "opening" : "answer unknown";
    case "started":
      return row.session_state === "opening" ? "opening" : "page open";
    default:
      return "over";
  }
}
