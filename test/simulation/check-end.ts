import type { Account, PaymentIntent, Refund } from "#sandbox/state.ts";
import { accountsOf } from "./banks.ts";
import { digestOfBusiness } from "./digest.ts";
import { rowsOf } from "./step.ts";
import type { Stage } from "./stage.ts";
import { placeOf } from "./wires.ts";

interface PaymentRow {
  id: string;
  invoice_id: string;
  connection_id: string;
  status: string;
  session_state: string | null;
  processor_payment_id: string | null;
  amount_minor: string;
  fee_minor: string | null;
  refunded_minor: string;
  is_cleared: boolean;
}

/** Everything that holds once nothing is under way any more: our rows against the processor's truth. */
export async function checkEnd(stage: Stage, bystander: string): Promise<string[]> {
  const payments = await rowsOf<PaymentRow>(
    stage,
    `select id, invoice_id, connection_id, status, session_state, processor_payment_id, amount_minor,
       fee_minor, refunded_minor, cleared_at is not null as is_cleared
     from payments where processor = 'stripe' and attempt_of is null`,
  );
  const isSame = (await digestOfBusiness(stage, stage.bystanderId)) === bystander;
  return [
    ...checkIntents(stage, payments),
    ...(await checkRefunds(stage, payments)),
    ...(await checkDisputes(stage, payments)),
    ...(await checkDeclines(stage, payments)),
    ...checkNothingUnknown(stage, payments),
    ...(await checkNoRefundUnknown(stage)),
    ...(await checkLetters(stage)),
    ...(await checkNumbers(stage)),
    ...(await checkQueue(stage)),
    ...(isSame ? [] : ["I18 the bystander's rows have changed"]),
  ];
}

/** The account that a connection's key of today sees. */
function accountOf(stage: Stage, connectionId: string): Account | null {
  const wire = stage.wires.find(({ id, isGone }) => id === connectionId && !isGone);
  if (!wire) return null;
  return stage.sandbox.state.accounts[placeOf(wire.key)] ?? null;
}

/** The processor's payments that a connection sees today, with the row they belong to. */
function pairs(stage: Stage, payments: readonly PaymentRow[]) {
  const byId = new Map(payments.map((payment) => [payment.id, payment]));
  const found: { account: Account; intent: PaymentIntent; payment: PaymentRow | undefined }[] = [];
  for (const account of accountsOf(stage)) {
    for (const intent of Object.values(account.paymentIntents)) {
      const payment = byId.get(intent.metadata["payment"] ?? "");
      const isSeen = payment === undefined || accountOf(stage, payment.connection_id) === account;
      if (isSeen && payment?.is_cleared !== true) found.push({ account, intent, payment });
    }
  }
  return found;
}

const STATUS_OF_INTENT: Record<string, string> = {
  succeeded: "succeeded",
  processing: "processing",
};

/** Each collected payment has its row, with its amount and fee (I4, I11, I16). */
function checkIntents(stage: Stage, payments: readonly PaymentRow[]): string[] {
  return pairs(stage, payments).flatMap(({ account, intent, payment }) => {
    const wanted = STATUS_OF_INTENT[intent.status];
    if (!payment)
      return wanted ? [`I11 ${intent.id} is ${intent.status} and no row knows of it`] : [];
    const what = `${payment.id} (${intent.id})`;
    if (wanted && payment.status !== wanted) {
      return [`I4 ${what} is ${intent.status} at the processor and ${payment.status} here`];
    }
    if (!wanted && payment.status === "processing") {
      return [`I16 ${what} is ${intent.status} at the processor and still processing here`];
    }
    if (intent.status !== "succeeded") return [];
    const fee =
      account.balanceTransactions[
        account.charges[intent.latest_charge ?? ""]?.balance_transaction ?? ""
      ]?.fee;
    return [
      ...(Number(payment.amount_minor) === intent.amount_received
        ? []
        : [`I4 ${what} differs in its amount`]),
      ...(fee === undefined || Number(payment.fee_minor ?? -1) === fee
        ? []
        : [`I16 ${what} lacks its fee of ${fee}`]),
    ];
  });
}

interface RefundRow {
  payment_id: string;
  processor_refund_id: string | null;
  status: string;
  amount_minor: string;
}

/** Each refund there is one here, with its amount and state (I5, I9, I16). */
async function checkRefunds(stage: Stage, payments: readonly PaymentRow[]): Promise<string[]> {
  const rows = await rowsOf<RefundRow>(
    stage,
    "select payment_id, processor_refund_id, status, amount_minor from refunds",
  );
  return pairs(stage, payments).flatMap(({ account, intent, payment }) => {
    const there = Object.values(account.refunds).filter((one) => one.payment_intent === intent.id);
    const found = there.flatMap((refund) => compareRefund(refund, rows));
    const back = there.filter(({ status }) => status === "pending" || status === "succeeded");
    const sum = back.reduce((total, { amount }) => total + amount, 0);
    if (payment && intent.status === "succeeded" && sum !== Number(payment.refunded_minor)) {
      found.push(
        `I9 ${payment.id} says ${payment.refunded_minor} was given back, the processor ${sum}`,
      );
    }
    return found;
  });
}

function compareRefund(refund: Refund, rows: readonly RefundRow[]): string[] {
  const own = rows.filter((row) => row.processor_refund_id === refund.id);
  const [row] = own;
  if (!row || own.length > 1) return [`I5 ${refund.id} has ${own.length} rows`];
  if (row.status !== refund.status || Number(row.amount_minor) !== refund.amount) {
    return [`I5 ${refund.id} is ${refund.status} at the processor and ${row.status} here`];
  }
  return [];
}

/** Each dispute there is one here, in the same state, with all that moved because of it (I5). */
async function checkDisputes(stage: Stage, payments: readonly PaymentRow[]): Promise<string[]> {
  const rows = await rowsOf<{ dispute: string; status: string; moved: number }>(
    stage,
    `select d.processor_dispute_id as dispute, d.status, (select count(*)::int from dispute_movements m
       where m.business_id = d.business_id and m.dispute_id = d.id) as moved from disputes d`,
  );
  return pairs(stage, payments).flatMap(({ account, intent }) =>
    Object.values(account.disputes)
      .filter((dispute) => dispute.payment_intent === intent.id)
      .flatMap((dispute) => {
        const own = rows.filter((row) => row.dispute === dispute.id);
        const [row] = own;
        if (!row || own.length > 1) return [`I5 ${dispute.id} has ${own.length} rows`];
        const isSame =
          row.status === dispute.status && row.moved === dispute.balance_transactions.length;
        return isSame
          ? []
          : [`I5 ${dispute.id} is ${dispute.status} at the processor and ${row.status} here`];
      }),
  );
}

/** Each declined charge is one try here (I16). */
async function checkDeclines(stage: Stage, payments: readonly PaymentRow[]): Promise<string[]> {
  const rows = await rowsOf<{ charge: string }>(
    stage,
    "select processor_charge_id as charge from payments where attempt_of is not null",
  );
  return pairs(stage, payments).flatMap(({ account, intent, payment }) =>
    Object.values(account.charges)
      .filter(
        (charge) => payment && charge.payment_intent === intent.id && charge.status === "failed",
      )
      .filter((charge) => charge.payment_method_details?.type === "card")
      .filter(({ id }) => rows.filter((row) => row.charge === id).length !== 1)
      .map(({ id }) => `I16 the declined charge ${id} of ${payment?.id} is not a try here`),
  );
}

/** Nothing stays unknown (I19): every attempt whose connection answers has its answer. */
function checkNothingUnknown(stage: Stage, payments: readonly PaymentRow[]): string[] {
  return payments
    .filter(({ connection_id: id }) => accountOf(stage, id) !== null)
    .filter(({ status, session_state: state }) => status === "unknown" || state === "opening")
    .map(({ id, status, session_state: state }) => `I19 ${id} stays ${status}, its page ${state}`);
}

async function checkNoRefundUnknown(stage: Stage): Promise<string[]> {
  const rows = await rowsOf<{ id: string; status: string; connection_id: string }>(
    stage,
    "select id, status, connection_id from refunds where status in ('started', 'unknown')",
  );
  return rows
    .filter((row) => accountOf(stage, row.connection_id) !== null)
    .map(({ id, status }) => `I19 refund ${id} stays ${status}`);
}

/** One receipt and one notification for each payment, each mail sent under one Message-ID (I17). */
async function checkLetters(stage: Stage): Promise<string[]> {
  const wrong = await rowsOf<{ id: string; receipts: number; notices: number }>(
    stage,
    `select p.id, count(*) filter (where m.kind = 'receipt')::int as receipts,
       count(*) filter (where m.kind = 'payment_notification')::int as notices
     from payments p left join mails m on m.business_id = p.business_id
       and (m.cause = p.id or m.cause like p.id || ':%')
     where p.processor = 'stripe' and p.status = 'succeeded' group by p.id
     having count(*) filter (where m.kind = 'receipt') <> 1
       or count(*) filter (where m.kind = 'payment_notification') <> 1`,
  );
  const mails = await rowsOf<{ message_id: string; kind: string; state: string }>(
    stage,
    `select message_id, kind, case when sent_at is not null then 'sent' when failed_at is not null then 'failed'
       else 'waiting' end as state from mails`,
  );
  const arrived = new Set(stage.mail.mails.map(({ messageId }) => bare(messageId)));
  return [
    ...wrong.map(
      ({ id, receipts, notices }) =>
        `I17 ${id} has ${receipts} receipts and ${notices} notifications`,
    ),
    ...mails
      .filter(
        ({ state, message_id: id }) =>
          state === "waiting" || (state === "sent" && !arrived.has(bare(id))),
      )
      .map(({ kind, state }) => `I17 a ${kind} is ${state} and did not arrive`),
    ...(new Set(mails.map((mail) => mail.message_id)).size === mails.length
      ? []
      : ["I17 two mails share a Message-ID"]),
  ];
}

function bare(messageId: string | undefined): string {
  return (messageId ?? "").replaceAll(/[<>]/g, "");
}

/** Invoice numbers of a year are 1, 2, 3, … without a gap (I12). */
async function checkNumbers(stage: Stage): Promise<string[]> {
  const rows = await rowsOf<{ year: string; drawn: number; last: number }>(
    stage,
    `select split_part(number, '-', 1) as year, count(distinct number)::int as drawn,
       max(split_part(number, '-', 2)::int) as last from invoices where number is not null group by 1`,
  );
  return rows
    .filter(({ drawn, last }) => drawn !== last)
    .map(({ year, drawn, last }) => `I12 ${drawn} invoices in ${year}, numbers up to ${last}`);
}

/** Every job was done, or was replaced by a later one with the same key while a dead process had it. */
async function checkQueue(stage: Stage): Promise<string[]> {
  const rows = await rowsOf<{ task: string; attempts: number; last_error: string | null }>(
    stage,
    "select task_identifier as task, attempts, last_error from graphile_worker.jobs where attempts < max_attempts or key is not null",
  );
  return rows.map(
    ({ task, attempts, last_error: error }) => `${task} is left after ${attempts} tries: ${error}`,
  );
}
