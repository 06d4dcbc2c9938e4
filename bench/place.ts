import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runMigrations } from "graphile-worker";
import { Client } from "pg";
import { startEmbeddedDatabase } from "#src/platform/embedded-database.ts";
import { migrate } from "#src/platform/migrate.ts";
import { assert } from "#src/values/assert.ts";

const MIGRATIONS = join(import.meta.dirname, "../db/migrations");

/** What a row measures in: one real, durable PostgreSQL, and whatever it starts and gives back. */
export interface Place {
  /** An address of the database server, as its superuser, for an empty new database. */
  emptyDatabase(): Promise<string>;
  /** The same with everything migrated, as the owner that the program connects as. */
  migratedDatabase(): Promise<string>;
  /** Something to undo when the row is over, last first. */
  later(undo: () => Promise<unknown>): void;
  /** A directory that is gone afterwards. */
  readonly directory: string;
  readonly postgresVersion: string;
}

/** Runs `work` in a place of its own; nothing is left of it. */
export async function withPlace<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), "quittance-bench-"));
  const server = await startEmbeddedDatabase({ dataDir: directory });
  const undone: (() => Promise<unknown>)[] = [];
  const create = async (owner: "postgres" | "quittance") => {
    const name = `bench_${randomBytes(6).toString("hex")}`;
    await onDatabase(asSuperuser(server.url), `CREATE DATABASE ${name} OWNER ${owner}`);
    return databaseOf(server.url, name);
  };
  try {
    const postgresVersion = await requireDurable(server.url);
    return await work({
      directory,
      postgresVersion,
      emptyDatabase: async () => asSuperuser(await create("postgres")),
      async migratedDatabase() {
        const url = await create("quittance");
        await runMigrations({ connectionString: url });
        await migrate(url, { directory: MIGRATIONS });
        return url;
      },
      later: (undo) => undone.unshift(undo),
    });
  } finally {
    for (const undo of undone) await undo();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The same database as the server's superuser, whom row-level security and triggers do not bind. */
export function asSuperuser(url: string): string {
  return url.replace("quittance@", "postgres@");
}

export function databaseOf(url: string, name: string): string {
  return url.replace(/\/[^/?]+\?/, `/${name}?`);
}

/** Runs one statement on a connection of its own and answers its rows. */
export async function onDatabase<T extends object>(
  url: string,
  statement: string,
  values?: unknown[],
): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<T>(statement, values);
    return rows;
  } finally {
    await client.end();
  }
}

/** What is measured here survives a power cut, on both sides. */
async function requireDurable(url: string): Promise<string> {
  for (const setting of ["fsync", "synchronous_commit", "full_page_writes"]) {
    const [row] = await onDatabase<{ value: string }>(
      url,
      `select current_setting('${setting}') as value`,
    );
    assert(row?.value === "on", `${setting} is not on`);
  }
  const [row] = await onDatabase<{ version: string }>(
    url,
    "select current_setting('server_version') as version",
  );
  return row?.version ?? "";
}
