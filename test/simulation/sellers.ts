import { dayIn } from "#src/values/day.ts";
import {
  CLOSE_PAGE,
  type Effect,
  effectOf,
  LIST_REFUNDS,
  LOOK_UP,
  type Plan,
  REFUND,
  rowsOf,
  type Steps,
} from "./step.ts";
import type { SentBill, Stage } from "./stage.ts";

const DAY_MS = 86_400_000;
export const TIME_ZONE = "Europe/Berlin";

/** Everything sellers do about invoices and money. */
export const SELLER_STEPS: Steps = {
  "seller sends a new invoice": { weight: 6, plan: sendNewInvoice },
  "seller reminds": { weight: 2, plan: remind },
  "seller records a payment by hand": { weight: 4, plan: payByHand },
  "seller voids an invoice": { weight: 3, plan: voidInvoice },
  "seller refunds": { weight: 14, plan: refund },
  "seller refunds twice at once": { weight: 4, plan: refundTwice },
  "seller makes due again": { weight: 8, plan: reopen },
  "seller allocates credit": { weight: 12, plan: allocate },
  "seller locks the books": { weight: 4, plan: lockBooks },
  "seller unlocks the books": { weight: 3, plan: unlockBooks },
  "seller records what was collected": { weight: 12, plan: recordCollected },
  "seller reaches for another business": { weight: 2, plan: reachForOther },
  "seller tries a mail again": { weight: 1, plan: retryMail },
  "seller switches online payment": { weight: 2, plan: switchOnlinePayment },
  "seller chooses who takes an invoice's payment": { weight: 2, plan: chooseForInvoice },
};

function today({ clock }: Stage): string {
  return dayIn(TIME_ZONE, new Date(clock.now().getTime() + clock.skewMs));
}

export function dayBefore({ clock }: Stage, days: number): string {
  return dayIn(TIME_ZONE, new Date(clock.now().getTime() + clock.skewMs - days * DAY_MS));
}

/** A plan that is one request about one invoice, or about none. */
function oneRequest(
  stage: Stage,
  subject: string | null,
  [method, path, body]: [method: string, path: string, body?: unknown],
  calls: readonly string[] = [],
): Plan {
  const about = `${method} ${path.replaceAll(/[a-z]{3}_[0-9a-z]{20}/g, "…")} ${body === undefined ? "" : JSON.stringify(body)}`;
  return {
    subject,
    calls,
    about,
    run: async () => effectOf(await stage.request(method, path, body)),
  };
}

/** Amounts with tax, without, tiny, and with rounding in them. */
function linesFor({ random }: Stage): object[] {
  const line = () => ({
    description: "Work",
    quantity: random.pick(["1", "2", "1.5", "0.333"]),
    unitPrice: random.pick(["10.00", "9.99", "33.33", "120.00", "0.60"]),
    taxRate: random.pick([null, "19", "7"]),
  });
  return Array.from({ length: random.whole(1, 3) }, line);
}

export async function sendNewInvoice(stage: Stage): Promise<Plan> {
  const { random, bills } = stage;
  const known = random.chance(0.75) ? random.maybe(bills)?.customerId : undefined;
  const lines = linesFor(stage);
  const isSent = random.chance(0.8);
  return {
    subject: null,
    calls: [],
    about: "",
    async run() {
      const customer = known
        ? { status: 200, body: { id: known } }
        : await stage.request("POST", "/customers", {
            name: "Atelier Moreau",
            email: "compta@moreau.example",
          });
      if (effectOf(customer) !== "done") return effectOf(customer);
      const customerId: string = customer.body.id;
      const invoice = await stage.request("POST", "/invoices", {
        customerId,
        currency: "EUR",
        lines,
      });
      if (effectOf(invoice) !== "done") return effectOf(invoice);
      const { id, viewUrl } = invoice.body as { id: string; viewUrl: string };
      const sent = await stage.request(
        "POST",
        `/invoices/${id}/${isSent ? "send" : "finalize"}`,
        {},
      );
      if (effectOf(sent) !== "done") return effectOf(sent);
      const payLink: string | null = sent.body.payLink ?? null;
      bills.push({
        invoiceId: id,
        customerId,
        links: [viewUrl, ...(payLink === null ? [] : [payLink])],
      });
      return "done";
    },
  };
}

function remind(stage: Stage): Plan | null {
  const bill = stage.random.maybe(stage.bills);
  if (!bill) return null;
  return {
    subject: bill.invoiceId,
    calls: [],
    about: "",
    async run() {
      const answer = await stage.request("POST", `/invoices/${bill.invoiceId}/reminders`, {});
      if (typeof answer.body?.payLink === "string") bill.links.push(answer.body.payLink);
      return effectOf(answer);
    },
  };
}

interface Due {
  id: string;
  due: string;
}

async function dueOf(stage: Stage, { invoiceId }: SentBill): Promise<number> {
  const [row] = await rowsOf<Due>(
    stage,
    `select i.id, i.total_minor - coalesce((select sum(amount_minor) from invoice_applications a
       where a.business_id = i.business_id and a.invoice_id = i.id), 0) as due
     from invoices i where i.id = $1`,
    [invoiceId],
  );
  return Number(row?.due ?? 0);
}

async function payByHand(stage: Stage): Promise<Plan | null> {
  const { random } = stage;
  const bill = random.maybe(stage.bills);
  if (!bill) return null;
  const due = await dueOf(stage, bill);
  const body = {
    amount: random.pick(
      [due, due, Math.ceil(due / 2), 500, due + 100].filter((amount) => amount > 0),
    ),
    paidOn: random.pick([today(stage), today(stage), dayBefore(stage, 1), dayBefore(stage, 9)]),
    method: random.pick(["cash", "bank_transfer"]),
    allowCredit: random.chance(0.6),
  };
  const request: [string, string, unknown] = ["POST", `/invoices/${bill.invoiceId}/payments`, body];
  return oneRequest(stage, bill.invoiceId, request, [CLOSE_PAGE, CLOSE_PAGE, LOOK_UP]);
}

function voidInvoice(stage: Stage): Plan | null {
  const bill = stage.random.maybe(stage.bills);
  if (!bill) return null;
  const request: [string, string, unknown] = ["POST", `/invoices/${bill.invoiceId}/void`, {}];
  return oneRequest(stage, bill.invoiceId, request, [CLOSE_PAGE, LOOK_UP]);
}

interface Paid {
  id: string;
  invoice_id: string;
  amount_minor: string;
  refunded_minor: string;
  unapplied_minor: string;
  customer_id: string;
}

/** Payments that were collected, oldest first. */
function paidPayments(stage: Stage, condition: string): Promise<Paid[]> {
  return rowsOf<Paid>(
    stage,
    `select id, invoice_id, customer_id, amount_minor, refunded_minor, unapplied_minor from payments
     where status = 'succeeded' and ${condition} order by created_at, id`,
  );
}

async function chooseRefund(stage: Stage): Promise<{ paid: Paid; body: object } | null> {
  const { random } = stage;
  const paid = random.maybe(await paidPayments(stage, "processor = 'stripe'"));
  if (!paid) return null;
  const left = Number(paid.amount_minor) - Number(paid.refunded_minor);
  const part = Math.max(1, Math.floor((left * random.whole(1, 9)) / 10));
  const amount = random.pick([undefined, part, part, left + 1]);
  return {
    paid,
    body: { ...(amount === undefined ? {} : { amount }), reopen: random.chance(0.5) },
  };
}

async function refund(stage: Stage): Promise<Plan | null> {
  const chosen = await chooseRefund(stage);
  if (!chosen) return null;
  const { paid, body } = chosen;
  const isPatient = stage.random.chance(0.5);
  const headers = { "idempotency-key": `refund-${stage.random.whole(1, 1_000_000_000)}` };
  return {
    subject: paid.invoice_id,
    calls: [REFUND, REFUND, REFUND, LIST_REFUNDS, LOOK_UP],
    about: JSON.stringify(body),
    async run() {
      const ask = () => stage.request("POST", `/payments/${paid.id}/refunds`, body, headers);
      const first = effectOf(await ask());
      // A script that got no answer asks again with the same key.
      return isPatient || first === "done" || first === "refused" ? first : effectOf(await ask());
    },
  };
}

/** Two people press the button, each for all that is left: together they get no more than that. */
async function refundTwice(stage: Stage): Promise<Plan | null> {
  const chosen = await chooseRefund(stage);
  if (!chosen) return null;
  const { paid, body } = chosen;
  return {
    subject: paid.invoice_id,
    calls: [REFUND],
    about: JSON.stringify(body),
    async run() {
      const ask = () => stage.request("POST", `/payments/${paid.id}/refunds`, body);
      const effects = (await Promise.all([ask(), ask()])).map(effectOf);
      return (
        (["failed", "no answer", "put off", "done"] as Effect[]).find((one) =>
          effects.includes(one),
        ) ?? "refused"
      );
    },
  };
}

/** What a refund's credit or a lost dispute had settled. */
async function reopen(stage: Stage): Promise<Plan | null> {
  const given = "(refunded_minor > 0 or id in (select payment_id from disputes))";
  const paid = stage.random.maybe(await paidPayments(stage, given));
  return paid
    ? oneRequest(stage, paid.invoice_id, ["POST", `/payments/${paid.id}/reopening`, {}])
    : null;
}

async function allocate(stage: Stage): Promise<Plan | null> {
  const { random } = stage;
  const paid = random.maybe(await paidPayments(stage, "unapplied_minor > 0"));
  if (!paid) return null;
  const own = stage.bills.filter((bill) => bill.customerId === paid.customer_id);
  const dues = await Promise.all(own.map((one) => dueOf(stage, one)));
  const bill = random.maybe(own.filter((_, at) => (dues[at] ?? 0) > 0)) ?? random.maybe(own);
  if (!bill) return null;
  const most = Math.min(Number(paid.unapplied_minor), await dueOf(stage, bill));
  const body = { invoiceId: bill.invoiceId, amount: random.pick([most, Math.ceil(most / 2)]) || 1 };
  const request: [string, string, unknown] = ["POST", `/payments/${paid.id}/allocations`, body];
  return oneRequest(stage, bill.invoiceId, request, [CLOSE_PAGE, LOOK_UP]);
}

function lockBooks(stage: Stage): Plan {
  const days = stage.random.pick([0, 0, 0, 1, 30]);
  const body = { booksLockedThrough: dayBefore(stage, days) };
  return oneRequest(stage, null, ["PATCH", "/business", body]);
}

function unlockBooks(stage: Stage): Plan {
  return oneRequest(stage, null, ["PATCH", "/business", { booksLockedThrough: null }]);
}

async function recordCollected(stage: Stage): Promise<Plan | null> {
  const unrecorded = await paidPayments(stage, "recorded_on is null and cleared_at is null");
  const paid = stage.random.maybe(unrecorded);
  if (!paid) return null;
  const on = stage.random.pick([today(stage), dayBefore(stage, 0), dayBefore(stage, 40)]);
  return oneRequest(stage, paid.invoice_id, ["POST", `/payments/${paid.id}/recording`, { on }]);
}

/** Ids of another business open nothing (I18). */
function reachForOther(stage: Stage): Plan {
  const { random, bystanderInvoiceId: id } = stage;
  const path = random.pick([
    `/invoices/${id}/void`,
    `/invoices/${id}/send`,
    `/invoices/${id}/pay-links`,
  ]);
  return {
    subject: null,
    calls: [],
    about: path,
    async run() {
      const answer = await stage.request("POST", path, {});
      if (answer.status > 0 && answer.status < 400)
        throw new Error(`I18 ${path} answered ${answer.status}`);
      return effectOf(answer);
    },
  };
}

async function retryMail(stage: Stage): Promise<Plan | null> {
  const mails = await rowsOf<{ id: string }>(
    stage,
    "select id from mails where sent_at is null order by id",
  );
  const mail = stage.random.maybe(mails);
  return mail ? oneRequest(stage, null, ["POST", `/mails/${mail.id}/retry`, {}]) : null;
}

function switchOnlinePayment(stage: Stage): Plan {
  return oneRequest(stage, null, [
    "PATCH",
    "/business",
    { onlinePayments: stage.random.chance(0.75) },
  ]);
}

function chooseForInvoice(stage: Stage): Plan | null {
  const { random, wires } = stage;
  const bill = random.maybe(stage.bills);
  const wire = random.maybe(wires.filter((one) => !one.isGone));
  if (!bill) return null;
  const onlinePayment = random.pick(["default", "none", "default", wire ? [wire.id] : "default"]);
  return oneRequest(stage, bill.invoiceId, [
    "PATCH",
    `/invoices/${bill.invoiceId}`,
    { onlinePayment },
  ]);
}
