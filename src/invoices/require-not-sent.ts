import type { BusinessTx } from "#src/platform/database.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import type { Invoice } from "./invoice.ts";
import { wasSentSince } from "./schedule-store.ts";

/**
 * Refuses with `already_sent_as_planned` when what a person means to replace went out by itself since they
 * saw it, so that the customer does not get it twice. The invoice is locked.
 */
export async function requireNotSentAsPlanned(
  tx: BusinessTx,
  { businessId, id }: Pick<Invoice, "businessId" | "id">,
  planId: string | null,
): Promise<void> {
  if (planId === null) return;
  const isSent = await wasSentSince(tx, businessId, id, planId);
  if (isSent === null) throw refuseField("insteadOf", "is not a plan of this invoice");
  if (!isSent) return;
  throw new Refusal(
    "already_sent_as_planned",
    "This invoice was sent as planned a moment ago. Nothing was sent again.",
  );
}
