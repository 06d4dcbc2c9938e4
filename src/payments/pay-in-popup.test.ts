import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, pressPayInPopup, sessionOf } from "#test/support/payer.ts";
import { PUBLISHABLE_KEY } from "#test/support/seller.ts";
import { withOwner } from "#test/support/stored-rows.ts";

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
  const { id: connectionId, secretKey } = await seller.connectForPopup();
  const sent = await seller.sendInvoice();
  return { seller, connectionId, stripe: app.sandbox.client(secretKey), ...sent };
}
type Sent = Awaited<ReturnType<typeof sentInvoice>>;

async function sessionsOf({ stripe }: Sent, status?: "open" | "expired") {
  const { data } = await stripe.checkout.sessions.list({ limit: 100 });
  return data.filter((session) => status === undefined || session.status === status);
}

/** The session whose form the pop-up would show. */
async function popUp(sent: Sent): Promise<string> {
  const answer = await pressPayInPopup(sent.payLink);
  expect(answer).toEqual({
    clientSecret: expect.stringMatching(/^cs_test_\w+_secret_\w+$/),
    publishableKey: PUBLISHABLE_KEY,
  });
  return sessionOf(String(answer.clientSecret).split("_secret_")[0] ?? "");
}

async function payAndCheck(sent: Sent, sessionId: string): Promise<void> {
  expect((await sessionsOf(sent, "open")).map(({ id }) => id)).toEqual([sessionId]);
  await app.sandbox.control.payCheckout(sessionId, CARD);
  await app.settle();
  expect(await sent.seller.ask("GET", `/invoices/${sent.invoiceId}`)).toMatchObject({
    status: "paid",
    amountPaid: 32957,
  });
  expect((await sent.stripe.charges.list()).data).toHaveLength(1);
  await expectSoundBooks(app);
}

describe("a form for the pop-up", () => {
  it("is asked for like the page, but that it leads back by itself [R30]", async () => {
    const sent = await sentInvoice();
    const id = await popUp(sent);
    const [session] = await sessionsOf(sent);
    const { data: payments } = await sent.seller.ask(
      "GET",
      `/payments?invoiceId=${sent.invoiceId}`,
    );
    const tags = {
      business: sent.seller.businessId,
      invoice: sent.invoiceId,
      payment: payments[0].id,
    };
    expect(session).toMatchObject({
      id,
      ui_mode: "embedded_page",
      return_url: `${sent.payLink}/return?session={CHECKOUT_SESSION_ID}`,
      success_url: null,
      cancel_url: null,
      url: null,
      amount_total: 32957,
      currency: "eur",
      client_reference_id: tags.payment,
      metadata: tags,
      customer_email: "compta@moreau.example",
      adaptive_pricing: { enabled: false },
    });
    const lifeMs = Number(session?.expires_at) * 1000 - app.parts.runtime.now().getTime();
    expect(lifeMs / 3_600_000).toBeCloseTo(22, 1);
    await payAndCheck(sent, id);
  });

  it("comes back through the same page, which looks the truth up [R33]", async () => {
    const sent = await sentInvoice();
    const id = await popUp(sent);
    app.sandbox.control.setWebhooks({ isPaused: true });
    await app.sandbox.control.payCheckout(id, CARD);
    expect(await openPage(`${sent.payLink}/return?session=${id}`)).toMatchObject({
      status: "complete",
    });
    app.sandbox.control.setWebhooks({ isPaused: false });
    expect(await pressPayInPopup(sent.payLink)).toEqual({ location: sent.payLink });
    await expectSoundBooks(app);
  });

  it("is the same one however often it is closed and opened again [R31]", async () => {
    const sent = await sentInvoice();
    await Promise.all(Array.from({ length: 12 }, () => openPage(sent.payLink)));
    const ids = await Promise.all(Array.from({ length: 10 }, () => popUp(sent)));
    ids.push(await popUp(sent), await popUp({ ...sent, payLink: sent.viewUrl }));
    expect(new Set(ids).size).toBe(1);
    await payAndCheck(sent, String(ids[0]));
  });

  it("is found again after the answer got lost [fault 8]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "timeout_after", times: EVERY_TRY });
    expect(await pressPayInPopup(sent.payLink)).toEqual({
      location: `${sent.payLink}?notice=unreachable`,
    });
    app.sandbox.control.clearFaults();
    const id = await popUp(sent);
    expect(await sessionsOf(sent)).toHaveLength(1);
    await payAndCheck(sent, id);
  });

  it("is found by its tags after a 500 that Stripe keeps for the key [fault 9]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "stored_500" });
    const id = await popUp(sent);
    expect(await sessionsOf(sent)).toHaveLength(1);
    await payAndCheck(sent, id);
  });

  it("is opened anew once it expired", async () => {
    const sent = await sentInvoice();
    const first = await popUp(sent);
    app.sandbox.control.expireCheckout(first);
    await app.settle();
    const second = await popUp(sent);
    expect(second).not.toBe(first);
    await payAndCheck(sent, second);
  });
});

describe("one invoice in two tabs, one with the pop-up and one without scripts", () => {
  it("closes the form of the one before the other opens, in both directions [R31]", async () => {
    const sent = await sentInvoice();
    const popup = await popUp(sent);
    const page = sessionOf(await pressPay(sent.payLink));
    expect(await sessionsOf(sent, "open")).toMatchObject([{ id: page, ui_mode: "hosted_page" }]);
    expect((await app.sandbox.control.payCheckout(popup, CARD)).status).toBe(409);
    const again = await popUp(sent);
    expect(await sessionsOf(sent, "open")).toMatchObject([{ id: again, ui_mode: "embedded_page" }]);
    expect((await app.sandbox.control.payCheckout(page, CARD)).status).toBe(409);
    await payAndCheck(sent, again);
  });

  it("leaves one form open when both are pressed at once, again and again [R31]", async () => {
    const sent = await sentInvoice();
    for (let round = 1; round <= 3; round += 1) {
      await Promise.all(
        Array.from({ length: 6 }, (_, index) =>
          index % 2 === 0 ? pressPay(sent.payLink) : pressPayInPopup(sent.payLink),
        ),
      );
      expect((await sessionsOf(sent, "open")).length).toBeLessThanOrEqual(1);
    }
    await payAndCheck(sent, await popUp(sent));
  });

  it("sends the second tab to the page when the first paid in its pop-up [R33]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.setWebhooks({ isPaused: true });
    await app.sandbox.control.payCheckout(await popUp(sent), CARD);
    expect(await pressPay(sent.payLink)).toBe(sent.payLink);
    app.sandbox.control.setWebhooks({ isPaused: false });
    expect((await sent.stripe.charges.list()).data).toHaveLength(1);
    expect((await openPage(sent.payLink)).status).toBe("paid");
  });

  it("closes a form for the pop-up whose answer got lost before the page opens [fault 8]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "timeout_after", times: EVERY_TRY });
    await pressPayInPopup(sent.payLink);
    app.sandbox.control.clearFaults();
    const page = sessionOf(await pressPay(sent.payLink));
    expect(await sessionsOf(sent)).toMatchObject([
      { id: page, ui_mode: "hosted_page" },
      { status: "expired", ui_mode: "embedded_page" },
    ]);
    await payAndCheck(sent, page);
  });
});

describe("where there is no pop-up", () => {
  it.each<[string, (sent: Sent) => Promise<unknown>]>([
    [
      "chosen any more",
      ({ seller }) => seller.ask("PATCH", "/business", { paymentForm: "redirect" }),
    ],
    [
      "a key for it any more",
      ({ seller, connectionId }) =>
        seller.ask("PATCH", `/connections/${connectionId}`, { publishableKey: null }),
    ],
  ])(
    "the script is sent to the page, and the open form is closed first: not %s",
    async (_, end) => {
      const sent = await sentInvoice();
      const popup = await popUp(sent);
      await end(sent);
      const { location } = await pressPayInPopup(sent.payLink);
      expect((await openPage(sent.payLink)).html).not.toContain("<script");
      expect(await sessionsOf(sent, "expired")).toMatchObject([{ id: popup }]);
      await payAndCheck(sent, sessionOf(String(location)));
    },
  );

  it("a connection without a publishable key uses the page, whatever was chosen", async () => {
    const seller = await app.seller();
    await seller.connect();
    await seller.ask("PATCH", "/business", { paymentForm: "popup" });
    const { payLink } = await seller.sendInvoice();
    expect((await openPage(payLink)).html).not.toContain("<script");
    expect(await pressPayInPopup(payLink)).toEqual({
      location: expect.stringMatching(/\/c\/pay\/cs_test_/),
    });
  });

  it("of two connections the payer may choose from, each is paid in its own way [R31]", async () => {
    const sent = await sentInvoice();
    const { id: second } = await sent.seller.connect("Second");
    const onlinePayment = [sent.connectionId, second];
    await sent.seller.ask("PATCH", `/invoices/${sent.invoiceId}`, { onlinePayment });
    const popup = await popUp(sent);
    expect(await pressPayInPopup(sent.payLink, { connection: second })).toEqual({
      location: expect.stringContaining("/c/pay/"),
    });
    expect(await sessionsOf(sent)).toMatchObject([{ id: popup, status: "expired" }]);
    const again = await pressPayInPopup(sent.payLink, { connection: sent.connectionId });
    expect(again.publishableKey).toBe(PUBLISHABLE_KEY);
    await payAndCheck(sent, sessionOf(String(again.clientSecret).split("_secret_")[0] ?? ""));
  });

  it("an attempt written down before there was a choice is asked for as it was [law 1]", async () => {
    const sent = await sentInvoice();
    app.sandbox.control.fault({ match: OPENING, kind: "timeout_after", times: EVERY_TRY });
    await pressPay(sent.payLink);
    app.sandbox.control.clearFaults();
    await withOwner(app.databaseUrl, async (client) => {
      await client.query("select set_config('app.business', $1, false)", [sent.seller.businessId]);
      await client.query("update payments set session_request = session_request - 'form'");
    });
    const page = sessionOf(await pressPay(sent.payLink));
    expect(await sessionsOf(sent)).toMatchObject([{ id: page, ui_mode: "hosted_page" }]);
    await payAndCheck(sent, page);
  });
});

describe("a press of Pay that opens nothing", () => {
  it("tells the script where a form without it would have been led [R36]", async () => {
    const { seller, invoiceId, payLink } = await sentInvoice();
    await seller.ask("PATCH", "/business", { onlinePayments: false });
    expect(await pressPayInPopup(payLink)).toEqual({ location: payLink });
    await seller.ask("POST", `/invoices/${invoiceId}/void`);
    expect(await pressPayInPopup(payLink)).toEqual({ location: payLink });
  });

  it("is a page, not JSON, after too many presses: the form then shows it", async () => {
    const { payLink } = await sentInvoice();
    const press = () =>
      fetch(`${payLink}/pay`, { method: "POST", headers: { accept: "application/json" } });
    for (let times = 1; times <= 30; times += 1) await (await press()).body?.cancel();
    const answer = await press();
    expect(answer.status).toBe(429);
    expect(answer.headers.get("content-type")).toContain("text/html");
  });
});
