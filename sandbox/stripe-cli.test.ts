import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startCheckedSandbox, type CheckedSandbox } from "#test/support/checked-sandbox.ts";

// Stripe's own command line drives the sandbox as it drives Stripe: it knows nothing of us.
const cli = createRequire(import.meta.url).resolve("@stripe/cli/bin/shim.js");
const key = "sk_test_cli0123456789";

let sandbox: CheckedSandbox;
let home: string;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
  // The CLI's payouts are in dollars, and so must be the account's balance.
  sandbox.control.setAccount(key, { currency: "usd" });
  sandbox.control.setSettings({ debitSettlesAfterMs: 0, payoutArrivesAfterMs: 0 });
  home = mkdtempSync(join(tmpdir(), "stripe-cli-"));
});
afterAll(async () => {
  rmSync(home, { recursive: true, force: true });
  await sandbox.stop();
});

const trigger = (event: string) =>
  promisify(execFile)(
    process.execPath,
    [cli, "trigger", event, "--api-base", sandbox.url, "--api-key", key],
    {
      env: {
        ...process.env,
        HOME: home,
        STRIPE_CLI_TELEMETRY_OPTOUT: "1",
        XDG_CONFIG_HOME: join(home, "config"),
      },
    },
  );

test.each([
  "charge.captured",
  "charge.dispute.closed",
  "charge.dispute.created",
  "charge.dispute.updated",
  "charge.failed",
  "charge.refunded",
  "charge.refund.updated",
  "charge.succeeded",
  "checkout.session.async_payment_failed",
  "checkout.session.async_payment_succeeded",
  "checkout.session.completed",
  "checkout.session.expired",
  "customer.created",
  "customer.deleted",
  "customer.updated",
  "payment_intent.amount_capturable_updated",
  "payment_intent.canceled",
  "payment_intent.created",
  "payment_intent.payment_failed",
  "payment_intent.processing",
  "payment_intent.requires_action",
  "payment_intent.succeeded",
  "payment_method.attached",
  "payment_method.detached",
  "payment_method.updated",
  "payout.created",
  "payout.updated",
  "price.created",
  "price.updated",
  "product.created",
  "product.updated",
  "setup_intent.canceled",
  "setup_intent.created",
  "setup_intent.requires_action",
  "setup_intent.setup_failed",
  "setup_intent.succeeded",
])("stripe trigger %s makes that event", async (event) => {
  const { stdout } = await trigger(event);
  expect(stdout).toContain("Trigger succeeded");
  // What is due by now has happened by now.
  sandbox.control.advance(0);
  const { data } = await sandbox.client(key).events.list({ type: event });
  expect(data.length).toBeGreaterThan(0);
});

test("a trigger that the sandbox refuses fails", async () => {
  sandbox.control.fault({ match: "POST /v1/payment_intents", kind: "500", times: 5 });
  await expect(trigger("payment_intent.created")).rejects.toThrow("status=500");
  sandbox.control.clearFaults();
});
