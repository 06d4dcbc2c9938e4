import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "#test/support/free-port.ts";
import { runCommand, type RunningCommand, startCommand } from "#test/support/command.ts";
import { openPage, pressPay } from "#test/support/payer.ts";

let dataDir: string;
let environment: Record<string, string>;
let running: RunningCommand[];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "quittance-cli-"));
  environment = { DATA_DIR: dataDir, PORT: String(await freePort()), LOG_LEVEL: "warn" };
  running = [];
});
afterEach(async () => {
  for (const { child, finished } of running) {
    child.kill("SIGKILL");
    await finished;
  }
  rmSync(dataDir, { recursive: true, force: true });
});

function start(args: string[], more: Record<string, string> = {}): RunningCommand {
  const command = startCommand(args, { ...environment, ...more });
  running.push(command);
  return command;
}

const INIT = [
  ..."init --email owner@example.com --currency EUR --country DE --timezone Europe/Berlin".split(
    " ",
  ),
  ..."--password a-long-password --json --business".split(" "),
];

describe("the command line", () => {
  it("runs the demo, prints one line when ready, and stops without leaving anything [R53]", async () => {
    const demo = start(["demo", "--json"]);
    const ready = JSON.parse(await demo.line("adminUrl"));
    expect(Object.keys(ready)).toEqual([
      "adminUrl",
      "email",
      "password",
      "apiKey",
      "payLink",
      "sandboxUrl",
    ]);
    expect(await openPage(ready.payLink)).toMatchObject({
      code: 200,
      status: "payable",
      mode: "test",
    });
    expect(await pressPay(ready.payLink)).toContain(`${ready.sandboxUrl}/c/pay/`);

    demo.child.kill("SIGTERM");
    const { code, stdout } = await demo.finished;
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    await expect(fetch(ready.adminUrl)).rejects.toThrow("fetch failed");

    const again = start(["demo", "--json"]);
    expect(JSON.parse(await again.line("adminUrl"))).toMatchObject({
      apiKey: ready.apiKey,
      payLink: ready.payLink,
    });
  });

  it("makes businesses beside a running server and without one, and proves the books [R52]", async () => {
    const first = await runCommand([...INIT, "Acme"], environment);
    expect(first).toMatchObject({ code: 0 });
    const server = start(["serve"]);
    await server.line("is ready");
    const second = await runCommand([...INIT, "Beta"], environment);
    const { businessId, apiKey } = JSON.parse(second.stdout);
    expect(businessId).not.toBe(JSON.parse(first.stdout).businessId);
    const answer = await fetch(`http://localhost:${environment["PORT"]}/api/v1/business`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    expect(await answer.json()).toMatchObject({
      id: businessId,
      name: "Beta",
      onlinePayments: false,
    });
    const suspended = await runCommand(["suspend", "--business", businessId], environment);
    expect(suspended).toMatchObject({
      code: 0,
      stdout: `The business ${businessId} is suspended.\n`,
    });
    const verified = await runCommand(["verify"], environment);
    expect(verified.code).toBe(0);
    expect(verified.stdout).toContain("I1 every transaction is zero per currency: holds");
    expect((await runCommand(["doctor"], environment)).stdout).toContain("Database reached");
    expect((await runCommand(["migrate"], environment)).stdout).toContain("up to date");
  });

  it("makes a link for somebody who is locked out, which works once [R50]", async () => {
    await runCommand([...INIT, "Acme"], environment);
    const reset = await runCommand(["reset-password", "--email", "Owner@example.com"], environment);
    expect(reset.stdout).toMatch(/<owner@example\.com>.*:\n\S+\/new-password#[\w-]{32}\n$/);
    const nobody = await runCommand(["reset-password", "--email", "x@example.com"], environment);
    expect(nobody).toMatchObject({ code: 1, stdout: "" });
    await start(["serve"]).line("is ready");
    expect(await chooseNewPassword(reset.stdout)).toBe(204);
    expect(await chooseNewPassword(reset.stdout)).toBe(404);
  });

  it("says in one sentence what keeps it from starting", async () => {
    const server = start(["serve"]);
    await server.line("is ready");
    const sentence = async (more: Record<string, string>, args = ["serve"]) => {
      const { code, stderr } = await runCommand(args, { ...environment, ...more });
      expect(code).toBe(1);
      return stderr.trim();
    };
    expect(await sentence({})).toMatch(/^The data directory .* is in use by another Quittance/);
    const elsewhere = { DATA_DIR: join(dataDir, "second") };
    expect(await sentence(elsewhere)).toMatch(/^Port \d+ on 127\.0\.0\.1 is in use\./);
    expect(await sentence({ DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" })).toMatch(
      /^The database of DATABASE_URL cannot be reached: /,
    );
    expect(await sentence({ PORT: "0" })).toBe("PORT must be a whole number from 1 to 65535.");
    expect(await sentence({ PUBLIC_URL: "ftp://x" })).toMatch(/^PUBLIC_URL must be an address/);
    expect(
      await sentence({ NODE_ENV: "production", STRIPE_API_BASE: "http://127.0.0.1:1" }),
    ).toMatch(/^STRIPE_API_BASE must begin with https/);
    expect(await sentence({}, ["sandbox", "--port", String(environment["PORT"])])).toMatch(
      /is in use/,
    );
    expect(await sentence({}, ["frobnicate"])).toMatch(/^There is no command frobnicate\./);
    expect(await sentence({}, ["init", "--business", "x"])).toMatch(/is missing/);
  });
});

/** What the page behind the printed link does; answers the status. */
async function chooseNewPassword(printed: string): Promise<number> {
  const { origin } = new URL(`http://localhost:${environment["PORT"]}`);
  const response = await fetch(`${origin}/api/v1/password-resets/use`, {
    method: "POST",
    headers: { origin, "content-type": "application/json" },
    body: JSON.stringify({ token: printed.trim().slice(-32), password: "a new long password" }),
  });
  return response.status;
}
