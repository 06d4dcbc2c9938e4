import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { startServer } from "#src/server.ts";
import { type DemoAccess, makeDemoBusiness } from "./demo-business.ts";
import { openInstallation } from "./open-installation.ts";
import { openSandbox } from "./sandbox.ts";
import { untilStopped } from "./until-stopped.ts";
import { readOptions } from "./usage.ts";

const DEFAULT_SANDBOX_PORT = 4242;

/**
 * `quittance demo`: the main job on an embedded PostgreSQL and the sandbox, until Ctrl-C. With
 * `--json`, one line when ready. The demo keeps its data in a folder of its own beside real ones.
 */
export async function demo(args: string[]): Promise<void> {
  const options = readOptions(args, { json: { type: "boolean" } }, "quittance demo [--json]");
  const stopped = untilStopped();
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const dataDir = join(resolve(process.env["DATA_DIR"] || "./data"), "demo");
  mkdirSync(dataDir, { recursive: true });
  say("Starting the sandbox and the database …");
  const sandbox = await openDemoSandbox(join(dataDir, "sandbox.json"));
  try {
    const config = readConfig({
      LOG_LEVEL: "warn",
      SWEEP_SECONDS: "15",
      ...process.env,
      DATA_DIR: dataDir,
      DATABASE_URL: undefined,
      NODE_ENV: undefined,
      STRIPE_API_BASE: sandbox.url,
      STRIPE_JS_URL: `${sandbox.url}/v3/stripe.js`,
    });
    const installation = await openInstallation(config, "serve");
    try {
      const server = await startServer(
        installation.config,
        createLog(config.logLevel),
        installation.databaseUrl,
      );
      const access = await demoAccess(join(dataDir, "demo.json"), () => {
        say("Making a demo business with invoices and a payment …");
        return makeDemoBusiness(server.parts, sandbox);
      });
      const ready = { adminUrl: config.publicUrl, ...access, sandboxUrl: sandbox.url };
      process.stdout.write(options.json ? `${JSON.stringify(ready)}\n` : describe(ready));
      await stopped;
      await server.close();
    } finally {
      await installation.close();
    }
  } finally {
    await sandbox.stop();
  }
}

/** On its usual port, or on any free one when that is taken: nobody types this address. */
async function openDemoSandbox(stateFile: string) {
  try {
    return await openSandbox(DEFAULT_SANDBOX_PORT, stateFile);
  } catch {
    return openSandbox(0, stateFile);
  }
}

/** How to get in, kept so that the second start prints the same. */
async function demoAccess(path: string, make: () => Promise<DemoAccess>): Promise<DemoAccess> {
  if (existsSync(path)) return JSON.parse(readFileSync(path, "utf8")) as DemoAccess;
  const access = await make();
  writeFileSync(path, JSON.stringify(access), { mode: 0o600 });
  return access;
}

function describe(ready: DemoAccess & { adminUrl: string; sandboxUrl: string }): string {
  return `
  Quittance demo

  Admin       ${ready.adminUrl}
              ${ready.email}  /  ${ready.password}
  Pay link    ${ready.payLink}
  Test card   4242 4242 4242 4242, any future date, any security code
  Sandbox     ${ready.sandboxUrl}/_sandbox
  API key     ${ready.apiKey}

  No real money moves here. Ctrl-C stops everything.

`;
}
