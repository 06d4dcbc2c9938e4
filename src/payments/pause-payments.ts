import { systemActor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import { addJob } from "#src/platform/jobs.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { tellAboutPause, type ToldPause } from "./letters/tell-about-pause.ts";
import { judge, type NewPause, PAUSE_MS } from "./pause.ts";
import { insertPause, lockDeclines, readPauseFacts } from "./pause-store.ts";
import type { Payment } from "./payment.ts";
import { findPayerHash } from "./session-store.ts";

/**
 * Looks at the declined tries of the last hour after another one was written down, and pauses what is
 * used to test cards: the invoice, the payer's address, or the whole business [R56]. Whoever runs it,
 * in whichever process, the same rows lead to the same pause, once. The page that is open for the
 * attacked invoice is closed, since more cards can be tried there; pages of other invoices stay open.
 * Answers whether the invoice cannot be paid now.
 */
export async function pauseIfTested(
  runtime: Runtime,
  tx: BusinessTx,
  payment: Payment,
): Promise<boolean> {
  const { businessId, invoiceId, id } = payment;
  await lockDeclines(tx, businessId);
  const now = runtime.now();
  const since = new Date(now.getTime() - PAUSE_MS);
  const facts = await readPauseFacts(tx, payment, since, now);
  const payerHash = await findPayerHash(tx, businessId, id);
  const payer = payerHash?.toString("hex") ?? null;
  // While all is paused, and told, nobody needs a letter about each invoice besides.
  const isAllPaused = facts.pauses.some(
    ({ scope, liftedAt }) => scope === "business" && liftedAt === null,
  );
  const fresh = judge({ ...facts, invoiceId, payer });
  for (const pause of fresh) {
    const told = await begin(runtime, tx, payment, pause, payerHash);
    // About an address nobody can do anything: it is written down, and not told.
    const { scope } = told;
    if (scope === "address" || isAllPaused) continue;
    const business = await getBusiness(tx, businessId);
    await tellAboutPause(runtime, tx, business, { ...told, scope });
  }
  const isPaused = facts.pauses.some((one) => one.invoiceId === invoiceId && one.liftedAt === null);
  return isPaused || isAllPaused || fresh.some(({ scope }) => scope !== "address");
}

async function begin(
  runtime: Runtime,
  tx: BusinessTx,
  { businessId, invoiceId, mode }: Payment,
  { scope, declines }: NewPause,
  payerHash: Buffer | null,
): Promise<Omit<ToldPause, "scope"> & NewPause> {
  const id = runtime.newId("pau");
  const beganAt = runtime.now();
  const endsAt = new Date(beganAt.getTime() + PAUSE_MS);
  await insertPause(tx, {
    business_id: businessId,
    id,
    scope,
    mode,
    invoice_id: scope === "invoice" ? invoiceId : null,
    payer_hash: scope === "address" ? payerHash : null,
    declines,
    began_at: beganAt,
    ends_at: endsAt,
  });
  const target = { type: "payment_pause", id };
  const details = { scope, declines, invoiceId, endsAt: endsAt.toISOString() };
  await recordAudit(runtime, tx, systemActor(businessId), "payments.paused", target, details);
  await addJob(tx, "close_sessions", { businessId, invoiceId });
  return { id, scope, declines, invoiceId, mode, beganAt, endsAt };
}
