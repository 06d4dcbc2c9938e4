import { resolve } from "node:path";
import { Client } from "pg";
import { backupPath, BackupError } from "#src/platform/backup/backup-format.ts";
import { holdsBusiness } from "#src/platform/backup/list-tables.ts";
import { loadBackup } from "#src/platform/backup/load-backup.ts";
import { type CheckedBackup, checkBackup } from "#src/platform/backup/read-backup.ts";
import { writeBackup } from "#src/platform/backup/write-backup.ts";
import { type Config, readConfig } from "#src/platform/config.ts";
import { databaseErrorCode } from "#src/platform/database.ts";
import { readMigrations } from "#src/platform/migrate.ts";
import { settleSecretKey } from "#src/platform/secret-key.ts";
import { count } from "./count.ts";
import { bringUpToDate, MIGRATIONS, openDatabase } from "./open-installation.ts";
import { prepareToCatchUp, queueSweeps } from "./prepare-to-catch-up.ts";
import { readFileAndOptions } from "./usage.ts";

const LOCK_TIMEOUT_MS = 15_000;
const LOCK_NOT_AVAILABLE = "55P03";
const USAGE = "quittance restore FILE [--replace]";

/**
 * `quittance restore FILE`: puts a backup in the place of what is in the database, all or nothing. The
 * next start asks Stripe for what happened since.
 */
export async function restore(args: string[]): Promise<void> {
  const given = readFileAndOptions(args, { replace: { type: "boolean" } }, USAGE);
  const file = resolve(given.file);
  const config = readConfig(process.env, "refuse");
  const migrations = await readMigrations(MIGRATIONS);
  const checked = await checkBackup(file, config.secretKey, migrations);
  const database = await openDatabase(config, "alone");
  try {
    const { databaseUrl } = database;
    await makeRoom(config, databaseUrl, given.options.replace === true);
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query("BEGIN");
      await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT_MS}ms'`);
      await loadBackup(client, file, checked, migrations);
      const held = await prepareToCatchUp(client, {
        takenAt: new Date(checked.header.takenAt),
        restoredAt: new Date(),
      });
      await client.query("COMMIT");
      await bringUpToDate(config, databaseUrl);
      await queueSweeps(client);
      process.stdout.write(describe(checked, held));
    } catch (error) {
      if (databaseErrorCode(error) !== LOCK_NOT_AVAILABLE) throw error;
      throw new BackupError("Another program is using the database. Nothing was changed.");
    } finally {
      // Without a COMMIT, nothing of it was done.
      await client.end();
    }
  } finally {
    await database.close();
  }
}

/** What is there is never lost: it is refused to be replaced, or backed up first. */
async function makeRoom(config: Config, databaseUrl: string, mayReplace: boolean): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if (!(await holdsBusiness(client))) return;
  } finally {
    await client.end();
  }
  if (!mayReplace) {
    throw new BackupError(
      "There is a business in the database already. With --replace it is backed up and then replaced.",
    );
  }
  const at = new Date();
  const file = backupPath(config.dataDir, at, "before-restore");
  const { secretKey } = await settleSecretKey(config, databaseUrl);
  await writeBackup({ databaseUrl, secretKey, file, at });
  process.stdout.write(`Wrote what was there into ${file}.\n`);
}

function describe(checked: CheckedBackup, held: number): string {
  const lines = [
    `Restored the backup of ${checked.header.takenAt}: ${count(checked)}.`,
    "At the next start Stripe is asked for what happened since. Everybody has to sign in again.",
  ];
  if (held > 0) {
    lines.push(
      `${held} ${held === 1 ? "mail that was" : "mails that were"} waiting then may have been sent since. Look under Mails, and send what was not.`,
    );
  }
  return `${lines.join("\n")}\n`;
}
