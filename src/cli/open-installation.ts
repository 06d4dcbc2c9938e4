import { runMigrations } from "graphile-worker";
import { Client } from "pg";
import { fileURLToPath } from "node:url";
import { type Config, ConfigError } from "#src/platform/config.ts";
import { startEmbeddedDatabase } from "#src/platform/embedded-database.ts";
import { migrate } from "#src/platform/migrate.ts";

const MIGRATIONS = fileURLToPath(new URL("../../db/migrations", import.meta.url));
const CONNECT_TIMEOUT_MS = 5_000;

export interface Installation {
  readonly databaseUrl: string;
  readonly applied: readonly string[];
  close(): Promise<void>;
}

/**
 * The installation's database, migrated: the one of DATABASE_URL, or the embedded one, started if
 * need be. A command may join the database of a running server; a second server may not.
 */
export async function openInstallation(
  config: Config,
  whenInUse: "refuse" | "join",
): Promise<Installation> {
  if (config.databaseUrl !== null) {
    await checkReachable(config.databaseUrl);
    const applied = await bringUpToDate(config.databaseUrl);
    return { databaseUrl: config.databaseUrl, applied, close: async () => undefined };
  }
  const embedded = await startEmbeddedDatabase({ dataDir: config.dataDir, whenInUse });
  try {
    const applied = await bringUpToDate(embedded.url);
    return { databaseUrl: embedded.url, applied, close: () => embedded.stop() };
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

async function bringUpToDate(databaseUrl: string): Promise<string[]> {
  await runMigrations({ connectionString: databaseUrl });
  return (await migrate(databaseUrl, { directory: MIGRATIONS })).applied;
}

async function checkReachable(databaseUrl: string): Promise<void> {
  const client = new Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "select current_setting('server_version_num') as version",
    );
    if (Number(rows[0]?.version) < 150_000) {
      throw new ConfigError(
        "The database of DATABASE_URL is older than PostgreSQL 15, which Quittance needs.",
      );
    }
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason =
      error instanceof Error
        ? error.message || String("code" in error ? error.code : error)
        : String(error);
    throw new ConfigError(`The database of DATABASE_URL cannot be reached: ${reason}.`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
