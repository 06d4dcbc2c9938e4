import { createHmac, type Hmac } from "node:crypto";
import { join } from "node:path";
import type { Instant } from "#src/values/day.ts";
import type { AppliedMigration } from "../migrate.ts";
import { createVault } from "../vault.ts";

/**
 * A backup is a gzip of JSON lines: a header, then for every table a line `["table", name, business]`
 * and its rows as PostgreSQL writes them, then `["end", {…}]`. Only what a person needs and what
 * protects the file is described here; rows are never looked into.
 */
export const FORMAT = "quittance-backup";
export const FORMAT_VERSION = 1;

export interface BackupHeader {
  readonly format: typeof FORMAT;
  readonly version: number;
  readonly takenAt: string;
  /** Equal when the secret key is; tells nothing about it. */
  readonly keyCheck: string;
  readonly migrations: readonly AppliedMigration[];
}

export interface BackupContents {
  readonly rows: number;
  readonly businesses: number;
  readonly invoices: number;
  readonly payments: number;
}

/** The last line; `mac` authenticates every byte before it. */
export interface BackupEnd extends BackupContents {
  readonly mac: string;
}

/** A backup that cannot be made or used; the message is one sentence for a person. */
export class BackupError extends Error {
  override readonly name = "BackupError";
}

/** The same for the same key, and of no use to anybody who wants to know the key. */
export function keyCheckOf(secretKey: Buffer): string {
  return createVault(secretKey).derive("check of the secret key");
}

/** Only who has the key can make a file that restores. */
export function backupMac(secretKey: Buffer): Hmac {
  return createHmac("sha256", createVault(secretKey).derive("backups"));
}

/** Where a backup goes unless somebody says otherwise; sorts by time. */
export function backupPath(dataDir: string, at: Instant, why?: string): string {
  const time = at.toISOString().replaceAll(/[-:.]/g, "").replace("T", "-");
  const name = `quittance-${time}${why === undefined ? "" : `-${why}`}.ndjson.gz`;
  return join(dataDir, "backups", name);
}
