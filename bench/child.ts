import { type ChildProcess, spawn } from "node:child_process";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

export interface Child {
  readonly pid: number;
  /** Memory that the process holds now, in MB. */
  residentMb(): Promise<number>;
  stop(): Promise<void>;
}

/** A server in a process of its own, with nothing of our environment but `environment`. */
export interface ServerChild extends Child {
  readonly url: string;
}

/**
 * Starts `file`, from the root of the project, on a Node without options, and waits for the first
 * line it prints, which ends with the address it serves.
 */
export async function startServerChild(
  file: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<ServerChild> {
  const { child, line } = startChild(file, args, environment);
  const url = /http:\S+/.exec(await line)?.[0] ?? "";
  return { ...handleOf(child), url };
}

/** Starts `file` and waits for the first line it prints. */
export async function startQuietChild(
  file: string,
  args: readonly string[],
  environment: Record<string, string>,
): Promise<Child> {
  const { child, line } = startChild(file, args, environment);
  await line;
  return handleOf(child);
}

export function startChild(
  file: string,
  args: readonly string[],
  environment: Record<string, string>,
): { child: ChildProcess; line: Promise<string> } {
  const profile = process.env["BENCH_PROFILE"]; // a directory for CPU profiles of every child
  const asInBin = file.endsWith("quittance.mjs") ? ["--max-semi-space-size=4"] : [];
  const profiling = profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${profile}`];
  const options = [...asInBin, ...profiling];
  const child = spawn(process.execPath, [...options, `${ROOT}${file}`, ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { promise: line, resolve, reject } = Promise.withResolvers<string>();
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString("utf8");
    if (text.includes("\n")) resolve(text);
  });
  child.once("exit", (code) => reject(new Error(`${file} ended with ${code}`)));
  return { child, line };
}

/** Ends a process that `startChild` started, and waits until it is gone. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once("exit", () => resolve());
  child.kill("SIGTERM");
  await promise;
}

function handleOf(child: ChildProcess): Child {
  const pid = child.pid ?? 0;
  return { pid, residentMb: () => residentMb(pid), stop: () => stopChild(child) };
}

/** As `ps` tells it: on Linux and on macOS. */
async function residentMb(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) / 1024;
}
