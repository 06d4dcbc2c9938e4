import { existsSync } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { EmbeddedDatabaseError } from "./embedded-error.ts";

/** A user id and group id on this machine. */
export interface Account {
  uid: number;
  gid: number;
}

/**
 * The id PostgreSQL runs under when Quittance is started by root, as PostgreSQL itself refuses to
 * run as root. No user has it (Linux distributions hand out nothing from 60578 to 61183), so that
 * no other program can read the books.
 */
const databaseAccount: Account = { uid: 60_842, gid: 60_842 };

const setprivPaths = ["/usr/bin/setpriv", "/bin/setpriv"];

/** Capability numbers of Linux, from capability.h. */
const dacOverride = 1;
const dacReadSearch = 2;

/** Who owns the cluster in `directory`, or shall own it; undefined when it is simply ourselves. */
export async function clusterAccount(directory: string): Promise<Account | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  const existing = await stat(directory).catch(() => undefined);
  if (existing && existing.uid !== 0) return { uid: existing.uid, gid: existing.gid };
  return databaseAccount;
}

/**
 * The account that may run initdb for root: initdb insists on a user with a name.
 * What it makes is handed to `databaseAccount` afterwards.
 */
export async function initdbAccount(): Promise<Account | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  const users = (await readFile("/etc/passwd", "utf8").catch(() => ""))
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((user) => user.uid > 0);
  const user = users.find(({ name }) => name === "nobody") ?? users[0];
  if (!user) {
    throw new EmbeddedDatabaseError(
      "database_not_supported",
      "PostgreSQL does not run as root and this machine has no other user: start Quittance as an ordinary user or set DATABASE_URL.",
    );
  }
  return { uid: user.uid, gid: user.gid };
}

/**
 * The command that runs `program` under `account`, ended by the kernel when our process dies.
 * `reaches` are the paths it must be able to enter: below a directory that only root may enter
 * (a checkout in /root) it keeps the one capability that lets it pass, and no other.
 */
export async function commandUnder(
  account: Account | undefined,
  program: string,
  args: readonly string[],
  reaches: readonly string[],
): Promise<{ command: string; args: string[]; ids: Partial<Account> }> {
  const setpriv = setprivPaths.find((path) => existsSync(path));
  if (!setpriv) return { command: program, args: [...args], ids: account ?? {} };
  const options = ["--pdeathsig", "INT"];
  if (account) {
    options.push(`--reuid=${account.uid}`, `--regid=${account.gid}`, "--clear-groups");
    const capability = await neededCapability(program, reaches);
    if (capability) {
      options.push(`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`);
      // Without it the kernel answers access(2), by which PostgreSQL finds itself, as if it had none.
      options.push("--securebits=+no_setuid_fixup");
    }
  }
  return { command: setpriv, args: [...options, "--", program, ...args], ids: {} };
}

async function neededCapability(
  program: string,
  reaches: readonly string[],
): Promise<string | undefined> {
  const areOpen = await Promise.all([program, ...reaches].map(isOpenToAll));
  if (areOpen.every(Boolean)) return undefined;
  const isExecutableByAll = ((await stat(program)).mode & 0o005) === 0o005;
  const available = await ownCapabilities();
  if (isExecutableByAll && available.has(dacReadSearch)) return "dac_read_search";
  return available.has(dacOverride) ? "dac_override" : undefined;
}

/** Whether everybody may enter each directory that leads to `path`, and run it if it is a program. */
async function isOpenToAll(path: string): Promise<boolean> {
  const target = await realpath(path);
  const itself = await stat(target);
  if (itself.isFile() && (itself.mode & 0o005) !== 0o005) return false;
  for (let directory = dirname(target); ; directory = dirname(directory)) {
    const { mode } = await stat(directory);
    if ((mode & 0o001) === 0) return false;
    if (directory === dirname(directory)) return true;
  }
}

async function ownCapabilities(): Promise<Set<number>> {
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const bits = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? "0"}`);
  return new Set([dacOverride, dacReadSearch].filter((bit) => (bits >> BigInt(bit)) & 1n));
}
