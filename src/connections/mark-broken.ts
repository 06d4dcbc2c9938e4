import { recordAudit } from "#src/audit/record-audit.ts";
import { systemActor } from "#src/access/actor.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { notificationAddresses } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { letterFrame } from "#src/letters/letter-frame.ts";
import { queueLetter } from "#src/letters/queue-letter.ts";
import { writeProblemNotice } from "#src/letters/templates/write-problem-notice.ts";
import { formatInstant } from "#src/values/wording.ts";
import type { Connection } from "./connection.ts";
import { getConnection } from "./get-connection.ts";
import { updateConnection } from "./store.ts";

/** What a person reads about it. */
const REASONS = {
  key_rejected: "Stripe no longer accepts the key. Make a new one in Stripe and replace it here.",
  permission_missing: "The key lacks a permission it had before. Check the key in Stripe.",
} as const;

/** Notes that the processor turned the connection's key down; it takes no payments until repaired. */
export async function markBroken(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
  fault: keyof typeof REASONS,
): Promise<void> {
  const connection = await getConnection(tx, businessId, connectionId);
  if (connection.brokenReason !== null || connection.disconnectedAt !== null) return;
  await updateConnection(tx, businessId, connectionId, {
    broken_reason: REASONS[fault],
    broken_at: runtime.now(),
  });
  const target = { type: "connection", id: connectionId };
  await recordAudit(runtime, tx, systemActor(businessId), "connection.broken", target, { fault });
  await tellOwners(runtime, tx, connection, REASONS[fault]);
}

/** Money would stop coming in silently otherwise: each notification address hears of it. */
async function tellOwners(
  runtime: Runtime,
  tx: BusinessTx,
  connection: Connection,
  reason: string,
): Promise<void> {
  const { businessId, name } = connection;
  const business = await getBusiness(tx, businessId);
  const { publicUrl } = runtime.config;
  for (const recipient of notificationAddresses(business)) {
    await queueLetter(runtime, tx, businessId, {
      kind: "problem",
      cause: `${connection.id}:broken:${runtime.now().toISOString()}:${recipient}`,
      invoiceId: null,
      to: [recipient],
      letter: writeProblemNotice({
        ...letterFrame(business, connection.mode),
        recipient,
        headline: `${name} takes no payments at the moment`,
        explanation: `${reason}\n\nCustomers who open an invoice meanwhile are asked to pay another way. Payments under way are recorded once the key works again.`,
        since: formatInstant(runtime.now(), business.timezone, business.locale),
        facts: [{ label: "Connection", amount: name }],
        action: {
          label: "Open the connection",
          url: `${publicUrl}/settings/online-payments/${connection.id}`,
        },
        settingsUrl: `${publicUrl}/settings/business`,
      }),
    });
  }
}
