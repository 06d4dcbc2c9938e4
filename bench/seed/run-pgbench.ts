import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { assert } from "#src/values/assert.ts";
import { CannotMeasure } from "../row.ts";

const run = promisify(execFile);

/** pgbench comes with PostgreSQL's own packages, and not with the one that is embedded here. */
export async function requirePgbench(): Promise<string> {
  try {
    return (await run("pgbench", ["--version"])).stdout.trim();
  } catch {
    throw new CannotMeasure("there is no pgbench (on Debian: apt-get install postgresql-contrib)");
  }
}

export interface PgbenchRun {
  readonly url: string;
  readonly script: string;
  readonly clients: number;
  readonly transactionsEach: number;
  readonly variables: Readonly<Record<string, number>>;
}

/** Runs the script in all clients at once, prepared, as the program's role; answers how many a second. */
export async function runPgbench(options: PgbenchRun): Promise<number> {
  const { searchParams, username, pathname } = new URL(options.url);
  const flags = {
    "-M": "prepared",
    "-f": options.script,
    "-c": options.clients,
    "-j": 2,
    "-t": options.transactionsEach,
    "-h": searchParams.get("host"),
    "-p": searchParams.get("port"),
    "-U": username,
  };
  const variables = Object.entries(options.variables).flatMap(([name, value]) => [
    "-D",
    `${name}=${value}`,
  ]);
  const args = ["-n", ...Object.entries(flags).flat().map(String), ...variables, pathname.slice(1)];
  const { stdout } = await run("pgbench", args, {
    env: { ...process.env, PGOPTIONS: "-c role=quittance_app -c timezone=UTC" },
  });
  const expected = options.clients * options.transactionsEach;
  assert(stdout.includes(`processed: ${expected}/${expected}`), stdout);
  return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
}
