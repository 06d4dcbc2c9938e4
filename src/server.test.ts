import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { freePort } from "#test/support/free-port.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { type MailServer, startMailServer } from "#test/support/mail-server.ts";
import { pressPay } from "#test/support/payer.ts";
import { lettersOf, openPaymentPage, paymentsOf } from "#test/support/payment-story.ts";
import { type RunningServer, startServer } from "./server.ts";

const SECRET_KEY = "a secret key that is long enough for tests only";
const SECONDS = 1000;

let app: TestApp;
let post: MailServer;
let servers: RunningServer[];
let urls: string[];

/** Two whole servers beside each other on one database, sweeping every second. */
beforeAll(async () => {
  post = await startMailServer();
  app = await startTestApp();
  urls = [];
  servers = await Promise.all(
    [1, 2].map(async () => {
      const port = await freePort();
      const config = readConfig({
        PORT: String(port),
        PUBLIC_URL: app.url,
        SECRET_KEY,
        STRIPE_API_BASE: app.sandbox.url,
        SMTP_URL: post.url,
        SWEEP_SECONDS: "1",
        LOG_LEVEL: "silent",
      });
      urls.push(`http://localhost:${port}`);
      return startServer(config, createLog("silent"), app.databaseUrl);
    }),
  );
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await app.stop();
  await post.stop();
});

describe("two servers on one database", () => {
  it("sweep and do every job once between them [fault 24]", async () => {
    app.sandbox.control.setWebhooks({ drop: 1000 });
    const stories = await Promise.all(Array.from({ length: 6 }, () => openPaymentPage(app)));
    for (const { sessionId } of stories) await app.sandbox.control.payCheckout(sessionId);
    for (const story of stories) {
      await vi.waitFor(
        async () => expect(await paymentsOf(story)).toMatchObject([{ status: "succeeded" }]),
        { timeout: 20 * SECONDS, interval: 100 },
      );
    }
    await vi.waitFor(() => expect(post.mails.length).toBeGreaterThan(17), {
      timeout: 20 * SECONDS,
      interval: 100,
    });
    for (const story of stories) {
      expect(await lettersOf(story)).toEqual({ invoice: 1, payment_notification: 1, receipt: 1 });
    }
    const delivered = post.mails.map(({ messageId }) => messageId);
    expect(delivered).toHaveLength(18);
    expect(new Set(delivered).size).toBe(18);
    await expectSoundBooks(app);
  }, 60_000);

  it("answer for each other: pages and payment pages are the same on both [fault 24]", async () => {
    app.sandbox.control.setWebhooks({ drop: 1000 });
    const seller = await app.seller();
    await seller.connect();
    const sent = await seller.sendInvoice();
    const paths = urls.map((url) => sent.payLink.replace(app.url, url));
    const presses = await Promise.all(paths.flatMap((path) => [pressPay(path), pressPay(path)]));
    expect(new Set(presses).size).toBe(1);
    expect(presses[0]).toContain("cs_test_");
    await expectSoundBooks(app);
  });
});
