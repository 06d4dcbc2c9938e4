import { runMigrations } from "graphile-worker";
import { Client } from "pg";
import { fileURLToPath } from "node:url";
import { BackupError, backupPath } from "#src/platform/backup/backup-format.ts";
import { holdsBusiness } from "#src/platform/backup/list-tables.ts";
import { writeBackup } from "#src/platform/backup/write-backup.ts";
import { type Config, ConfigError } from "#src/platform/config.ts";
import { startEmbeddedDatabase } from "#src/platform/embedded-database.ts";
import { createLog } from "#src/platform/log.ts";
import { migrate } from "#src/platform/migrate.ts";
import { settleSecretKey } from "#src/platform/secret-key.ts";
import { takeServingLock } from "#src/platform/serving-lock.ts";

export const MIGRATIONS = fileURLToPath(new URL("../../db/migrations", import.meta.url));
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * `serve` beside nobody else in this directory, `join` whoever serves, or `alone`: no server may run
 * on the database, here or elsewhere.
 */
export type Purpose = "serve" | "join" | "alone";

export interface OpenDatabase {
  readonly databaseUrl: string;
  close(): Promise<void>;
}

export interface Installation extends OpenDatabase {
  /** As given, with the secret key that the database is sealed with. */
  readonly config: Config;
  readonly applied: readonly string[];
  /** What was written before anything was applied; null when there was nothing to lose. */
  readonly backup: string | null;
}

/**
 * The installation's database, migrated: the one of DATABASE_URL, or the embedded one, started if
 * need be. Before it is changed for a newer version, a backup is written.
 */
export async function openInstallation(config: Config, purpose: Purpose): Promise<Installation> {
  const database = await openDatabase(config, purpose);
  try {
    const settled = await settleSecretKey(config, database.databaseUrl);
    const { applied, backup } = await bringUpToDate(settled, database.databaseUrl);
    return { ...database, config: settled, applied, backup };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The database as it is, of whatever version. */
export async function openDatabase(config: Config, purpose: Purpose): Promise<OpenDatabase> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl !== null) {
    await checkReachable(databaseUrl);
    return hold({ databaseUrl, close: async () => undefined }, purpose);
  }
  const whenInUse = purpose === "join" ? "join" : "refuse";
  const embedded = await startEmbeddedDatabase({ dataDir, whenInUse });
  return hold({ databaseUrl: embedded.url, close: () => embedded.stop() }, purpose);
}

async function hold(database: OpenDatabase, purpose: Purpose): Promise<OpenDatabase> {
  if (purpose === "join") return database;
  try {
    const kind = purpose === "serve" ? "serving" : "alone";
    const lock = await takeServingLock(database.databaseUrl, kind);
    if (!lock) {
      throw new ConfigError(
        purpose === "serve"
          ? "The database is being restored, or its secret key changed. Start again when that is done."
          : "A server is running on this database. Stop it first.",
      );
    }
    return {
      ...database,
      async close() {
        await lock.release();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Applies what is missing, after a backup of what is there; without the backup nothing is applied. */
export async function bringUpToDate(
  config: Config,
  databaseUrl: string,
): Promise<{ applied: string[]; backup: string | null }> {
  let backup: string | null = null;
  const { applied } = await migrate(databaseUrl, {
    directory: MIGRATIONS,
    async beforeApplying(client, missing) {
      if (!(await holdsBusiness(client))) return;
      backup = await backUpBefore(config, databaseUrl, missing);
    },
  });
  await runMigrations({ connectionString: databaseUrl });
  return { applied, backup };
}

async function backUpBefore(
  config: Config,
  databaseUrl: string,
  missing: readonly string[],
): Promise<string> {
  const { secretKey, dataDir, logLevel } = config;
  const at = new Date();
  const file = backupPath(dataDir, at, "before-upgrade");
  try {
    await writeBackup({ databaseUrl, secretKey, file, at });
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    throw new BackupError(`${error.message} The database was not upgraded.`, { cause: error });
  }
  createLog(logLevel).info({ file, migrations: missing }, "backed up before an upgrade");
  return file;
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
