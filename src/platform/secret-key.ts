import { existsSync } from "node:fs";
import { copyFile, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { Client } from "pg";
import { keyCheckOf } from "./backup/backup-format.ts";
import { flush } from "./flush.ts";
import { type Config, ConfigError, readSecretKey } from "./config.ts";

/** The key that rotating made, until it is in its place. */
export function nextKeyFile(keyFile: string): string {
  return `${keyFile}.new`;
}

/** The key before the last rotation: backups made with it need it. */
export function formerKeyFile(keyFile: string): string {
  return `${keyFile}.old`;
}

/**
 * Holds the secret key against the database, which knows a check of the one it is sealed with. When a
 * rotation ended between the database and the file, puts the new key in its place.
 */
export async function settleSecretKey(config: Config, databaseUrl: string): Promise<Config> {
  const expected = await readKeyCheck(databaseUrl);
  if (expected === null || expected === keyCheckOf(config.secretKey)) return config;
  const { secretKeyFile } = config;
  if (secretKeyFile !== null && existsSync(nextKeyFile(secretKeyFile))) {
    const secretKey = readSecretKey(nextKeyFile(secretKeyFile));
    if (keyCheckOf(secretKey) === expected) {
      await putNextKeyInPlace(secretKeyFile);
      return { ...config, secretKey };
    }
  }
  throw new ConfigError(
    `The secret key ${secretKeyFile ?? "in SECRET_KEY"} is not the one this database is sealed with. Put that key in its place.`,
  );
}

/** Null as long as no program that knows about it has used the database, which may be empty. */
async function readKeyCheck(databaseUrl: string): Promise<string | null> {
  const client = new Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const column = await client.query(
      `SELECT 1 FROM pg_attribute
        WHERE attrelid = to_regclass('public.installation') AND attname = 'key_check'`,
    );
    if (column.rowCount === 0) return null;
    const { rows } = await client.query<{ key_check: string | null }>(
      "SELECT key_check FROM installation",
    );
    return rows[0]?.key_check ?? null;
  } finally {
    await client.end();
  }
}

/** Copied, not moved: there is a key under its name at every moment. */
export async function keepFormerKey(keyFile: string): Promise<void> {
  await copyFile(keyFile, formerKeyFile(keyFile));
  await flush(formerKeyFile(keyFile));
}

/** Done already when another process, started meanwhile, did it. */
export async function putNextKeyInPlace(keyFile: string): Promise<void> {
  try {
    await rename(nextKeyFile(keyFile), keyFile);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  await flush(dirname(keyFile));
}

/** Writes a key and waits until it is on the disk: what is sealed with it must not outlive it. */
export async function writeKey(path: string, text: string): Promise<void> {
  const handle = await open(path, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await flush(dirname(path));
}
