import { getBusiness } from "#src/businesses/get-business.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { newestBundle, TOLD_FROM } from "./decline-bundle.ts";
import { tellAboutDeclines } from "./letters/tell-about-declines.ts";
import { pauseIfTested } from "./pause-payments.ts";
import type { Payment } from "./payment.ts";
import { listInvoicePayments } from "./store.ts";

/**
 * After declined tries were written down: pauses what is used to test cards, or else tells people that
 * somebody tries in vain to pay an invoice, once a day per invoice.
 */
export async function watchDeclines(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
): Promise<void> {
  if (await pauseIfTested(runtime, tx, payment)) return; // which is told in its own words
  const { businessId, invoiceId } = payment;
  const payments = await listInvoicePayments(tx, businessId, invoiceId);
  const tries = payments.filter((one) => one.attemptOf !== null);
  const bundle = newestBundle(tries.map(({ id, createdAt }) => ({ id, at: createdAt })));
  if (bundle === null || bundle.count < TOLD_FROM) return;
  const business = await getBusiness(tx, businessId);
  const last = tries.findLast(({ failureCode }) => failureCode !== null) ?? payment;
  await tellAboutDeclines(runtime, tx, business, last, bundle);
}
