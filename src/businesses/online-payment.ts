import { z } from "@hono/zod-openapi";
import type { BusinessTx } from "#src/platform/database.ts";
import { id } from "#src/platform/fields.ts";
import { addJob } from "#src/platform/jobs.ts";
import { refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";

/** Which connections take payments: inherited, none at all, or these. */
export type OnlinePayment = "default" | "none" | readonly string[];

const MAX_CONNECTIONS = 10;

const connectionIds = z
  .array(id("con"))
  .min(1, 'must name a connection; use "none" for none')
  .max(MAX_CONNECTIONS, `must name at most ${MAX_CONNECTIONS} connections`);

/** On customers and invoices, which can inherit. */
export const onlinePaymentField = z.union([z.enum(["default", "none"]), connectionIds]);
/** On the business, where inheriting ends. */
export const onlinePaymentDefaultField = z.union([z.literal("none"), connectionIds]);

/** The first level that decides, from the invoice upwards; "none" decides too. */
export function resolveOnlinePayment(
  invoice: OnlinePayment,
  customer: OnlinePayment,
  business: OnlinePayment,
): readonly string[] {
  for (const choice of [invoice, customer, business]) {
    if (choice === "none") return [];
    if (choice !== "default") return choice;
  }
  return [];
}

/** The choice without a connection that is gone; what it was alone in becomes "none". */
export function withoutConnection(choice: OnlinePayment, connectionId: string): OnlinePayment {
  if (typeof choice === "string") return choice;
  const left = choice.filter((id) => id !== connectionId);
  return left.length === 0 ? "none" : left;
}

/** Refuses a choice that names a connection this business does not have. */
export async function requireOwnConnections(
  tx: BusinessTx,
  businessId: string,
  choice: OnlinePayment | undefined,
  path: string,
): Promise<void> {
  if (choice === undefined || choice === "default" || choice === "none") return;
  const rows = await tx
    .selectFrom("directory")
    .select("id")
    .where("business_id", "=", businessId)
    .where("id", "in", [...choice])
    .execute();
  const known = new Set(rows.map((row) => row.id));
  const missing = choice.findIndex((connectionId) => !known.has(connectionId));
  if (missing >= 0) throw refuseField(`${path}.${missing}`, "is not a connection of this business");
}

/** So long a press of Pay that was under way may need to open its page. */
const UNDER_WAY_MS = 60_000;

/**
 * Has every payment page closed, after the commit, that is open where nobody is to pay any more; and
 * once more a minute later, for a page that was just being opened.
 */
export async function closeUnofferedLater(
  { now }: Runtime,
  tx: BusinessTx,
  businessId: string,
): Promise<void> {
  const key = `close_unoffered:${businessId}`;
  await addJob(tx, "close_unoffered", { businessId }, { key });
  const runAt = new Date(now().getTime() + UNDER_WAY_MS);
  await addJob(tx, "close_unoffered", { businessId }, { key: `${key}:again`, runAt });
}
