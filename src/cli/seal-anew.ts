import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { type ClientBase, escapeIdentifier } from "pg";
import { enterBusiness, listBusinesses } from "#src/platform/backup/list-tables.ts";
import { keyCheckOf } from "#src/platform/backup/backup-format.ts";
import { ConfigError } from "#src/platform/config.ts";
import { createVault, type Vault } from "#src/platform/vault.ts";
import { assert } from "#src/values/assert.ts";
import { signInSecret } from "#src/access/sign-in.ts";
import { SEALED_COLUMNS, type SealedColumn } from "./sealed-columns.ts";

const ROWS_AT_ONCE = 500;

/**
 * Opens every secret in the database with the old key and seals it with the new one, in one
 * transaction: all are sealed with one key or the other. Answers how many.
 */
export async function sealAnew(
  client: ClientBase,
  keys: { from: Buffer; to: Buffer },
): Promise<number> {
  const from = createVault(keys.from);
  const to = createVault(keys.to);
  let sealed = 0;
  await client.query("BEGIN");
  await assertAllAreKnown(client);
  for (const businessId of await listBusinesses(client)) {
    await enterBusiness(client, businessId);
    for (const column of SEALED_COLUMNS) {
      sealed += await sealColumn(client, businessId, column, { from, to });
    }
  }
  sealed += await encryptSecondFactors(client, { from, to });
  await client.query("UPDATE installation SET key_check = $1", [keyCheckOf(keys.to)]);
  // Their cookies were signed with a key that comes from the old one.
  await client.query("DELETE FROM sign_in_sessions");
  await client.query("DELETE FROM sign_in_verifications");
  // The key may have been stolen: a link that was made while it was, too.
  await client.query("DELETE FROM password_resets");
  await client.query("COMMIT");
  return sealed;
}

/** A column that is not in the list would be left to a key that nobody keeps. */
async function assertAllAreKnown(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped
        AND a.attname LIKE '%\\_sealed'`,
  );
  const known = new Set(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`));
  const unknown = rows.find(({ name }) => !known.has(name))?.name;
  assert(unknown === undefined, `${unknown} is sealed in a way that rotating does not know`);
}

async function sealColumn(
  client: ClientBase,
  businessId: string,
  { table, column, key, place }: SealedColumn,
  { from, to }: { from: Vault; to: Vault },
): Promise<number> {
  const [inTable, inColumn, byKey] = [table, column, key].map((name) => escapeIdentifier(name));
  let done = 0;
  await client.query(
    `DECLARE reading NO SCROLL CURSOR FOR SELECT ${byKey} AS id, ${inColumn} AS sealed
      FROM ${inTable} WHERE business_id = ${client.escapeLiteral(businessId)} AND ${inColumn} IS NOT NULL`,
  );
  for (;;) {
    const { rows } = await client.query<{ id: string; sealed: Buffer }>(
      `FETCH ${ROWS_AT_ONCE} FROM reading`,
    );
    if (rows.length === 0) break;
    const ids: string[] = [];
    const values: Buffer[] = [];
    for (const row of rows) {
      const where = place(businessId, row.id);
      ids.push(row.id);
      values.push(to.seal(where, open(from, where, row.sealed)));
    }
    await client.query(
      `UPDATE ${inTable} t SET ${inColumn} = fresh.value
        FROM unnest($2::text[], $3::bytea[]) AS fresh (id, value)
        WHERE t.business_id = $1 AND t.${byKey} = fresh.id`,
      [businessId, ids, values],
    );
    done += rows.length;
  }
  await client.query("CLOSE reading");
  return done;
}

/** The sign-in library encrypts by itself, with a key that comes from the installation's. */
async function encryptSecondFactors(
  client: ClientBase,
  { from, to }: { from: Vault; to: Vault },
): Promise<number> {
  const { rows } = await client.query<{ id: string; secret: string; backup_codes: string }>(
    "SELECT id, secret, backup_codes FROM second_factors ORDER BY id",
  );
  const anew = async (data: string, id: string) => {
    try {
      const clear = await symmetricDecrypt({ key: signInSecret(from), data });
      return await symmetricEncrypt({ key: signInSecret(to), data: clear });
    } catch (error) {
      throw doesNotOpen(`second_factors:${id}`, error);
    }
  };
  for (const { id, secret, backup_codes: codes } of rows) {
    await client.query("UPDATE second_factors SET secret = $2, backup_codes = $3 WHERE id = $1", [
      id,
      await anew(secret, id),
      await anew(codes, id),
    ]);
  }
  return 2 * rows.length;
}

function open(vault: Vault, place: string, sealed: Buffer): string {
  try {
    return vault.open(place, sealed);
  } catch (error) {
    throw doesNotOpen(place, error);
  }
}

function doesNotOpen(place: string, cause: unknown): ConfigError {
  return new ConfigError(`${place} does not open with the secret key. Nothing was changed.`, {
    cause,
  });
}
