import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Invoice } from "../../api/types.ts";
import { dayIn, overdueWords, today } from "../../ui/days.ts";
import { useCan, useWriting } from "../../ui/use-business.ts";

/** Opens an invoice where it is worked on: a draft in the editor. */
export function InvoiceLink({ invoice, children }: { invoice: Invoice; children: ReactNode }) {
  const can = useCan();
  const { id } = invoice;
  return invoice.status === "draft" && can.changeInvoices ? (
    <Link to="/invoices/draft/{-$id}" params={{ id }} className="row-link">
      {children}
    </Link>
  ) : (
    <Link to="/invoices/$id" params={{ id }} className="row-link">
      {children}
    </Link>
  );
}

/** The one thing worth knowing beside the status. */
export function useInvoiceFact(invoice: Invoice): string {
  const write = useWriting();
  const { status, dueOn, paidOn, viewedAt, sentAt, voidedAt, createdAt } = invoice;
  const plan = planFact(invoice, write.shortDay);
  const on = (instant: string) =>
    dayIn(instant, write.timezone) === today(write.timezone) ? "today" : write.dayOf(instant);
  if (plan !== null && !invoice.overdue) return plan;
  if (status === "draft") return `Started ${on(createdAt)}`;
  if (status === "void") return voidedAt === null ? "" : `Voided ${on(voidedAt)}`;
  if (status === "paid") return paidOn === null ? "" : `Paid ${write.shortDay(paidOn)}`;
  if (invoice.overdue && dueOn !== null) return overdueWords(dueOn, write.timezone);
  if (viewedAt !== null) return `Viewed ${on(viewedAt)}`;
  return sentAt === null ? "Not sent yet" : `Sent ${on(sentAt)}`;
}

/** `Goes out 3 Dec`; `null` where nothing is planned. */
export function planFact(
  { scheduledSending: plan }: Invoice,
  shortDay: (day: string) => string,
): string | null {
  if (plan === null) return null;
  return plan.heldSince === null ? `Goes out ${shortDay(plan.on)}` : "Held back";
}
