import { readFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";

/** What PostgreSQL writes into postmaster.pid about itself. */
export interface Postmaster {
  pid: number;
  port: number;
  socketDirectory: string;
  status: "starting" | "ready" | "stopping";
}

/** The server that runs on `cluster` now; what a crash left in postmaster.pid does not count. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = await readPidFile(cluster);
  const pid = Number(lines[0]);
  if (!(await isServing(pid, cluster))) return undefined;
  const status = lines[7]?.trim();
  return {
    pid,
    port: Number(lines[3]),
    socketDirectory: lines[4] ?? "",
    status: status === "ready" || status === "stopping" ? status : "starting",
  };
}

/**
 * Removes a postmaster.pid whose process id has gone to another program since the crash, as is
 * usual after a container restarts: PostgreSQL would take it for itself and refuse to start.
 * Only for the one process that may start a server here.
 */
export async function forgetMistaken(cluster: string): Promise<void> {
  const pid = Number((await readPidFile(cluster))[0]);
  if (isAlive(pid) && !(await isServing(pid, cluster))) await rm(pidFile(cluster), { force: true });
}

async function readPidFile(cluster: string): Promise<string[]> {
  return (await readFile(pidFile(cluster), "utf8").catch(() => "")).split("\n");
}

function pidFile(cluster: string): string {
  return join(cluster, "postmaster.pid");
}

async function isServing(pid: number, cluster: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return true;
  // It was started with the path of its cluster, which anybody may read.
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.split("\0").includes(await realpath(cluster));
}

/** Also true of a process that belongs to somebody else. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
