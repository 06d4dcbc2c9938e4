import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import type { Business } from "#src/businesses/business.ts";
import { offerFirstConnection } from "#src/businesses/change-business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { addAccount, requireAccount } from "#src/ledger/open-books.ts";
import { type BusinessTx, isUniqueViolation, transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { KeyCheck } from "#src/processors/processor.ts";
import { cleanKey } from "#src/processors/stripe/key.ts";
import { lacksRequired } from "#src/processors/stripe/permissions.ts";
import { stripeProcessor } from "#src/processors/stripe/stripe.ts";
import { publishableKeyBeside, requireAllowedMode } from "./check-keys.ts";
import { type Connection, secretPlace } from "./connection.ts";
import { getConnection } from "./get-connection.ts";
import { repairWebhook } from "./repair-webhook.ts";
import { insertConnection } from "./store.ts";

export interface NewConnection {
  readonly name: string;
  readonly secretKey: string;
  readonly publishableKey: string | null;
  readonly depositAccountId: string | null;
  readonly feesAccountId: string | null;
}

/**
 * Connects a processor: checks the key without side effects, stores the connection, then creates
 * its webhook. A key that fails stores nothing (`key_rejected`, `key_is_publishable`,
 * `key_is_test`, `key_mode_mismatch`); one that lacks permissions is stored as incomplete.
 */
export async function createConnection(
  runtime: Runtime,
  actor: Actor,
  input: NewConnection,
): Promise<Connection> {
  const { businessId } = actor;
  const business = await transact(runtime.db, businessId, (tx) => getBusiness(tx, businessId));
  const secretKey = cleanKey(input.secretKey);
  requireAllowedMode(business, secretKey);
  const publishableKey = publishableKeyBeside(secretKey, input.publishableKey);
  const check = await stripeProcessor(secretKey, runtime.config.stripeApiBase).checkKey();
  const keys = { secretKey, publishableKey };
  const id = await storeConnection(runtime, actor, business, { ...input, ...keys }, check);
  await repairWebhook(runtime, actor, id);
  return transact(runtime.db, businessId, (tx) => getConnection(tx, businessId, id));
}

async function storeConnection(
  runtime: Runtime,
  actor: Actor,
  business: Business,
  input: NewConnection,
  check: KeyCheck,
): Promise<string> {
  const id = runtime.newId("con");
  const place = secretPlace.credentials({ businessId: business.id, id });
  try {
    await transact(runtime.db, business.id, async (tx) => {
      const accounts = await connectionAccounts(runtime, tx, business.id, input);
      await insertConnection(tx, {
        business_id: business.id,
        id,
        processor: "stripe",
        name: input.name,
        mode: check.mode,
        credentials_sealed: runtime.vault.seal(place, input.secretKey),
        key_kind: check.kind,
        key_last4: check.last4,
        publishable_key: input.publishableKey,
        missing_permissions: [...check.missingPermissions],
        settlement_currencies: [...check.settlementCurrencies],
        ...accounts,
        webhook_state: "needs_repair",
        webhook_reason: "The webhook has not been created yet.",
        created_at: runtime.now(),
        swept_through: runtime.now(),
      });
      if (!lacksRequired(check.missingPermissions)) await offerFirstConnection(tx, business, id);
      const details = { name: input.name, mode: check.mode, keyLast4: check.last4 };
      await recordAudit(
        runtime,
        tx,
        actor,
        "connection.created",
        { type: "connection", id },
        details,
      );
    });
  } catch (error) {
    if (!isUniqueViolation(error, "connections_name")) throw error;
    throw new Refusal("name_taken", `There is already a connection named ${input.name}.`);
  }
  return id;
}

/** The accounts chosen, or new ones named after the connection. */
async function connectionAccounts(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  input: NewConnection,
) {
  const { depositAccountId, feesAccountId, name } = input;
  if (depositAccountId !== null)
    await requireAccount(tx, businessId, depositAccountId, "depositAccountId");
  if (feesAccountId !== null) await requireAccount(tx, businessId, feesAccountId, "feesAccountId");
  const clearing = { name: `${name} clearing`, type: "asset" } as const;
  const fees = { name: `${name} fees`, type: "expense" } as const;
  return {
    deposit_account_id: depositAccountId ?? (await addAccount(runtime, tx, businessId, clearing)),
    fees_account_id: feesAccountId ?? (await addAccount(runtime, tx, businessId, fees)),
  };
}
