import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runMigrations } from "graphile-worker";
import { Client } from "pg";
import { startEmbeddedDatabase } from "#src/platform/embedded-database.ts";
import { migrate } from "#src/platform/migrate.ts";
import { templateDatabase, urlOf } from "./database-names.ts";

export interface DatabaseServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A real PostgreSQL of one's own, with everything migrated in a database to copy. */
export async function startDatabaseServer(): Promise<DatabaseServer> {
  const dataDir = await mkdtemp(join(tmpdir(), "quittance-test-"));
  const server = await startEmbeddedDatabase({ dataDir, isDurable: false });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await makeTemplate(server.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, stop };
}

async function makeTemplate(serverUrl: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${templateDatabase}`);
    const url = urlOf(serverUrl, templateDatabase);
    const directory = join(import.meta.dirname, "../../db/migrations");
    if (existsSync(directory)) await migrate(url, { directory });
    await runMigrations({ connectionString: url });
    // Only a database that nobody is connected to can be copied.
    await client.query(`ALTER DATABASE ${templateDatabase} WITH ALLOW_CONNECTIONS false`);
  } finally {
    await client.end();
  }
}
