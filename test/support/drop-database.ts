import type { Client } from "pg";

const INSUFFICIENT_PRIVILEGE = "42501";

/**
 * Drops a database with whoever is still connected. Autovacuum cannot be sent away by force, only by a
 * plain DROP, which waits for it.
 */
export async function dropDatabase(client: Client, name: string): Promise<void> {
  try {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } catch (error) {
    if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
  }
}
