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
  const variables = Object.entries(options.variables).flatMap(([name, value]) => [
    "-D",
    `${name}=${value}`,
  ]);
  const { stdout } = await run(
    "pgbench",
    [
      ...["-n", "-M", "prepared", "-f", options.script],
      ...["-c", String(options.clients), "-j", "2", "-t", String(options.transactionsEach)],
      ...variables,
      ...["-h", searchParams.get("host") ?? "", "-p", searchParams.get("port") ?? ""],
      ...["-U", username, pathname.slice(1)],
    ],
    { env: { ...process.env, PGOPTIONS: "-c role=quittance_app -c timezone=UTC" } },
  );
  const expected = options.clients * options.transactionsEach;
  assert(stdout.includes(`processed: ${expected}/${expected}`), stdout);
  return Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
}
