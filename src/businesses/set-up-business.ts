import { sql } from "kysely";
import type { Actor } from "#src/access/actor.ts";
import { createApiKey } from "#src/access/create-api-key.ts";
import { createOwner, type NewOwner } from "#src/access/create-owner.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { createBusiness, type NewBusiness } from "./create-business.ts";

export interface SetUp {
  readonly businessId: string;
  readonly ownerId: string;
  /** Shown once; only its hash is kept. */
  readonly apiKey: string;
}

export interface SetUpInput {
  readonly business: NewBusiness;
  readonly owner: NewOwner;
  /** `null` on the command line. */
  readonly ipAddress: string | null;
  /** Setup over HTTP exists only until there is a business. */
  readonly isFirstOnly?: boolean;
}

/**
 * Makes a business with its chart of accounts, its owner and a first API key, all or nothing.
 * Refuses with `not_found` when it was to be the first and is not; of two at once one is refused.
 */
export async function setUpBusiness(runtime: Runtime, input: SetUpInput): Promise<SetUp> {
  const businessId = runtime.newId("biz");
  return transact(runtime.db, businessId, async (tx) => {
    if (input.isFirstOnly) await requireFirst(tx);
    await createBusiness(runtime, tx, businessId, input.business);
    const ownerId = await createOwner(runtime, tx, businessId, input.owner);
    const { key: apiKey } = await createApiKey(runtime, tx, businessId, {
      name: "First key",
      role: "owner",
    });
    const actor: Actor = {
      type: input.ipAddress === null ? "command_line" : "member",
      id: ownerId,
      name: input.owner.name,
      businessId,
      role: "owner",
      ipAddress: input.ipAddress,
    };
    await recordAudit(runtime, tx, actor, "business.created", { type: "business", id: businessId });
    return { businessId, ownerId, apiKey };
  });
}

/** Whether nobody has set up a business yet. Afterwards setup over HTTP does not exist. */
export async function needsSetUp(runtime: Runtime): Promise<boolean> {
  const row = await runtime.db.selectFrom("directory").select("id").limit(1).executeTakeFirst();
  return row === undefined;
}

/** Any number that nothing else locks in this database. */
const SET_UP_LOCK = 7_218_844_002;

async function requireFirst(tx: BusinessTx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SET_UP_LOCK})`.execute(tx);
  const row = await tx.selectFrom("directory").select("id").limit(1).executeTakeFirst();
  if (row) throw new Refusal("not_found", "There is nothing here.");
}
