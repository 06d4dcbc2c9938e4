import { existsSync } from "node:fs";
import { mkdir, readFile, realpath, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import {
  checkClusterVersion,
  type ClusterOptions,
  createCluster,
  spawnPostgres,
} from "./embedded-cluster.ts";
import { EmbeddedDatabaseError, explainFailure } from "./embedded-error.ts";
import { type DirectoryHolder, type DirectoryLock, takeDirectoryLock } from "./embedded-lock.ts";
import { findPostmaster, forgetMistaken, isAlive, type Postmaster } from "./embedded-postmaster.ts";

const pollMs = 5;
const startTimeoutMs = 60_000;
const stopTimeoutMs = 60_000;
const briefHolderTimeoutMs = 15_000;
const logLimitBytes = 10_000_000;

export interface EmbeddedDatabaseOptions {
  /** The directory of all data; the cluster is made in `postgres` below it. */
  dataDir: string;
  log?: ((message: string) => void) | undefined;
  /**
   * When another process of ours has the directory: `refuse` (a server), or `join` it, so that a
   * command works beside a running server and without one.
   */
  whenInUse?: "refuse" | "join" | undefined;
  /** False only for tests, where a crash of the machine may lose everything. */
  isDurable?: boolean | undefined;
}

export interface EmbeddedDatabase {
  /** Connects as the owner of the database `quittance`, who is not a superuser. */
  url: string;
  /** Lets running statements go, writes everything down and waits until the server has ended. */
  stop(): Promise<void>;
}

/**
 * Runs a real PostgreSQL for this installation, made on first use, reachable by its own user on
 * this machine only. A server that a kill -9 of ours left behind is adopted.
 * Refuses with an `EmbeddedDatabaseError` that says in one sentence what is wrong.
 */
export async function startEmbeddedDatabase(
  options: EmbeddedDatabaseOptions,
): Promise<EmbeddedDatabase> {
  let lock: DirectoryLock | undefined;
  try {
    await mkdir(options.dataDir, { recursive: true, mode: 0o711 });
    const dataDir = await realpath(options.dataDir);
    const cluster: ClusterOptions = {
      cluster: join(dataDir, "postgres"),
      logFile: join(dataDir, "postgres.log"),
      isDurable: options.isDurable ?? true,
    };
    lock = await takeOrJoin(dataDir, options.whenInUse ?? "refuse");
    if (!lock) return { url: await joinServer(cluster), stop: async () => undefined };
    return await startServer(cluster, lock, options.log ?? (() => undefined));
  } catch (error) {
    await lock?.release();
    throw explainFailure(options.dataDir, error);
  }
}

/** Undefined when the server of another process is to be joined. */
async function takeOrJoin(
  dataDir: string,
  whenInUse: "refuse" | "join",
): Promise<DirectoryLock | undefined> {
  const self: DirectoryHolder = { pid: process.pid, isBrief: whenInUse === "join" };
  const deadline = Date.now() + briefHolderTimeoutMs;
  for (;;) {
    const answer = await takeDirectoryLock(dataDir, self);
    if ("lock" in answer) return answer.lock;
    if (whenInUse === "join") return undefined;
    if (!answer.holder.isBrief || Date.now() > deadline) {
      throw new EmbeddedDatabaseError(
        "database_in_use",
        `The data directory ${dataDir} is in use by another Quittance (process ${answer.holder.pid}).`,
      );
    }
    await wait(pollMs);
  }
}

async function joinServer({ cluster }: ClusterOptions): Promise<string> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const postmaster = await findPostmaster(cluster);
    if (postmaster?.status === "ready") {
      const url = connectionUrl(postmaster, "quittance", "quittance");
      if (await answers(url)) return url;
    }
    if (Date.now() > deadline) throw new Error("the server of the other process is not ready");
    await wait(pollMs);
  }
}

async function startServer(
  cluster: ClusterOptions,
  lock: DirectoryLock,
  log: (message: string) => void,
): Promise<EmbeddedDatabase> {
  if (existsSync(cluster.cluster)) await checkClusterVersion(cluster.cluster);
  else {
    log("Making a new database");
    await createCluster(cluster);
  }
  const postmaster = (await adoptServer(cluster, log)) ?? (await launchServer(cluster, log));
  const signalAtExit = (): void => signal(postmaster.pid, "SIGINT");
  process.once("exit", signalAtExit);
  await makeDatabase(postmaster);
  return {
    url: connectionUrl(postmaster, "quittance", "quittance"),
    async stop() {
      signal(postmaster.pid, "SIGINT");
      await untilEnded(postmaster.pid);
      await forgetSocketDirectory(postmaster, cluster);
      process.off("exit", signalAtExit);
      await lock.release();
    },
  };
}

/** A server that was left behind: as it is when it is ready, or once it has ended, undefined. */
async function adoptServer(
  { cluster }: ClusterOptions,
  log: (message: string) => void,
): Promise<Postmaster | undefined> {
  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    const postmaster = await findPostmaster(cluster);
    if (!postmaster) return undefined;
    if (postmaster.status === "ready") {
      if (await answers(connectionUrl(postmaster, "postgres", "postgres"))) {
        log(`Adopted the running database (process ${postmaster.pid})`);
        return postmaster;
      }
    }
    if (Date.now() > deadline) {
      throw new Error(`process ${postmaster.pid} was left behind and does not answer`);
    }
    await wait(pollMs);
  }
}

async function launchServer(
  options: ClusterOptions,
  log: (message: string) => void,
): Promise<Postmaster> {
  const deadline = Date.now() + startTimeoutMs;
  const logStart = await trimmedLogSize(options.logFile);
  for (;;) {
    await forgetMistaken(options.cluster);
    const postmaster = (await launchOnce(options)) ?? (await adoptServer(options, log));
    if (postmaster) return postmaster;
    const complaints = (await readFile(options.logFile)).subarray(logStart).toString();
    // The processes of a server that was killed take a moment to notice.
    const isLingering = complaints.includes("pre-existing shared memory block");
    if (!isLingering || Date.now() > deadline) throw new Error(complaints);
    await wait(pollMs * 20);
  }
}

async function trimmedLogSize(logFile: string): Promise<number> {
  const size = (await stat(logFile).catch(() => undefined))?.size ?? 0;
  if (size <= logLimitBytes) return size;
  await truncate(logFile);
  return 0;
}

/** Undefined when the server ended instead of becoming ready; its log says why. */
async function launchOnce(options: ClusterOptions): Promise<Postmaster | undefined> {
  const { pid, ended } = await spawnPostgres(options);
  return Promise.race([untilReady(options.cluster, pid), ended]);
}

async function untilReady(cluster: string, pid: number): Promise<Postmaster | undefined> {
  const deadline = Date.now() + startTimeoutMs;
  while (isAlive(pid)) {
    const postmaster = await findPostmaster(cluster);
    if (postmaster?.pid === pid && postmaster.status === "ready") return postmaster;
    if (Date.now() > deadline) signal(pid, "SIGINT");
    await wait(pollMs);
  }
  return undefined;
}

/** A first start that was interrupted is completed by the next one. */
async function makeDatabase(postmaster: Postmaster): Promise<void> {
  const client = new Client({
    connectionString: connectionUrl(postmaster, "postgres", "postgres"),
  });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'quittance'");
    if (found.rowCount === 0) {
      await client.query("CREATE ROLE quittance LOGIN CREATEDB CREATEROLE");
    }
    const database = await client.query("SELECT 1 FROM pg_database WHERE datname = 'quittance'");
    if (database.rowCount === 0) await client.query("CREATE DATABASE quittance OWNER quittance");
  } finally {
    await client.end();
  }
}

function connectionUrl(
  { socketDirectory, port }: Postmaster,
  user: string,
  database: string,
): string {
  return `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(socketDirectory)}&port=${port}`;
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function untilEnded(pid: number): Promise<void> {
  const deadline = Date.now() + stopTimeoutMs;
  while (isAlive(pid)) {
    // SIGQUIT ends it at once; what was committed is recovered at the next start.
    if (Date.now() > deadline) signal(pid, "SIGQUIT");
    await wait(pollMs);
  }
}

/** When the cluster's path was too long for a socket, it had a temporary directory of its own. */
async function forgetSocketDirectory(
  { socketDirectory }: Postmaster,
  { cluster }: ClusterOptions,
): Promise<void> {
  if (socketDirectory !== cluster) await rm(socketDirectory, { recursive: true, force: true });
}

function signal(pid: number, name: "SIGINT" | "SIGQUIT"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
