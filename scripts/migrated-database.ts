import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runMigrations } from "graphile-worker";
import { Client } from "pg";
import { startEmbeddedDatabase } from "#src/platform/embedded-database.ts";
import { migrate } from "#src/platform/migrate.ts";

/**
 * Runs `work` on a real PostgreSQL that holds what the migrations make and nothing else; it is gone
 * afterwards.
 */
export async function withMigratedDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "quittance-generate-"));
  try {
    const server = await startEmbeddedDatabase({ dataDir, isDurable: false });
    try {
      await runMigrations({ connectionString: server.url });
      await migrate(server.url, { directory: join(import.meta.dirname, "../db/migrations") });
      return await withClient(server.url, work);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Runs `work` on one connection. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
