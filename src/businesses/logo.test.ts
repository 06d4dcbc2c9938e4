import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { freePort } from "#test/support/free-port.ts";
import { openPage } from "#test/support/payer.ts";
import { dataUrl, jpegOf, pngOf, SMALL_LOGO } from "#test/support/pictures.ts";
import { sellerOf } from "#test/support/seller.ts";
import { MAX_LOGO_BYTES } from "./logo.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

async function withLogo(logo = SMALL_LOGO) {
  const seller = await app.seller();
  await seller.connect();
  const settings = await seller.ask("PATCH", "/business", { logo });
  return { seller, address: String(settings.logo) };
}

describe("a logo", () => {
  it("stands on the payer's page and the receipt, in the PDF, and in no mail", async () => {
    const { seller, address } = await withLogo();
    expect(address.startsWith(`${app.url}/assets/logo/`)).toBe(true);
    expect(address).not.toContain(seller.businessId);
    const path = new URL(address).pathname;
    const { payLink, invoiceId } = await seller.sendInvoice();
    const page = await openPage(payLink);
    expect(page.html).toContain(
      `<img class="picture" src="${path}" width="120" height="40" alt="">`,
    );
    await seller.ask("POST", `/invoices/${invoiceId}/payments`, {
      amount: 32957,
      paidOn: "2026-01-31",
      method: "cash",
    });
    expect((await openPage(`${payLink}/receipt`)).html).toContain(path);

    const pdf = async () => {
      const answer = await fetch(`${app.url}/api/v1/invoices/${invoiceId}/pdf`, {
        headers: { authorization: `Bearer ${seller.apiKey}` },
      });
      return Buffer.from(await answer.arrayBuffer()).toString("latin1");
    };
    expect((await pdf()).includes("/Subtype /Image")).toBe(true);
    await seller.ask("PATCH", "/business", { logo: null });
    expect((await pdf()).includes("/Subtype /Image")).toBe(false);
    expect((await openPage(payLink)).html).not.toContain("<img");
    const { data: mails } = await seller.ask("GET", "/mails");
    for (const { id } of mails) {
      expect((await seller.ask("GET", `/mails/${id}`)).html).not.toContain("<img");
    }
  });

  it("is served as the picture it is, and may do nothing else [attack 40]", async () => {
    const { address } = await withLogo(dataUrl(jpegOf(), "text/html"));
    expect(address).toMatch(/\.16x8\.jpg$/);
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("image/jpeg");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toMatch(/default-src 'none'.*sandbox/);
    expect(answer.headers.get("cache-control")).toContain("immutable");
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 2)
        .toString("hex"),
    ).toBe("ffd8");
  });

  it("is gone under its old address once another one was uploaded, or none", async () => {
    const { seller, address } = await withLogo();
    const other = await seller.ask("PATCH", "/business", {
      logo: dataUrl(pngOf({ width: 9, height: 9 })),
    });
    expect(other.logo).not.toBe(address);
    expect((await fetch(address)).status).toBe(404);
    expect((await fetch(other.logo)).status).toBe(200);
    const same = await seller.ask("PATCH", "/business", { logo: other.logo, phone: "1" });
    expect(same.logo, "its own address leaves it as it is").toBe(other.logo);
    await seller.ask("PATCH", "/business", { logo: null });
    expect((await fetch(other.logo)).status).toBe(404);
    const { data } = await seller.ask("GET", "/audit");
    expect(data[0]).toMatchObject({ action: "business.changed", details: { fields: ["logo"] } });
  });

  it.each(["..%2f..%2fetc%2fpasswd", "%00", "x".repeat(5000), `${"a".repeat(32)}.1x1.png`])(
    "is not found under %s [attack 40]",
    async (name) => {
      expect((await fetch(`${app.url}/assets/logo/${name}`)).status).toBe(404);
    },
  );

  it("is each business's own: nobody takes another's, or names it as its own [attack 32]", async () => {
    const { address } = await withLogo();
    const other = await app.seller();
    const refused = await other.request("PATCH", "/business", { logo: address });
    expect(refused).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    await other.ask("PATCH", "/business", { logo: null });
    expect((await fetch(address)).status).toBe(200);
    const { key } = await other.ask("POST", "/api-keys", { name: "Books", role: "accountant" });
    const accountant = sellerOf(app.url, { businessId: other.businessId, apiKey: key });
    expect((await accountant.request("PATCH", "/business", { logo: SMALL_LOGO })).status).toBe(403);
  });
});

describe("what is no logo", () => {
  it("is any address: nobody is asked for it [attack 37]", async () => {
    const seller = await app.seller();
    const port = await freePort();
    let asked = 0;
    const inside = createServer((_, answer) => {
      asked += 1;
      answer.end();
    });
    await new Promise<void>((resolve) => inside.listen(port, resolve));
    for (const logo of [
      `http://127.0.0.1:${port}/logo.png`,
      `http://localhost:${port}/logo.png`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      "http://169.254.169.254/latest/meta-data/",
      "https://example.com/logo.png",
      "file:///etc/passwd",
      "ftp://example.com/x.png",
      "../../../etc/passwd",
      "javascript:alert(1)",
      "",
    ]) {
      const answer = await seller.request("PATCH", "/business", { logo });
      expect(answer.status, logo).toBe(400);
      expect(answer.body.errors).toMatchObject([{ path: "logo" }]);
      expect(answer.body.detail).toContain("addresses are not fetched");
    }
    inside.close();
    expect(asked).toBe(0);
    expect((await seller.ask("GET", "/business")).logo).toBeNull();
  });

  it.each([
    ["an SVG", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), /SVG can't be used/],
    ["a huge PNG", pngOf({ width: 30_000, height: 30_000, pixels: Buffer.alloc(1) }), /800 pixels/],
    ["a polyglot", pngOf({ width: 1, height: 1, behind: Buffer.from("<script>") }), /behind/],
    ["more than 512 KB", Buffer.alloc(600_000), /512 KB/],
    ["heavier than a page can carry", heavyPng(), /at most 12 KB.*Scale it/],
  ])("is %s, whatever type it is said to be [attack 40]", async (_, file, reason) => {
    const seller = await app.seller();
    const answer = await seller.request("PATCH", "/business", { logo: dataUrl(file), phone: "1" });
    expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(answer.body.detail).toMatch(reason);
    expect(await seller.ask("GET", "/business")).toMatchObject({ logo: null, phone: null });
  });
});

/** Noise, which nothing makes smaller. */
function heavyPng(): Buffer {
  const blocks = Array.from({ length: 1000 }, (_, index) =>
    createHash("sha256").update(String(index)).digest(),
  );
  const noise = Buffer.concat(blocks).subarray(0, 100 * 301);
  for (let row = 0; row < 100; row += 1) noise[row * 301] = 0;
  expect(noise.length).toBeGreaterThan(MAX_LOGO_BYTES);
  return pngOf({ width: 100, height: 100, pixels: noise });
}
