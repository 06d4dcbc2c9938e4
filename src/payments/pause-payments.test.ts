import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildApp } from "#src/app.ts";
import { createParts, type Parts } from "#src/parts.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";
import { sweepConnection } from "./sweep-connection.ts";

// Five hundred cards take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const DECLINED = { card: "4000000000000002" };
const GOOD = { card: "4242424242424242" };

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: new Date(), environment: { TRUSTED_PROXIES: "127.0.0.1" } });
});
afterAll(() => app.stop());

/** Presses Pay from an address, as our own proxy would tell it. */
async function pressFrom(address: string, payLink: string) {
  const response = await fetch(`${payLink}/pay`, {
    method: "POST",
    headers: { "x-forwarded-for": address },
    body: new URLSearchParams(),
    redirect: "manual",
  });
  return {
    code: response.status,
    location: response.headers.get("location") ?? "",
    retryAfter: Number(response.headers.get("retry-after")),
    html: await response.text(),
  };
}

/** Opens the payment page of a link from an address and has so many cards declined there. */
async function tryCards(address: string, payLink: string, count: number): Promise<string> {
  const { location } = await pressFrom(address, payLink);
  const session = sessionOf(location);
  for (let done = 0; done < count; done += 1) {
    await app.sandbox.control.payCheckout(session, DECLINED);
  }
  return session;
}

async function payFrom(
  address: string,
  seller: Seller,
  sent: { payLink: string; invoiceId: string },
) {
  const { location } = await pressFrom(address, sent.payLink);
  await app.sandbox.control.payCheckout(sessionOf(location), GOOD);
  await app.settle();
  return (await seller.ask("GET", `/invoices/${sent.invoiceId}`)).status;
}

async function connectedSeller(): Promise<Seller & { connectionId: string }> {
  const seller = await app.seller();
  const { id } = await seller.connect();
  return { ...seller, connectionId: id };
}

async function problemsOf(seller: Seller): Promise<string[]> {
  const { data } = await seller.ask("GET", "/mails?kind=problem&limit=100");
  return data.map(({ subject }: { subject: string }) => subject);
}

async function pausesOf(seller: Seller) {
  return (await seller.ask("GET", "/payment-pauses")).data;
}

describe("fifty cards declined on one link", () => {
  it("pause that invoice and close its page; everybody else still pays [attack 45]", async () => {
    const seller = await connectedSeller();
    const attacked = await seller.sendInvoice();
    const session = await tryCards("203.0.113.7", attacked.payLink, 50);
    await app.settle();

    const refused = await pressFrom("198.51.100.1", attacked.payLink);
    expect(refused).toMatchObject({ code: 429, location: "" });
    expect(refused.html).toContain('<main data-status="too_many" data-mode="test">');
    expect(refused.html).toContain("Nordlicht Studio");
    expect(refused.retryAfter).toBeGreaterThan(3000);
    expect(refused.retryAfter).toBeLessThanOrEqual(3600);
    expect((await pressFrom("198.51.100.1", attacked.viewUrl)).code, "the other link").toBe(429);
    expect(await openPage(attacked.payLink), "it can be read").toMatchObject({ code: 200 });
    const late = await app.sandbox.control.payCheckout(session, GOOD);
    expect(late.status, "the open page is closed").toBe(409);

    expect(await pausesOf(seller)).toMatchObject([
      { scope: "invoice", invoiceId: attacked.invoiceId, declines: 50, liftedAt: null },
    ]);
    expect((await problemsOf(seller)).filter((one) => one.includes("is paused"))).toHaveLength(1);

    const { attention } = await seller.ask("GET", "/summary");
    expect(attention).toMatchObject([{ kind: "payments_paused", count: 1 }]);

    const other = await seller.sendInvoice();
    expect((await pressFrom("203.0.113.7", other.payLink)).code, "the same address").toBe(429);
    expect(await payFrom("198.51.100.1", seller, other), "another link and address").toBe("paid");
    const elsewhere = await connectedSeller();
    const theirs = await elsewhere.sendInvoice();
    expect(await payFrom("203.0.113.7", elsewhere, theirs), "another business").toBe("paid");
    expect(await pausesOf(elsewhere)).toEqual([]);
  });

  it("say nothing about real ones when they were test cards [R56] [R15]", async () => {
    const seller = await connectedSeller();
    const attacked = await seller.sendInvoice();
    await tryCards("203.0.113.8", attacked.payLink, 20);
    await app.settle();
    const key = `sk_live_${seller.businessId.slice(4)}`;
    const { id } = await seller.connect("Live", key);
    const real = await seller.sendInvoice({ onlinePayment: [id] });
    expect(await payFrom("203.0.113.8", seller, real)).toBe("paid");
    const other = await seller.sendInvoice();
    expect((await pressFrom("203.0.113.8", other.payLink)).code).toBe(429);
  });

  it("keep its payer out no longer once the invoice is let through [R56]", async () => {
    const seller = await connectedSeller();
    const tried = await seller.sendInvoice();
    await tryCards("203.0.113.9", tried.payLink, 16);
    await app.settle();
    expect((await pressFrom("203.0.113.9", tried.payLink)).code).toBe(429);
    const [pause] = await pausesOf(seller);
    await seller.ask("POST", `/payment-pauses/${pause.id}/lift`);
    expect(await payFrom("203.0.113.9", seller, tried)).toBe("paid");
  });

  it("are one pause, however often and by whomever they are looked at [R56]", async () => {
    const seller = await connectedSeller();
    const attacked = await seller.sendInvoice();
    await tryCards("127.0.0.1", attacked.payLink, 9);
    await app.settle();
    expect(await pausesOf(seller)).toEqual([]);
    const { location } = await pressFrom("198.51.100.2", attacked.payLink);
    await app.sandbox.control.payCheckout(sessionOf(location), DECLINED);
    await app.settle();
    const address = { businessId: seller.businessId, connectionId: seller.connectionId };
    await sweepConnection(app.parts.runtime, address);
    await openPage(`${attacked.payLink}/return`);
    expect(await pausesOf(seller)).toMatchObject([{ scope: "invoice", declines: 10 }]);
  });

  it("are known to another process, and to one that starts later [R56]", async () => {
    const seller = await connectedSeller();
    const attacked = await seller.sendInvoice();
    await tryCards("198.51.100.3", attacked.payLink, 10);
    await app.settle();
    const { config, log } = app.parts.runtime;
    let other: Parts | null = null;
    try {
      other = await createParts(config, log, app.databaseUrl, () => app.clock.now);
      const path = `${new URL(attacked.payLink).pathname}/pay`;
      const answer = await buildApp(other).request(path, { method: "POST" });
      expect(answer.status).toBe(429);
    } finally {
      await other?.close();
    }
  });

  it("do not keep money from being recorded that was on its way [R56]", async () => {
    const seller = await connectedSeller();
    const attacked = await seller.sendInvoice();
    const session = await tryCards("198.51.100.4", attacked.payLink, 12);
    await app.sandbox.control.payCheckout(session, GOOD);
    await app.settle();
    expect((await seller.ask("GET", `/invoices/${attacked.invoiceId}`)).status).toBe("paid");
    expect(await openPage(attacked.payLink)).toMatchObject({ status: "paid" });
  });
});

it("a pause ends after an hour, and the next one begins as the first [R56]", async () => {
  const later = await startTestApp({ now: new Date() });
  try {
    const seller = await later.seller();
    await seller.connect();
    const { payLink } = await seller.sendInvoice();
    const declineTen = async () => {
      const session = sessionOf(await pressPay(payLink));
      for (let done = 0; done < 10; done += 1) {
        await later.sandbox.control.payCheckout(session, DECLINED);
      }
      await openPage(`${payLink}/return`);
      await later.runJobs();
    };
    await declineTen();
    expect((await pressFrom("127.0.0.1", payLink)).code).toBe(429);
    later.clock.now = new Date(later.clock.now.getTime() + 7_200_000);
    later.sandbox.control.advance(7_200_000);
    expect((await seller.ask("GET", "/payment-pauses")).data).toEqual([]);
    await declineTen();
    expect((await pressFrom("127.0.0.1", payLink)).code).toBe(429);
    const { data } = await seller.ask("GET", "/payment-pauses");
    expect(data).toMatchObject([{ scope: "invoice", declines: 10 }]);
  } finally {
    await later.stop();
  }
});

describe("five hundred cards declined across links and addresses", () => {
  it("open the breaker of that business, tell it once, and it can be lifted [attack 45]", async () => {
    const seller = await connectedSeller();
    const innocent = await seller.sendInvoice();
    const midway = sessionOf((await pressFrom("198.51.100.9", innocent.payLink)).location);
    const links: string[] = [];
    const sessions: string[] = [];
    for (let index = 1; index <= 50; index += 1) {
      const { payLink } = await seller.sendInvoice();
      links.push(payLink);
      sessions.push(sessionOf((await pressFrom(`203.0.113.${index}`, payLink)).location));
    }
    // Told by the payers' returns: five hundred webhooks would only take longer.
    app.sandbox.control.setWebhooks({ drop: 10_000 });
    const decline = (session: string) => app.sandbox.control.payCheckout(session, DECLINED);
    for (let card = 1; card <= 10; card += 1) await Promise.all(sessions.map(decline));
    for (const link of links) await openPage(`${link}/return`);
    app.sandbox.control.setWebhooks({ drop: 0 });
    await app.settle();

    const waiting = await seller.sendInvoice();
    const refused = await pressFrom("198.51.100.10", waiting.payLink);
    expect(refused.code).toBe(429);
    expect(refused.html).toContain('data-status="too_many"');
    const { data } = await seller.ask("GET", "/payment-pauses?scope=business");
    expect(data).toHaveLength(1);
    const [breaker] = data;
    expect(breaker).toMatchObject({ invoiceId: null, liftedAt: null });
    expect(breaker.declines).toBeGreaterThanOrEqual(50);
    const told = await problemsOf(seller);
    expect(told.filter((one) => one.includes("are paused"))).toEqual([
      "[TEST] Online payments are paused for an hour",
    ]);
    expect(told.length, "not fifty letters about fifty invoices").toBeLessThanOrEqual(10);

    await app.sandbox.control.payCheckout(midway, GOOD);
    await app.settle();
    const settled = await seller.ask("GET", `/invoices/${innocent.invoiceId}`);
    expect(settled.status, "who was paying already is recorded").toBe("paid");
    const elsewhere = await connectedSeller();
    const theirs = await elsewhere.sendInvoice();
    expect(await payFrom("198.51.100.10", elsewhere, theirs), "another business").toBe("paid");

    const { key } = await seller.ask("POST", "/api-keys", { name: "Books", role: "accountant" });
    const accountant = sellerOf(app.url, { businessId: seller.businessId, apiKey: key });
    const path = `/payment-pauses/${breaker.id}/lift`;
    expect((await accountant.request("POST", path)).status).toBe(403);
    expect((await elsewhere.request("POST", path)).status).toBe(404);
    expect((await pressFrom("198.51.100.10", waiting.payLink)).code).toBe(429);
    await seller.ask("POST", path);
    await seller.ask("POST", path);
    expect(await payFrom("198.51.100.10", seller, waiting), "lifted").toBe("paid");
    const { data: audit } = await seller.ask("GET", "/audit?limit=100");
    const actions = audit.map(({ action }: { action: string }) => action);
    expect(actions.filter((one: string) => one === "payments.resumed")).toHaveLength(1);
    expect(actions).toContain("payments.paused");
  });
});
