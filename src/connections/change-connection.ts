import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { requireAccount } from "#src/ledger/open-books.ts";
import type { Mode } from "#src/ledger/post-transaction.ts";
import { isUniqueViolation, transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { KeyCheck } from "#src/processors/processor.ts";
import { defined } from "#src/values/defined.ts";
import { readPublishableKey } from "./check-keys.ts";
import { checkWebhook } from "./check-webhook.ts";
import type { Connection } from "./connection.ts";
import { getConnection, requireConnected } from "./get-connection.ts";
import { offerWhenReady } from "./offer-when-ready.ts";
import { openProcessor } from "./open-processor.ts";
import { updateConnection } from "./store.ts";

export interface ConnectionChanges {
  readonly name?: string | undefined;
  readonly depositAccountId?: string | undefined;
  readonly feesAccountId?: string | undefined;
  /** As pasted; `null` takes it away. */
  readonly publishableKey?: string | null | undefined;
}

/**
 * Renames a connection, books its money elsewhere from now on, or gives it a publishable key. Refuses
 * with `name_taken`, and `key_mode_mismatch` for a publishable key of the other mode.
 */
export async function changeConnection(
  runtime: Runtime,
  actor: Actor,
  id: string,
  changes: ConnectionChanges,
): Promise<void> {
  const { businessId } = actor;
  try {
    await transact(runtime.db, businessId, async (tx) => {
      const { mode } = requireConnected(await getConnection(tx, businessId, id));
      for (const field of ["depositAccountId", "feesAccountId"] as const) {
        const accountId = changes[field];
        if (accountId !== undefined) await requireAccount(tx, businessId, accountId, field);
      }
      const given = defined({
        name: changes.name,
        deposit_account_id: changes.depositAccountId,
        fees_account_id: changes.feesAccountId,
        publishable_key: readGivenKey(changes.publishableKey, mode),
      });
      if (Object.keys(given).length === 0) return;
      await updateConnection(tx, businessId, id, given);
      await recordAudit(
        runtime,
        tx,
        actor,
        "connection.changed",
        { type: "connection", id },
        { fields: Object.keys(changes) },
      );
    });
  } catch (error) {
    if (!isUniqueViolation(error, "connections_name")) throw error;
    throw new Refusal("name_taken", `There is already a connection named ${changes.name}.`);
  }
}

function readGivenKey(given: string | null | undefined, mode: Mode): string | null | undefined {
  return typeof given === "string" ? readPublishableKey(given, mode, "publishableKey") : given;
}

/** Verifies key, permissions and webhook again and writes down what was found; asks, changes nothing there. */
export async function checkConnection(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const { businessId } = actor;
  const before = await transact(runtime.db, businessId, async (tx) =>
    requireConnected(await getConnection(tx, businessId, id)),
  );
  const processor = await openProcessor(runtime, businessId, id);
  const found = await findFault(() => processor.checkKey());
  await transact(runtime.db, businessId, async (tx) => {
    await updateConnection(tx, businessId, id, {
      ...(found.check === null ? {} : foundWith(found.check, before)),
      broken_reason: found.reason,
      broken_at: found.reason === null ? null : runtime.now(),
    });
    await offerWhenReady(tx, before);
  });
  if (found.check) await checkWebhook(runtime, before);
}

/** A key that may not tell the currencies leaves those that payments have shown. */
function foundWith(check: KeyCheck, before: Connection) {
  const { missingPermissions, settlementCurrencies: told } = check;
  return {
    missing_permissions: [...missingPermissions],
    settlement_currencies: [...(told.length > 0 ? told : before.settlementCurrencies)],
  };
}

async function findFault<T>(
  check: () => Promise<T>,
): Promise<{ check: T | null; reason: string | null }> {
  try {
    return { check: await check(), reason: null };
  } catch (error) {
    if (error instanceof Refusal) return { check: null, reason: error.message };
    throw error;
  }
}
