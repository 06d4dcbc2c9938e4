import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type Business, todayOf } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { getCustomer } from "#src/customers/change-customer.ts";
import type { Customer } from "#src/customers/customer.ts";
import { postTransaction } from "#src/ledger/post-transaction.ts";
import type { Day } from "#src/values/day.ts";
import { defined } from "#src/values/defined.ts";
import { negate } from "#src/values/money.ts";
import { type BusinessTx, isUniqueViolation } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { getInvoice, lockInvoice } from "./get-invoice.ts";
import { addHistory } from "./history.ts";
import { type Invoice, type PartySnapshot, statusOf } from "./invoice.ts";
import { drawNumber, moveSeriesPast, updateInvoice } from "./store.ts";

/**
 * Makes a draft final: books the receivable, freezes every field with both parties as they are
 * today, and takes the next number last, so that a failure leaves no gap. Refuses with
 * `invoice_not_draft`, `invoice_empty`, `number_taken`, `period_locked`.
 *
 * `ownNumber` is typed by the seller; a larger one of any year's series moves that series on. `plannedBy`
 * is who planned it, where nobody is there when it becomes final.
 */
export async function finalizeInvoice(
  runtime: Runtime,
  tx: BusinessTx,
  actor: Actor,
  id: string,
  { ownNumber = null, plannedBy }: { ownNumber?: string | null; plannedBy?: string } = {},
): Promise<Invoice> {
  const { businessId } = actor;
  const draft = await lockInvoice(tx, businessId, id);
  if (statusOf(draft) !== "draft") {
    throw new Refusal("invoice_not_draft", `This invoice is already final, as ${draft.number}.`);
  }
  if (draft.lines.length === 0) {
    throw new Refusal(
      "invoice_empty",
      "An invoice needs at least one line before it can be final.",
    );
  }
  const business = await getBusiness(tx, businessId);
  const customer = await getCustomer(tx, businessId, draft.customerId);
  const issuedOn = todayOf(business, runtime.now());
  await bookReceivable(runtime, tx, draft, issuedOn);
  await freeze(tx, draft, {
    number: await takeNumber(tx, businessId, issuedOn, ownNumber),
    finalized_at: runtime.now(),
    issued_on: issuedOn,
    seller: JSON.stringify(sellerSnapshot(business)),
    buyer: JSON.stringify(buyerSnapshot(customer)),
  });
  const invoice = await getInvoice(tx, businessId, id);
  const details = { number: invoice.number, ...defined({ plannedBy }) };
  await addHistory(runtime, tx, invoice, "finalized", details, actor.name);
  await recordAudit(runtime, tx, actor, "invoice.finalized", { type: "invoice", id }, details);
  return invoice;
}

async function bookReceivable(
  runtime: Runtime,
  tx: BusinessTx,
  draft: Invoice,
  on: Day,
): Promise<void> {
  await postTransaction(runtime, tx, draft.businessId, {
    on,
    mode: "live",
    cause: { type: "invoice", id: draft.id },
    legs: [
      { account: "receivable", amount: draft.total },
      { account: "revenue", amount: negate(draft.subtotal) },
      { account: "tax", amount: negate(draft.taxTotal) },
    ],
  });
}

async function freeze(
  tx: BusinessTx,
  draft: Invoice,
  changes: Parameters<typeof updateInvoice>[3],
): Promise<void> {
  try {
    await updateInvoice(tx, draft.businessId, draft.id, changes);
  } catch (error) {
    if (!isUniqueViolation(error, "invoices_business_id_number_key")) throw error;
    throw new Refusal(
      "number_taken",
      `There is already an invoice with the number ${String(changes.number)}.`,
    );
  }
}

const OWN_SERIES = /^(\d{4})-(\d{1,8})$/;

async function takeNumber(
  tx: BusinessTx,
  businessId: string,
  issuedOn: Day,
  ownNumber: string | null,
): Promise<string> {
  const year = Number(issuedOn.slice(0, 4));
  if (ownNumber !== null) {
    const match = OWN_SERIES.exec(ownNumber);
    if (match) await moveSeriesPast(tx, businessId, Number(match[1]), Number(match[2]));
    return ownNumber;
  }
  const value = await drawNumber(tx, businessId, "invoice", year);
  return `${year}-${String(value).padStart(4, "0")}`;
}

export function sellerSnapshot(business: Business): PartySnapshot {
  const { name, legalName, address, country, taxId, email, phone, website, bankDetails } = business;
  return { name, legalName, address, country, taxId, email, phone, website, bankDetails };
}

export function buyerSnapshot(customer: Customer): PartySnapshot {
  const { name, address, taxId, email } = customer;
  return {
    name,
    legalName: null,
    address,
    country: null,
    taxId,
    email,
    phone: null,
    website: null,
    bankDetails: null,
  };
}
