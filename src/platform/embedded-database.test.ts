import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spawnPostgres } from "./embedded-cluster.ts";
import { startEmbeddedDatabase } from "./embedded-database.ts";
import { explainFailure } from "./embedded-error.ts";
import { findPostmaster } from "./embedded-postmaster.ts";

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "quittance-embedded-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGTERM");
    await ended(child);
  }
  await rm(dataDir, { recursive: true, force: true });
});

const start = (whenInUse?: "refuse" | "join") =>
  startEmbeddedDatabase({ dataDir, whenInUse, isDurable: false });

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: "array" });
    return rows.flat();
  } finally {
    await client.end();
  }
}

/** Another process of ours that serves the directory; resolves when its database is ready. */
async function startElsewhere(whenInUse: "refuse" | "join" = "refuse"): Promise<ChildProcess> {
  const script = `
    import { startEmbeddedDatabase } from ${JSON.stringify(join(import.meta.dirname, "embedded-database.ts"))};
    const database = await startEmbeddedDatabase(${JSON.stringify({ dataDir, whenInUse, isDurable: false })});
    process.stdout.write("ready");
    process.once("SIGTERM", async () => {
      await database.stop();
      process.exit(0);
    });
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

describe("the embedded database", () => {
  it("keeps what was committed when it is stopped and started again", async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE stones AS SELECT 7 AS weight");
    await first.stop();
    const second = await start();
    expect(await query(second.url, "SELECT weight FROM stones")).toEqual([7]);
    await second.stop();
    expect(await findPostmaster(join(dataDir, "postgres"))).toBeUndefined();
  });

  it("is the same on every machine, and its owner is no superuser", async () => {
    const database = await start();
    const facts = await query(
      database.url,
      `SELECT current_setting('server_version_num')::int / 10000, current_setting('TimeZone'),
              current_setting('server_encoding'), datlocale, usesuper, upper('ä') < 'b'
       FROM pg_database, pg_user WHERE datname = current_database() AND usename = current_user`,
    );
    expect(facts).toEqual([18, "UTC", "UTF8", "C.UTF-8", false, false]);
    await database.stop();
  });

  it("forces every commit to the disk unless a test says otherwise", async () => {
    const database = await startEmbeddedDatabase({ dataDir });
    const settings = "SELECT current_setting('fsync'), current_setting('synchronous_commit')";
    expect(await query(database.url, settings)).toEqual(["on", "on"]);
    await database.stop();
  });

  it("listens on no network, and only its own user can enter where its socket is", async () => {
    const database = await start();
    expect(await query(database.url, "SHOW listen_addresses")).toEqual([""]);
    const directory = new URL(database.url).searchParams.get("host") ?? "";
    const { mode, uid } = await stat(directory);
    expect(mode & 0o777).toBe(0o700);
    const postmaster = await findPostmaster(join(dataDir, "postgres"));
    expect((await stat(`/proc/${postmaster?.pid}`)).uid).toBe(uid);
    expect(uid).not.toBe(0);
    await database.stop();
  });

  it("works below a directory that only its owner may enter", async () => {
    await chmod(dataDir, 0o700);
    const database = await start();
    expect(await query(database.url, "SELECT 1")).toEqual([1]);
    await database.stop();
  });

  it("works where the path is too long for a socket, and leaves no directory behind", async () => {
    const long = join(dataDir, "x".repeat(120));
    const database = await startEmbeddedDatabase({ dataDir: long, isDurable: false });
    expect(await query(database.url, "SELECT 1")).toEqual([1]);
    const directory = new URL(database.url).searchParams.get("host") ?? "";
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    await database.stop();
    await expect(stat(directory)).rejects.toMatchObject({ code: "ENOENT" });
  });
});

describe("another process", () => {
  it("is refused while the directory is in use, told by whom", async () => {
    const other = await startElsewhere();
    await expect(start()).rejects.toMatchObject({
      code: "database_in_use",
      message: `The data directory ${dataDir} is in use by another Quittance (process ${other.pid}).`,
    });
  });

  it("joins as a command, and leaves the server running", async () => {
    await startElsewhere();
    const joined = await start("join");
    await query(joined.url, "CREATE TABLE stones (weight int)");
    await joined.stop();
    expect(await query(joined.url, "SELECT count(*)::int FROM stones")).toEqual([0]);
  });

  it("serves as soon as a command that came first has ended", async () => {
    const command = await startElsewhere("join");
    const starting = start();
    command.kill("SIGTERM");
    const database = await starting;
    expect(await query(database.url, "SELECT 1")).toEqual([1]);
    await database.stop();
  });

  it("can be the first together with others: one serves, the rest are refused", async () => {
    const attempts = await Promise.allSettled([start(), start(), start()]);
    const running = attempts.filter((attempt) => attempt.status === "fulfilled");
    expect(running).toHaveLength(1);
    for (const { value } of running) await value.stop();
  });
});

describe("after a crash", () => {
  it("starts again when our process was killed, with everything that was committed", async () => {
    const child = await startElsewhere();
    const joined = await start("join");
    await query(joined.url, "CREATE TABLE stones AS SELECT 7 AS weight");
    child.kill("SIGKILL");
    await ended(child);
    const database = await start();
    expect(await query(database.url, "SELECT weight FROM stones")).toEqual([7]);
    await database.stop();
  });

  it("starts again when PostgreSQL itself was killed", async () => {
    const first = await start();
    const killed = await findPostmaster(join(dataDir, "postgres"));
    process.kill(killed?.pid ?? 0, "SIGKILL");
    await first.stop();
    const database = await start();
    expect(await query(database.url, "SELECT 1")).toEqual([1]);
    await database.stop();
  });

  it("adopts a server that was left behind", async () => {
    await (await start()).stop();
    const cluster = join(dataDir, "postgres");
    const logFile = join(dataDir, "postgres.log");
    const { pid, ended: hasEnded } = await spawnPostgres({ cluster, logFile, isDurable: false });
    await expect.poll(() => findPostmaster(cluster)).toMatchObject({ status: "ready" });
    const messages: string[] = [];
    const database = await startEmbeddedDatabase({ dataDir, log: (text) => messages.push(text) });
    expect(messages).toEqual([`Adopted the running database (process ${pid})`]);
    expect(await query(database.url, "SELECT 1")).toEqual([1]);
    await database.stop();
    await hasEnded;
  });

  it("is not misled by a process id that another program has since", async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, "postgres/postmaster.pid"), `${process.pid}\n${dataDir}\n`);
    const database = await start();
    expect(await query(database.url, "SELECT 1")).toEqual([1]);
    await database.stop();
  });

  it("makes the database anew when making it was interrupted", async () => {
    await mkdir(join(dataDir, "postgres.new-abc123/base"), { recursive: true });
    const database = await start();
    expect((await readdir(dataDir)).toSorted()).toEqual(["postgres", "postgres.log"]);
    await database.stop();
  });
});

describe("what it refuses", () => {
  it("a directory of a newer PostgreSQL, untouched", async () => {
    await (await start()).stop();
    const versionFile = join(dataDir, "postgres/PG_VERSION");
    await writeFile(versionFile, "99\n");
    await expect(start()).rejects.toMatchObject({ code: "database_newer" });
    expect(await readFile(versionFile, "utf8")).toBe("99\n");
    await writeFile(versionFile, "18\n");
    await (await start()).stop();
  });

  it("a place that is not a directory", async () => {
    const file = join(dataDir, "file");
    await writeFile(file, "");
    await expect(startEmbeddedDatabase({ dataDir: file })).rejects.toMatchObject({
      code: "database_not_writable",
      message: `The database directory ${file} cannot be written to by the user who started Quittance.`,
    });
  });

  it("with the reason PostgreSQL gives, when it does not start", async () => {
    await (await start()).stop();
    await writeFile(join(dataDir, "postgres/postgresql.auto.conf"), "work_mem = nonsense\n");
    await expect(start()).rejects.toMatchObject({
      code: "database_failed",
      message: expect.stringMatching(/did not start: .*FATAL:.*postgresql\.auto\.conf/),
    });
  });

  it.each([
    ['FATAL:  could not write lock file "postmaster.pid": No space left on device', "no_space"],
    ["ENOSPC: no space left on device, mkdir", "no_space"],
    ["EROFS: read-only file system, mkdir", "not_writable"],
    ['could not access directory "/x": Permission denied', "not_writable"],
  ])("in one sentence for: %s", (text, reason) => {
    const error = explainFailure("/srv/data", new Error(text));
    expect(error.code).toBe(`database_${reason}`);
    expect(error.message).toMatch(/^[A-Z][^\n]*\/srv\/data[^\n]*\.$/);
  });
});
