import { timingSafeEqual } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { type Migration, refuseForeign } from "../migrate.ts";
import {
  type BackupContents,
  BackupError,
  type BackupHeader,
  backupMac,
  FORMAT,
  FORMAT_VERSION,
  keyCheckOf,
} from "./backup-format.ts";

const HEADER = z.object({
  format: z.literal(FORMAT),
  version: z.int(),
  takenAt: z.iso.datetime(),
  keyCheck: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
});
const COUNT = z.int().nonnegative();
const CONTROL = z.union([
  z.tuple([z.literal("table"), z.string(), z.string().nullable()]),
  z.tuple([
    z.literal("end"),
    z.object({
      rows: COUNT,
      businesses: COUNT,
      invoices: COUNT,
      payments: COUNT,
      mac: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ]),
]);

export interface CheckedBackup extends BackupContents {
  readonly header: BackupHeader;
}

/**
 * Reads a backup from beginning to end and refuses, before anything is written anywhere, one that is
 * cut off, changed, sealed with another key, or from a newer version of this program.
 */
export async function checkBackup(
  file: string,
  secretKey: Buffer,
  known: readonly Migration[],
): Promise<CheckedBackup> {
  const mac = backupMac(secretKey);
  let header: BackupHeader | null = null;
  let rows = 0;
  let contents: BackupContents | null = null;
  for await (const line of linesOf(file)) {
    if (contents !== null) throw new BackupError(`The backup ${file} goes on after its end.`);
    if (header === null) {
      header = readHeader(file, line);
      checkHeader(file, header, secretKey, known);
    } else if (line.startsWith("{")) {
      rows += 1;
    } else {
      const control = readControl(file, line);
      if (control[0] === "end") {
        const [, { mac: told, ...counted }] = control;
        const isGenuine = timingSafeEqual(Buffer.from(told, "hex"), mac.digest());
        if (!isGenuine || counted.rows !== rows) {
          throw new BackupError(`The backup ${file} was changed after it was written.`);
        }
        contents = counted;
        continue;
      }
    }
    mac.update(`${line}\n`);
  }
  if (header === null || contents === null) throw cutOff(file);
  return { ...contents, header };
}

/** The tables and rows of a backup that was checked, in order, a row as the text it was written as. */
export async function* readTables(
  file: string,
): AsyncGenerator<{ table: string; businessId: string | null } | { row: string }> {
  let isHeader = true;
  for await (const line of linesOf(file)) {
    if (isHeader) isHeader = false;
    else if (line.startsWith("{")) yield { row: line };
    else {
      const control = readControl(file, line);
      if (control[0] === "table") yield { table: control[1], businessId: control[2] };
    }
  }
}

/** By hand, since `readline` also breaks at characters that stand inside texts (U+2028). */
async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const plain = createGunzip();
  source.once("error", (error) => plain.destroy(error));
  source.pipe(plain).setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of plain as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (error) {
    throw explain(file, error);
  } finally {
    source.destroy();
    plain.destroy();
  }
  if (rest !== "") throw cutOff(file);
}

function explain(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  switch (error.code) {
    case "Z_BUF_ERROR":
      return cutOff(file);
    case "Z_DATA_ERROR":
      return new BackupError(`The file ${file} is damaged, or no backup of Quittance.`);
    case "ENOENT":
      return new BackupError(`There is no file ${file}.`);
    default:
      return new BackupError(`The file ${file} cannot be read: ${error.message}.`);
  }
}

function cutOff(file: string): BackupError {
  return new BackupError(`The backup ${file} is cut off: its end is missing.`);
}

function readHeader(file: string, line: string): BackupHeader {
  const parsed = HEADER.safeParse(parse(line));
  if (parsed.success) return parsed.data;
  throw new BackupError(`The file ${file} is no backup of Quittance.`);
}

function checkHeader(
  file: string,
  { version, keyCheck, migrations }: BackupHeader,
  secretKey: Buffer,
  known: readonly Migration[],
): void {
  const names = new Set(known.map(({ name }) => name));
  if (version > FORMAT_VERSION || migrations.some(({ name }) => !names.has(name))) {
    throw new BackupError(
      `The backup ${file} was made by a newer version of Quittance. Restore it with that version.`,
    );
  }
  refuseForeign(new Map(migrations.map(({ name, checksum }) => [name, checksum])), known);
  if (keyCheck !== keyCheckOf(secretKey)) {
    throw new BackupError(
      `The backup ${file} was sealed with another secret key. Put the key it was made with in its place first.`,
    );
  }
}

function readControl(file: string, line: string): z.infer<typeof CONTROL> {
  const parsed = CONTROL.safeParse(parse(line));
  if (parsed.success) return parsed.data;
  throw new BackupError(`The file ${file} is damaged.`);
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
