import { markBroken } from "#src/connections/mark-broken.ts";
import { openProcessor } from "#src/connections/open-processor.ts";
import { lockInvoice } from "#src/invoices/get-invoice.ts";
import { pageUrl, tokenOfPage } from "#src/invoices/links.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type {
  OpenSessionOutcome,
  SessionPlace,
  SessionRequest,
} from "#src/processors/processor.ts";
import { must } from "#src/values/assert.ts";
import type { Payment } from "./payment.ts";
import { findSessionSecret } from "./session-store.ts";
import { findPayment, updatePayment } from "./store.ts";

/**
 * Asks the processor for the payment page of a written-down attempt and writes the answer down. The
 * attempt's id is the idempotency key: asking again after a lost answer yields the same page, so the
 * janitor and a second click may both come here.
 */
export async function askForSession(
  runtime: Runtime,
  payment: Payment,
): Promise<OpenSessionOutcome> {
  const processor = await openProcessor(runtime, payment.businessId, connectionOf(payment));
  const request = await rebuildRequest(runtime, payment);
  const outcome = await processor.openSession(request, `payment:${payment.id}`);
  await recordAnswer(runtime, payment, outcome);
  return outcome;
}

async function recordAnswer(
  runtime: Runtime,
  asked: Payment,
  outcome: OpenSessionOutcome,
): Promise<void> {
  const { businessId, id } = asked;
  await transact(runtime.db, businessId, async (tx) => {
    await lockInvoice(tx, businessId, asked.invoiceId);
    const payment = must(
      await findPayment(tx, businessId, id, "lock"),
      "payments are never deleted",
    );
    if (payment.session.state !== "opening") return; // somebody else heard the answer first
    switch (outcome.kind) {
      case "opened":
        return updatePayment(tx, businessId, id, {
          status: "started",
          session_state: "open",
          session_id: outcome.sessionId,
          ...sealPlace(runtime, payment, outcome.place),
        });
      case "closed":
        return updatePayment(tx, businessId, id, { session_id: outcome.sessionId });
      case "refused":
        runtime.log.error(
          { payment: id, fault: outcome.fault, reason: outcome.message },
          "the processor refused to open a payment page",
        );
        if (outcome.fault === "key_rejected" || outcome.fault === "permission_missing") {
          await markBroken(runtime, tx, businessId, connectionOf(payment), outcome.fault);
        }
        return updatePayment(tx, businessId, id, {
          status: "failed",
          session_state: "expired",
          failure_code: outcome.fault,
          failure_message: outcome.message.slice(0, 500),
        });
      case "unknown":
        if (payment.status === "unknown") return; // since when is written down already
        return updatePayment(tx, businessId, id, {
          status: "unknown",
          unknown_since: runtime.now(),
        });
    }
  });
}

function sealPlace(runtime: Runtime, payment: Payment, place: SessionPlace) {
  return place.form === "redirect"
    ? { session_url: place.url }
    : { session_secret_sealed: runtime.vault.seal(secretPlace(payment), place.secret) };
}

/** How a payer's browser gets to the form of an open session, as it was answered once. */
export async function openPlace(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
): Promise<SessionPlace> {
  const { url } = payment.session;
  if (url !== null) return { form: "redirect", url };
  const sealed = must(
    await findSessionSecret(tx, payment.businessId, payment.id),
    "an open session has an address or a secret",
  );
  return { form: "popup", secret: runtime.vault.open(secretPlace(payment), sealed) };
}

/** Where a session's secret belongs; sealed with it, so that it opens nowhere else. */
export function secretPlace({ businessId, id }: Pick<Payment, "businessId" | "id">): string {
  return `payments.session:${businessId}:${id}`;
}

/** The request exactly as it was first asked; only links' secrets are put back in. */
async function rebuildRequest(runtime: Runtime, payment: Payment): Promise<SessionRequest> {
  const stored = must(payment.session.request, "an attempt keeps its request");
  const token = await transact(runtime.db, payment.businessId, (tx) =>
    tokenOfPage(runtime, tx, payment.businessId, stored.page),
  );
  const page = pageUrl(runtime.config.publicUrl, stored.page.kind, token);
  return {
    form: stored.form,
    amount: payment.amount,
    title: stored.title,
    description: stored.description,
    customerEmail: stored.customerEmail,
    locale: stored.locale,
    expiresAt: must(payment.session.expiresAt, "an attempt keeps its end"),
    returnUrl: `${page}/return?session={session}`,
    cancelUrl: `${page}/return?left=${payment.id}`,
    tags: {
      installation: runtime.installationId,
      business: payment.businessId,
      invoice: payment.invoiceId,
      payment: payment.id,
    },
  };
}

export function connectionOf(payment: Payment): string {
  return must(payment.connectionId, "payments through a processor have a connection");
}
