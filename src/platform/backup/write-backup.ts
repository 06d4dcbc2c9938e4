import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { Client, escapeIdentifier } from "pg";
import type { Instant } from "#src/values/day.ts";
import { flush } from "../flush.ts";
import { readApplied } from "../migrate.ts";
import {
  type BackupContents,
  type BackupEnd,
  BackupError,
  type BackupHeader,
  backupMac,
  FORMAT,
  FORMAT_VERSION,
  keyCheckOf,
} from "./backup-format.ts";
import { type BackupTable, enterBusiness, listBusinesses, listTables } from "./list-tables.ts";

const ROWS_AT_ONCE = 500;

export interface WrittenBackup extends BackupContents {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Writes all of a database as it is at one moment, beside a running server, into a file that its owner
 * alone can read. The file appears under its name when it is whole. Secrets in it stay sealed; the key
 * is not in it.
 *
 * @param databaseUrl as the owner of the tables, who need not be a superuser
 */
export async function writeBackup(options: {
  databaseUrl: string;
  secretKey: Buffer;
  file: string;
  at: Instant;
}): Promise<WrittenBackup> {
  const { file } = options;
  if ((await stat(file).catch(() => null)) !== null) {
    throw new BackupError(`There is a file ${file} already. Name another one.`);
  }
  const client = new Client({ connectionString: options.databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  const half = `${file}.${process.pid}.part`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const dump = new Dump(client, options);
    const out = createWriteStream(half, { mode: 0o600, flags: "wx" });
    await pipeline(Readable.from(dump.chunks()), createGzip(), out);
    // Until it is on the disk, its name could outlive it.
    await flush(half);
    await rename(half, file);
    await flush(dirname(file));
    const { size } = await stat(file);
    return { ...dump.contents(), file, bytes: size };
  } catch (error) {
    if (error instanceof BackupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupError(`The backup ${file} could not be written: ${reason}.`, { cause: error });
  } finally {
    await rm(half, { force: true }).catch(() => undefined);
    await client.end();
  }
}

/** One reading of the database; counts while it reads. */
class Dump {
  readonly #client: Client;
  readonly #secretKey: Buffer;
  readonly #at: Instant;
  #rows = 0;
  readonly #counted = new Map<string, number>();

  constructor(client: Client, { secretKey, at }: { secretKey: Buffer; at: Instant }) {
    this.#client = client;
    this.#secretKey = secretKey;
    this.#at = at;
  }

  contents(): BackupContents {
    const of = (table: string) => this.#counted.get(table) ?? 0;
    const [businesses, invoices, payments] = [of("businesses"), of("invoices"), of("payments")];
    return { rows: this.#rows, businesses, invoices, payments };
  }

  async *chunks(): AsyncGenerator<string> {
    const mac = backupMac(this.#secretKey);
    for await (const chunk of this.#body()) {
      mac.update(chunk);
      yield chunk;
    }
    const end: BackupEnd = { ...this.contents(), mac: mac.digest("hex") };
    yield `${JSON.stringify(["end", end])}\n`;
  }

  async *#body(): AsyncGenerator<string> {
    await this.#client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await this.#client.query("SET LOCAL timezone = 'UTC'");
    await this.#client.query("SET LOCAL bytea_output = 'hex'");
    yield `${JSON.stringify(await this.#header())}\n`;
    const tables = await listTables(this.#client);
    for (const table of tables.filter(({ isOfBusiness }) => !isOfBusiness)) {
      yield* this.#table(table, null);
    }
    for (const businessId of await listBusinesses(this.#client)) {
      await enterBusiness(this.#client, businessId);
      for (const table of tables.filter(({ isOfBusiness }) => isOfBusiness)) {
        yield* this.#table(table, businessId);
      }
    }
    await this.#client.query("COMMIT");
  }

  async #header(): Promise<BackupHeader> {
    return {
      format: FORMAT,
      version: FORMAT_VERSION,
      takenAt: this.#at.toISOString(),
      keyCheck: keyCheckOf(this.#secretKey),
      migrations: await readApplied(this.#client),
    };
  }

  /** Rows as PostgreSQL's own text, so that no number passes through one of JavaScript's. */
  async *#table({ name }: BackupTable, businessId: string | null): AsyncGenerator<string> {
    yield `${JSON.stringify(["table", name, businessId])}\n`;
    await this.#client.query(
      `DECLARE reading NO SCROLL CURSOR FOR
        SELECT row_to_json(t)::text AS line FROM public.${escapeIdentifier(name)} t`,
    );
    for (;;) {
      const { rows } = await this.#client.query<{ line: string }>(
        `FETCH ${ROWS_AT_ONCE} FROM reading`,
      );
      if (rows.length === 0) break;
      this.#rows += rows.length;
      this.#counted.set(name, (this.#counted.get(name) ?? 0) + rows.length);
      yield `${rows.map(({ line }) => line).join("\n")}\n`;
    }
    await this.#client.query("CLOSE reading");
  }
}
