import { Client } from "pg";

/** Any number that no one else locks in this database; 7 218 844 001 is the migrations'. */
const LOCK = 7_218_844_002;
const RETRY_MS = 1_000;

export interface ServingLock {
  release(): Promise<void>;
}

/**
 * Shows every other process of this database that a server runs on it (`serving`, any number at once),
 * or that somebody needs it alone. Undefined when that cannot be had now. It belongs to a connection:
 * PostgreSQL takes it back however the process ends.
 */
export async function takeServingLock(
  databaseUrl: string,
  kind: "serving" | "alone",
): Promise<ServingLock | undefined> {
  let client = await connect(databaseUrl);
  if (!(await tryLock(client, kind))) {
    await client.end();
    return undefined;
  }
  let isReleased = false;
  // A server outlives a restart of its database, and then shows itself again.
  const takeAgain = async () => {
    if (isReleased) return;
    try {
      client = await connect(databaseUrl);
      watch();
      if (!(await tryLock(client, kind))) await client.end();
    } catch {
      later();
    }
  };
  const later = () => {
    setTimeout(() => void takeAgain(), RETRY_MS).unref();
  };
  const watch = () => {
    client.once("end", () => {
      if (!isReleased && kind === "serving") later();
    });
  };
  watch();
  return {
    async release() {
      isReleased = true;
      await client.end().catch(() => undefined);
    },
  };
}

async function connect(databaseUrl: string): Promise<Client> {
  const client = new Client({ connectionString: databaseUrl, keepAlive: true });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

async function tryLock(client: Client, kind: "serving" | "alone"): Promise<boolean> {
  const lock = kind === "alone" ? "pg_try_advisory_lock" : "pg_try_advisory_lock_shared";
  const { rows } = await client.query<{ taken: boolean }>(`SELECT ${lock}($1) AS taken`, [LOCK]);
  return rows[0]?.taken === true;
}
