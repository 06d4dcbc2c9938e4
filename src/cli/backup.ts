import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Client } from "pg";
import { backupPath, BackupError } from "#src/platform/backup/backup-format.ts";
import { holdsBusiness } from "#src/platform/backup/list-tables.ts";
import { writeBackup } from "#src/platform/backup/write-backup.ts";
import { readConfig } from "#src/platform/config.ts";
import { settleSecretKey } from "#src/platform/secret-key.ts";
import { count } from "./count.ts";
import { openDatabase } from "./open-installation.ts";
import { readOptions } from "./usage.ts";

const USAGE = "quittance backup [--to FILE] [--json]";

/** `quittance backup`: all data in one file, beside a running server and without one. */
export async function backup(args: string[]): Promise<void> {
  const options = readOptions(args, { to: { type: "string" }, json: { type: "boolean" } }, USAGE);
  const config = readConfig(process.env, "refuse");
  const at = new Date();
  const usual = backupPath(config.dataDir, at);
  const file =
    options.to === undefined ? usual : await inside(resolve(options.to), basename(usual));
  // As it is: what a newer program would change is changed after a backup, not before.
  const database = await openDatabase(config, "join");
  try {
    const { databaseUrl } = database;
    await refuseEmpty(databaseUrl);
    const { secretKey } = await settleSecretKey(config, databaseUrl);
    const written = await writeBackup({ databaseUrl, secretKey, file, at });
    if (options.json) {
      process.stdout.write(`${JSON.stringify(written)}\n`);
      return;
    }
    const key =
      config.secretKeyFile === null ? "SECRET_KEY" : `the secret key ${config.secretKeyFile}`;
    process.stdout.write(
      `Wrote ${written.file} (${sizeOf(written.bytes)}): ${count(written)}.\nIt restores only with ${key}, which is not in it. Keep the two apart.\n`,
    );
  } finally {
    await database.close();
  }
}

async function inside(path: string, name: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() ? join(path, name) : path;
}

async function refuseEmpty(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if (await holdsBusiness(client)) return;
    throw new BackupError("There is no business yet, so there is nothing to back up.");
  } finally {
    await client.end();
  }
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
