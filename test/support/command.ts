import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  /** The first line on standard output that contains the text. */
  line(containing: string): Promise<string>;
  readonly finished: Promise<Finished>;
}

/** Runs the command line as a real process, with only the given environment of ours. */
export function startCommand(args: string[], environment: Record<string, string>): RunningCommand {
  const child = spawn(process.execPath, [`${ROOT}src/cli/main.ts`, ...args], {
    cwd: ROOT,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const waiting: {
    containing: string;
    resolve: (line: string) => void;
    reject: (error: Error) => void;
  }[] = [];
  const look = () => {
    for (const one of waiting) {
      const line = stdout.split("\n").find((text) => text.includes(one.containing));
      if (line !== undefined) one.resolve(line);
    }
  };
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString("utf8");
    look();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8");
  });
  const { promise: finished, resolve: finish } = Promise.withResolvers<Finished>();
  child.once("close", (code) => {
    for (const { containing, reject } of waiting) {
      reject(new Error(`the process ended without saying ${containing}: ${stderr}`));
    }
    finish({ code, stdout, stderr });
  });
  return {
    child,
    finished,
    line(containing) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      waiting.push({ containing, resolve, reject });
      look();
      return promise;
    },
  };
}

/** Runs a command to its end. */
export async function runCommand(
  args: string[],
  environment: Record<string, string>,
): Promise<Finished> {
  return startCommand(args, environment).finished;
}
