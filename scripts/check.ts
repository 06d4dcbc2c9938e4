/** Every check, one after the other, whatever fails; the last line is `N passed, N failed`. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Result {
  passed: number;
  failed: number;
}

const root = join(import.meta.dirname, "..");
const stepTimeoutMs = 30 * 60_000;
const chromiumPaths = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const results = [
  await step("format", () => tool("oxfmt/bin/oxfmt", ["--check"])),
  await step("types", () => tool("typescript/bin/tsc", ["--noEmit", "-p", "."])),
  await step("types of the admin", () => checkAdminTypes()),
  await step("lint", () => tool("oxlint/bin/oxlint", ["--deny-warnings"])),
  await step("tests", () => vitest(["--exclude", "test/journeys/**"])),
  await step("browser journeys", () => checkJourneys()),
];
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function step(name: string, check: () => Promise<Result>): Promise<Result> {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const result = await check();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const counts = `${result.passed} passed, ${result.failed} failed`;
  console.log(`── ${name}: ${result.failed === 0 ? "ok" : "FAILED"} (${counts}, ${seconds} s)`);
  return result;
}

/** One check that a tool makes; what it says is shown when it fails. */
async function tool(path: string, args: readonly string[]): Promise<Result> {
  const { code, output } = await run(path, args, "shown at the end");
  if (code === 0) return { passed: 1, failed: 0 };
  console.log(output);
  return { passed: 0, failed: 1 };
}

async function checkAdminTypes(): Promise<Result> {
  if (!existsSync(join(root, "admin/tsconfig.json"))) return { passed: 0, failed: 0 };
  return tool("typescript/bin/tsc", ["--noEmit", "-p", "admin"]);
}

async function checkJourneys(): Promise<Result> {
  const chromium = findChromium() ?? installChromium();
  if (!chromium) {
    console.log("The browser journeys need Chromium: install it, or name it in CHROMIUM.");
    return { passed: 0, failed: 1 };
  }
  return vitest(["test/journeys"], { CHROMIUM: chromium });
}

function findChromium(): string | undefined {
  const chosen = process.env["CHROMIUM"];
  return chosen ?? chromiumPaths.find((path) => existsSync(path));
}

/** Where we may, as in CI; elsewhere it is the owner's decision. */
function installChromium(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  console.log("Installing Chromium…");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const { status, stderr } = spawnSync("apt-get", ["-q", ...args], { env, encoding: "utf8" });
    if (status !== 0) console.log(stderr);
  }
  return findChromium();
}

/** Runs test files and counts their tests; a file or a run that breaks counts as one failure. */
async function vitest(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), "quittance-check-"));
  const report = join(directory, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { code } = await run(
      "vitest/vitest.mjs",
      ["run", ...args, ...reporters],
      "shown at once",
      env,
    );
    const result = existsSync(report) ? countTests(readFileSync(report, "utf8")) : undefined;
    if (!result) return { passed: 0, failed: 1 };
    const hasBroken = code !== 0 && result.failed === 0;
    return hasBroken ? { ...result, failed: 1 } : result;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function countTests(report: string): Result {
  const { numPassedTests, testResults }: VitestReport = JSON.parse(report);
  const failed = testResults.map(({ status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === "failed").length;
    return tests === 0 && status === "failed" ? 1 : tests;
  });
  return { passed: numPassedTests, failed: failed.reduce((sum, count) => sum + count, 0) };
}

interface VitestReport {
  numPassedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

function run(
  path: string,
  args: readonly string[],
  output: "shown at once" | "shown at the end",
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules", path), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio:
        output === "shown at once" ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
      timeout: stepTimeoutMs,
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output: text }));
  });
}
