import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { openPaymentPage, paymentsOf } from "#test/support/payment-story.ts";
import { sweepConnection } from "./sweep-connection.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(() => {
  app.sandbox.control.clearFaults();
  app.sandbox.control.setWebhooks({ isPaused: false });
});

const CARD = { card: "4242424242424242" };
const OPENING = "POST /v1/checkout/sessions";
/** More often than the SDK tries by itself. */
const EVERY_TRY = 6;

async function sentInvoice() {
  const seller = await app.seller();
  const { id: connectionId, secretKey } = await seller.connect();
  const sent = await seller.sendInvoice();
  return { seller, connectionId, stripe: app.sandbox.client(secretKey), ...sent };
}

type Sent = Awaited<ReturnType<typeof sentInvoice>>;

async function sessionsOf({ stripe }: Pick<Sent, "stripe">) {
  return (await stripe.checkout.sessions.list({ limit: 100 })).data;
}

async function payAndCheck(sent: Sent, sessionId: string): Promise<void> {
  const { seller, invoiceId } = sent;
  await app.sandbox.control.payCheckout(sessionId, CARD);
  await app.settle();
  expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
    status: "paid",
    amountPaid: 32957,
  });
  const { data: charges } = await sent.stripe.charges.list();
  expect(charges).toHaveLength(1);
  const { data: payments } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  expect(payments.filter(({ status }: { status: string }) => status === "succeeded")).toHaveLength(
    1,
  );
  await expectSoundBooks(app);
}

describe("however Pay is pressed, one payment page is open", () => {
  it("answers ten presses at once with the same page [fault 12]", async () => {
    const sent = await sentInvoice();
    // connections are open before, so that the presses really meet
    await Promise.all(Array.from({ length: 16 }, () => openPage(sent.payLink)));
    const urls = await Promise.all(Array.from({ length: 10 }, () => pressPay(sent.payLink)));
    expect(new Set(urls.map(sessionOf)).size).toBe(1);
    expect(await sessionsOf(sent)).toMatchObject([{ status: "open" }]);

    await payAndCheck(sent, sessionOf(String(urls[0])));
  });

  it("answers two tabs, the mailed link and the online page, with the same page [fault 12]", async () => {
    const sent = await sentInvoice();
    const first = await pressPay(sent.payLink);
    const second = await pressPay(sent.viewUrl);
    const third = await pressPay(sent.payLink);
    expect([sessionOf(second), sessionOf(third)]).toEqual([sessionOf(first), sessionOf(first)]);

    await payAndCheck(sent, sessionOf(first));
  });

  it("opens nothing when the pages are only looked at and reloaded [fault 12]", async () => {
    const sent = await sentInvoice();
    const pages = await Promise.all(
      Array.from({ length: 10 }, () => openPage(sent.payLink)).concat(openPage(sent.viewUrl)),
    );
    expect(pages.map(({ status }) => status)).toEqual(Array(11).fill("payable"));
    expect(await sessionsOf(sent)).toEqual([]);
  });

  it("sends nobody to a page once the invoice is paid, however often it is reloaded [fault 12]", async () => {
    const story = await openPaymentPage(app);
    const paid = await app.sandbox.control.payCheckout(story.sessionId, CARD);
    for (let times = 1; times <= 10; times += 1) await openPage(String(paid.location));
    const again = await Promise.all([pressPay(story.payLink), pressPay(story.payLink)]);

    expect(again).toEqual([story.payLink, story.payLink]);
    expect(await paymentsOf(story)).toHaveLength(1);
    await expectSoundBooks(app);
  });

  it("opens a new page after the first expired, and only the new one is open [fault 12]", async () => {
    const story = await openPaymentPage(app);
    app.sandbox.control.expireCheckout(story.sessionId);
    await app.settle();
    const again = sessionOf(await pressPay(story.payLink));

    expect(again).not.toBe(story.sessionId);
    const open = (await sessionsOf(story)).filter(({ status }) => status === "open");
    expect(open.map(({ id }) => id)).toEqual([again]);
    expect((await paymentsOf(story)).map(({ status }) => status)).toEqual(["started", "canceled"]);
  });
});

describe("the processor acted, and the answer got lost", () => {
  it("finds the page that was opened when Pay is pressed again [fault 8]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "timeout_after", times: EVERY_TRY });
    expect(await pressPay(sent.payLink)).toContain("notice=unreachable");
    expect(await sessionsOf(sent)).toHaveLength(1);
    app.sandbox.control.clearFaults();
    const url = await pressPay(sent.payLink);
    expect(await sessionsOf(sent)).toMatchObject([{ id: sessionOf(url), status: "open" }]);

    await payAndCheck(sent, sessionOf(url));
  });

  it("asks by itself which page was opened, and takes the money paid there [fault 8]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "timeout_after", times: EVERY_TRY });
    await pressPay(sent.payLink);
    app.sandbox.control.clearFaults();
    const [session] = await sessionsOf(sent);
    app.sandbox.control.setWebhooks({ isPaused: true });
    await app.sandbox.control.payCheckout(String(session?.id), CARD);
    const { connectionId, seller } = sent;
    await sweepConnection(app.parts.runtime, { businessId: seller.businessId, connectionId });

    expect(await seller.ask("GET", `/invoices/${sent.invoiceId}`)).toMatchObject({
      status: "paid",
    });
    expect(await pressPay(sent.payLink)).toBe(sent.payLink);
    await expectSoundBooks(app);
  });

  it("opens one page after the connection broke before anything happened [fault 8]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "timeout_before", times: EVERY_TRY });
    expect(await pressPay(sent.payLink)).toContain("notice=unreachable");
    app.sandbox.control.clearFaults();
    const url = await pressPay(sent.payLink);
    expect(await sessionsOf(sent)).toHaveLength(1);

    await payAndCheck(sent, sessionOf(url));
  });

  it("does not open a second page while the first press is still being answered [fault 12]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "latency", ms: 1500 });
    const urls = await Promise.all([pressPay(sent.payLink), pressPay(sent.payLink)]);
    expect(await sessionsOf(sent)).toHaveLength(1);
    expect(urls.filter((url) => url.includes("cs_test_"))).not.toEqual([]);

    await payAndCheck(sent, sessionOf(await pressPay(sent.payLink)));
  });
});

describe("the processor answered 500, and keeps that answer for the key", () => {
  it("finds the page by its tags when it was opened all the same [fault 9]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "stored_500" });
    const urls = [await pressPay(sent.payLink), await pressPay(sent.payLink)];
    const sessions = await sessionsOf(sent);
    expect(sessions).toHaveLength(1);
    expect(urls.map(sessionOf)).toEqual([sessions[0]?.id, sessions[0]?.id]);

    await payAndCheck(sent, sessionOf(String(urls[1])));
  });

  it("starts anew when nothing was opened [fault 9]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "stored_500", effect: false });
    await pressPay(sent.payLink);
    const url = await pressPay(sent.payLink);
    expect(await sessionsOf(sent)).toMatchObject([{ id: sessionOf(url), status: "open" }]);

    await payAndCheck(sent, sessionOf(url));
  });
});
