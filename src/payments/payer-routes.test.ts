import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApp } from "#src/app.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage, pressPay } from "#test/support/payer.ts";
import { type Seller, THREE_LINES } from "#test/support/seller.ts";
import { dumpDatabase } from "#test/support/stored-rows.ts";

const GUESSES = 10_000;
const AT_ONCE = 50;

let app: TestApp;
let seller: Seller;
beforeAll(async () => {
  app = await startTestApp({ now: new Date() });
  seller = await app.seller();
  await seller.connect();
});
afterAll(() => app.stop());

describe("an address that opens nothing", () => {
  it("looks the same to the last byte, whatever is wrong with it [attack 35]", async () => {
    const { payLink, viewUrl, invoiceId } = await seller.sendInvoice();
    const pay = tokenOf(payLink);
    const view = tokenOf(viewUrl);
    const draft = await makeDraft();
    const deleted = await makeDraft();
    await seller.ask("DELETE", `/invoices/${deleted.id}`);
    const paths = [
      `/p/${view}`,
      `/i/${pay}`,
      `/p/${pay.slice(0, -1)}`,
      `/p/${pay.slice(0, 16)}`,
      `/p/${pay}x`,
      `/p/${pay}%00`,
      `/p/${swapCase(pay)}`,
      `/i/${tokenOf(draft.viewUrl)}`,
      `/i/${tokenOf(deleted.viewUrl)}`,
      `/i/${invoiceId}`,
      `/p/${"0".repeat(32)}`,
      `/p/${"x".repeat(5000)}`,
      "/p/%2e%2e%2f%2e%2e",
      "/p/'%20or%20''='",
      "/i/%F0%28%8C",
    ];
    const answers = new Set<string>();
    for (const path of paths) {
      for (const rest of ["", "/pdf", "/receipt", "/return?session=cs_test_x&left=pay_x"]) {
        answers.add(await answerOf(`${path}${rest}`));
      }
      answers.add(await answerOf(`${path}/pay`, { method: "POST" }));
      app.clock.now = new Date(app.clock.now.getTime() + 61_000);
    }
    expect([...answers]).toHaveLength(1);
    expect([...answers][0]).toMatch(/^404 .*data-status="not_found"/s);
    expect(await openPage(payLink)).toMatchObject({ code: 200, status: "payable" });
    expect(await openPage(viewUrl)).toMatchObject({ code: 200, status: "payable" });
  });

  it("stays closed to ten thousand guesses, and its guesser waits [attack 35]", async () => {
    const { payLink } = await seller.sendInvoice();
    const inside = buildApp(app.parts);
    const statuses: number[] = [];
    const bodies = new Set<string>();
    for (let done = 0; done < GUESSES; done += AT_ONCE) {
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, index) =>
          inside.request(`/p/${guess(done + index)}`),
        ),
      );
      for (const answer of answers) {
        statuses.push(answer.status);
        if (answer.status === 404) bodies.add(await answer.text());
        else expect(answer.headers.get("retry-after")).toBe("60");
      }
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(GUESSES - 60);
    expect(bodies.size).toBe(1);

    const path = new URL(payLink).pathname;
    const blocked = await inside.request(path);
    expect(blocked.status).toBe(429);
    expect(await blocked.text()).toContain('data-status="too_many"');
    expect((await openPage(payLink)).status, "from another address").toBe("payable");
    app.clock.now = new Date(app.clock.now.getTime() + 61_000);
    expect((await inside.request(path)).status, "a minute later").toBe(200);
  });
});

describe("a link's secret", () => {
  it("has 192 random bits and is nowhere in the database [attack 35]", async () => {
    const { payLink, viewUrl } = await seller.sendInvoice();
    const tokens = [tokenOf(payLink), tokenOf(viewUrl)];
    for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(24);
    const dump = [...(await dumpDatabase(app.databaseUrl)).values()].flat().join("\n");
    expect(dump).toContain(seller.businessId);
    for (const token of tokens) {
      expect(dump).not.toContain(token);
      expect(dump).not.toContain(Buffer.from(token, "base64url").toString("hex"));
    }
  });
});

describe("a payer's request", () => {
  it("is answered with a page of its own when the form is too large [attack 46]", async () => {
    const { payLink } = await seller.sendInvoice();
    const body = new URLSearchParams({ connection: "x".repeat(1_000_000) });
    const answer = await fetch(`${payLink}/pay`, { method: "POST", body, redirect: "manual" });
    expect(answer.status).toBe(413);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it.each(["connection=nobody", "connection=%00", "connection=con_00000000000000000000000000"])(
    "never fails on a form that names what is not offered: %s [attack 46]",
    async (form) => {
      const { payLink } = await seller.sendInvoice();
      const fields = Object.fromEntries(new URLSearchParams(form));
      expect(await pressPay(payLink, fields)).toMatch(/^http/);
    },
  );

  it.each([
    "return?session=%00",
    "return?session=cs_test_of_somebody_else",
    "return?left=%00",
    "receipt?payment=%00",
    "receipt?payment=pay_00000000000000000000000000",
    "?notice=<script>",
    "?preview=1&notice=unreachable",
  ])("never fails on ?%s [attack 46]", async (query) => {
    const { payLink } = await seller.sendInvoice();
    const page = await openPage(query.startsWith("?") ? payLink + query : `${payLink}/${query}`);
    expect([200, 404]).toContain(page.code);
    expect(page.html).not.toContain("<script");
  });

  it("is sent only to the processor or back to the page it came from [attack 43]", async () => {
    const { payLink } = await seller.sendInvoice();
    const evil = "https://evil.example/";
    const form = { connection: "", next: evil, url: evil, success_url: evil, cancel_url: evil };
    const target = new URL(await pressPay(payLink, form));
    expect(target.origin).toBe(app.sandbox.url);
    for (const query of [`next=${evil}`, `url=${evil}`, `session=${evil}`]) {
      const answer = await fetch(`${payLink}/return?${query}`, { redirect: "manual" });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("location")).toBeNull();
    }
    for (const path of [
      "//evil.example/",
      "/\\evil.example",
      "/%2f%2fevil.example",
      "/p//evil.example",
    ]) {
      const answer = await fetch(`${app.url}${path}`, { redirect: "manual" });
      expect(answer.headers.get("location")).toBeNull();
    }
  });
});

async function makeDraft(): Promise<{ id: string; viewUrl: string }> {
  const customer = await seller.ask("POST", "/customers", { name: "Somebody" });
  return seller.ask("POST", "/invoices", {
    customerId: customer.id,
    currency: "EUR",
    lines: THREE_LINES,
  });
}

/** Status, headers and body: all that can be told from outside. */
async function answerOf(path: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(`${app.url}${path}`, { redirect: "manual", ...init });
  const headers = [...response.headers].filter(
    ([name]) => !["date", "connection", "keep-alive"].includes(name),
  );
  return `${response.status} ${JSON.stringify(headers)} ${await response.text()}`;
}

function tokenOf(url: string): string {
  return url.slice(-32);
}

function swapCase(token: string): string {
  return token.replace(/[A-Za-z]/g, (char) =>
    char < "a" ? char.toLowerCase() : char.toUpperCase(),
  );
}

/** Guesses that look like links, as somebody would make them. */
function guess(index: number): string {
  return Buffer.from(String(index).padStart(24, "g")).toString("base64url");
}
