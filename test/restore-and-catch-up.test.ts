import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { must } from "#src/values/assert.ts";
import { freePort } from "#test/support/free-port.ts";
import { type CheckedSandbox, startCheckedSandbox } from "#test/support/checked-sandbox.ts";
import { runCommand, type RunningCommand, startCommand } from "#test/support/command.ts";
import { type MailServer, startMailServer } from "#test/support/mail-server.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";

const PASSWORD = "a long enough password";
const INIT = [
  ..."init --business Nordlicht --email owner@example.com --currency EUR --country DE".split(" "),
  ..."--timezone Europe/Berlin --json --password".split(" "),
  PASSWORD,
];

// Each test starts several databases and servers, one after the other.
vi.setConfig({ testTimeout: 120_000 });
const soon = { timeout: 30_000, interval: 100 };

let directory: string;
let environment: Record<string, string>;
let sandbox: CheckedSandbox;
let post: MailServer;
let running: RunningCommand[];
let url: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "quittance-restore-"));
  sandbox = await startCheckedSandbox();
  post = await startMailServer();
  const port = String(await freePort());
  url = `http://localhost:${port}`;
  environment = {
    DATA_DIR: join(directory, "first"),
    PORT: port,
    STRIPE_API_BASE: sandbox.url,
    SMTP_URL: post.url,
    LOG_LEVEL: "warn",
  };
  running = [];
});
afterEach(async () => {
  for (const { child, finished } of running) {
    child.kill("SIGKILL");
    await finished;
  }
  await post.stop();
  await sandbox.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe("an installation that is lost and comes back from its backup", () => {
  it("learns what happened since, and nobody gets a second receipt [fault 29]", async () => {
    const first = await serve();
    const seller = await makeSeller();
    await seller.connect();
    const [open, made, unpaid] = [
      await seller.sendInvoice(),
      await seller.sendInvoice(),
      await seller.sendInvoice(),
    ] as const;
    const session = sessionOf(await pressPay(open.payLink));
    const file = await backUp();
    const refused = await command(["restore", file]);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toMatch(/^The data directory .* is in use by another Quittance/);

    // one payment the backup knows as begun, one it knows nothing of, and money given back
    await pay(session);
    await pay(sessionOf(await pressPay(made.payLink)));
    await expect.poll(() => statusOf(seller, made.invoiceId), soon).toBe("paid");
    await expect.poll(() => statusOf(seller, open.invoiceId), soon).toBe("paid");
    const { data: payments } = await seller.ask("GET", `/payments?invoiceId=${made.invoiceId}`);
    await seller.ask("POST", `/payments/${payments[0].id}/refunds`, { amount: 500 });
    await expect.poll(() => mailed("Receipt"), soon).toBe(2);
    await expect.poll(() => mailed("Refund"), soon).toBe(1);
    first.child.kill("SIGKILL");
    await first.finished;

    await moveTo("second");
    const restored = await command(["restore", file]);
    expect(restored).toMatchObject({ code: 0, stderr: "" });
    expect(restored.stdout).toContain("1 business, 3 invoices, 1 payment");
    const before = post.mails.length;
    await serve();
    await expect.poll(() => statusOf(seller, open.invoiceId), soon).toBe("paid");
    await expect.poll(() => statusOf(seller, made.invoiceId), soon).toBe("paid");
    const again = await seller.ask("GET", `/payments?invoiceId=${made.invoiceId}`);
    expect(again.data).toMatchObject([
      { id: payments[0].id, status: "succeeded", amountRefunded: 500 },
    ]);
    expect((await openPage(unpaid.payLink)).status).toBe("payable");
    expect((await openPage(open.payLink)).status).toBe("paid");
    expect(await signIn()).toBe(200);

    const receiptMail = await expectHeldMails(seller);
    // what is paid from now on is told as ever
    await pay(sessionOf(await pressPay(unpaid.payLink)));
    await expect.poll(() => mailed("Receipt"), soon).toBe(3);
    await expect.poll(() => post.mails.length - before, soon).toBe(2);
    await seller.ask("POST", `/mails/${receiptMail}/retry`);
    await expect.poll(() => mailed("Receipt"), soon).toBe(4);
    const verified = await command(["verify"]);
    expect(verified).toMatchObject({ code: 0 });
  });

  it("does not mail again what waited in the outbox when the backup was made", async () => {
    post.behaviour = "is_busy";
    const first = await serve();
    const seller = await makeSeller();
    await seller.connect();
    await seller.sendInvoice();
    const file = await backUp();
    first.child.kill("SIGKILL");
    await first.finished;
    await moveTo("second");
    const restored = await command(["restore", file]);
    expect(restored.stdout).toContain("1 mail that was waiting then may have been sent since.");
    post.behaviour = "takes";
    await serve();
    const { data: mails } = await seller.ask("GET", "/mails");
    expect(mails).toMatchObject([{ kind: "invoice", state: "not_delivered" }]);
    await seller.ask("POST", `/mails/${mails[0].id}/retry`);
    await expect.poll(() => post.mails.length, soon).toBe(1);
  });
});

/** What was told before is written again and kept, with the reason; answers one receipt's id. */
async function expectHeldMails(seller: Seller): Promise<string> {
  const { data } = await seller.ask("GET", "/mails");
  const mails: { id: string; kind: string; state: string; lastError: string | null }[] = data;
  const held = mails.filter(({ state }) => state !== "sent");
  expect(held.map(({ kind }) => kind).toSorted()).toEqual([
    "payment_notification",
    "payment_notification",
    "receipt",
    "receipt",
    "refund",
  ]);
  for (const { state, lastError } of held) {
    expect(state).toBe("not_delivered");
    expect(lastError).toContain("before a backup was restored");
  }
  return must(held.find(({ kind }) => kind === "receipt")?.id, "there is a receipt");
}

async function serve(): Promise<RunningCommand> {
  const server = startCommand(["serve"], environment);
  running.push(server);
  await server.line("is ready");
  return server;
}

async function command(args: string[]) {
  return runCommand(args, environment);
}

async function makeSeller(): Promise<Seller> {
  const { stdout } = await command(INIT);
  return sellerOf(url, JSON.parse(stdout));
}

async function backUp(): Promise<string> {
  const { stdout } = await command(["backup", "--json"]);
  return JSON.parse(stdout).file;
}

/** Another machine that was given the key. */
async function moveTo(name: string): Promise<void> {
  const dataDir = join(directory, name);
  mkdirSync(dataDir);
  copyFileSync(join(directory, "first", "secret.key"), join(dataDir, "secret.key"));
  environment = { ...environment, DATA_DIR: dataDir };
}

async function pay(session: string): Promise<void> {
  await sandbox.control.payCheckout(session, { card: "4242424242424242" });
}

async function statusOf(seller: Seller, invoiceId: string): Promise<string> {
  return (await seller.ask("GET", `/invoices/${invoiceId}`)).status;
}

function mailed(subject: string): number {
  return post.mails.filter((mail) => mail.subject?.includes(subject)).length;
}

async function signIn(): Promise<number> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ email: "owner@example.com", password: PASSWORD }),
  });
  return response.status;
}
