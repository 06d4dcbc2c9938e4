import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import {
  type Config,
  ConfigError,
  newSecretKey,
  readConfig,
  readSecretKey,
} from "#src/platform/config.ts";
import {
  formerKeyFile,
  keepFormerKey,
  nextKeyFile,
  putNextKeyInPlace,
  writeKey,
} from "#src/platform/secret-key.ts";
import { openInstallation } from "./open-installation.ts";
import { sealAnew } from "./seal-anew.ts";
import { readOptions, UsageError } from "./usage.ts";

const USAGE = "quittance rotate-secret [--new-key-file FILE, when SECRET_KEY is set]";
const MIN_KEY_CHARACTERS = 32;

/**
 * `quittance rotate-secret`: a new secret key for everything that is sealed. The new key is on the
 * disk before the database is sealed with it, and the database knows which one that is: wherever this
 * stops, the next start finds the right one.
 */
export async function rotateSecret(args: string[]): Promise<void> {
  const options = readOptions(args, { "new-key-file": { type: "string" } }, USAGE);
  const given = options["new-key-file"];
  const before = readConfig(process.env, "refuse");
  if (given !== undefined && before.secretKeyFile !== null) {
    throw new UsageError(
      `The key is kept in ${before.secretKeyFile}, and a new one is made there.\nUsage: ${USAGE}`,
    );
  }
  const installation = await openInstallation(before, "alone");
  try {
    const { config, databaseUrl } = installation;
    const next = await prepareKey(config, given ?? null);
    const sealed = await seal(databaseUrl, { from: config.secretKey, to: next.key });
    const { secretKeyFile } = config;
    if (secretKeyFile !== null) await putNextKeyInPlace(secretKeyFile);
    process.stdout.write(
      `Sealed ${sealed} secrets with a new key. ${next.says}\nEverybody has to sign in again. Backups made so far restore with the old key only.\n`,
    );
  } finally {
    await installation.close();
  }
}

/** The new key, which is on the disk from here on, and what to tell a person about it. */
async function prepareKey(
  { secretKeyFile, dataDir }: Config,
  given: string | null,
): Promise<{ key: Buffer; says: string }> {
  if (secretKeyFile !== null) {
    await keepFormerKey(secretKeyFile);
    await writeKey(nextKeyFile(secretKeyFile), newSecretKey());
    const says = `It is in ${secretKeyFile}, the old one in ${formerKeyFile(secretKeyFile)}.`;
    return { key: readSecretKey(nextKeyFile(secretKeyFile)), says };
  }
  const path = given ?? join(dataDir, "new-secret-key");
  if (given === null) await writeKey(path, newSecretKey());
  const text = readText(path);
  if (text.length < MIN_KEY_CHARACTERS) {
    throw new ConfigError(
      `The key in ${path} must have at least ${MIN_KEY_CHARACTERS} characters.`,
    );
  }
  return {
    key: Buffer.from(text),
    says: `Set SECRET_KEY to the text in ${path} before you start again.`,
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`The new key ${path} cannot be read: ${reason}.`);
  }
}

async function seal(databaseUrl: string, keys: { from: Buffer; to: Buffer }): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await sealAnew(client, keys);
  } finally {
    await client.end();
  }
}
