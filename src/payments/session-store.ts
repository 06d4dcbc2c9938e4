import type { BusinessTx } from "#src/platform/database.ts";
import { type Payment, paymentFromRow } from "./payment.ts";

const MOST_LET_GO = 100;

/** Payments whose page at the processor can still be paid on, of one connection or of all. */
export async function listOpenSessions(
  tx: BusinessTx,
  businessId: string,
  connectionId?: string,
): Promise<Payment[]> {
  const open = tx
    .selectFrom("payments")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("session_state", "in", ["opening", "open"])
    .orderBy("id");
  const chosen = connectionId === undefined ? open : open.where("connection_id", "=", connectionId);
  return (await chosen.execute()).map(paymentFromRow);
}

/** The newest pages that were let go before anybody knew what they came to. */
export async function listLetGo(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<Payment[]> {
  const rows = await tx
    .selectFrom("payments")
    .selectAll()
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("let_go_at", "is not", null)
    .where("session_id", "is not", null)
    .where("status", "<>", "succeeded")
    .orderBy("id", "desc")
    .limit(MOST_LET_GO)
    .execute();
  return rows.map(paymentFromRow);
}

/** The newest payment page that was opened at a connection; `null` when none ever was. */
export async function findLastSessionId(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<string | null> {
  const row = await tx
    .selectFrom("payments")
    .select("session_id")
    .where("business_id", "=", businessId)
    .where("connection_id", "=", connectionId)
    .where("session_id", "is not", null)
    .orderBy("id", "desc")
    .executeTakeFirst();
  return row?.session_id ?? null;
}

/** What opens the form of a payment's session in a pop-up, sealed; `null` for other sessions. */
export async function findSessionSecret(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Buffer | null> {
  const row = await tx
    .selectFrom("payments")
    .select("session_secret_sealed")
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.session_secret_sealed ?? null;
}

/** Who was last led to a payment's page, hashed; `null` when that says nothing. */
export async function findPayerHash(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Buffer | null> {
  const row = await tx
    .selectFrom("payments")
    .select("payer_hash")
    .where("business_id", "=", businessId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row?.payer_hash ?? null;
}
