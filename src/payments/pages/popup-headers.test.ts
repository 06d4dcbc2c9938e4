import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import type { Seller } from "#test/support/seller.ts";
import { popupHeaders } from "./popup-headers.ts";

let app: TestApp;
let seller: Seller;
beforeAll(async () => {
  app = await startTestApp();
  seller = await app.seller();
  await seller.connectForPopup();
});
afterAll(() => app.stop());

/** What every page without a pop-up is served with, as it was before there was one. */
const strict = () =>
  [
    "default-src 'none'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    `form-action 'self' ${app.sandbox.url}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

async function look(url: string) {
  const response = await fetch(url, { redirect: "manual" });
  return {
    html: await response.text(),
    policy: response.headers.get("content-security-policy") ?? "",
    opener: response.headers.get("cross-origin-opener-policy"),
  };
}

describe("the page with the pop-up", () => {
  it("may run its one script and the processor's, and nothing else may", async () => {
    const { payLink, viewUrl } = await seller.sendInvoice();
    const nonces = new Set<string>();
    for (const url of [payLink, viewUrl, `${payLink}/return`, payLink]) {
      const { html, policy, opener } = await look(url);
      const [, nonce = ""] = /'nonce-([\w-]{22})'/.exec(policy) ?? [];
      expect(policy).toBe(
        `${strict()}; script-src 'nonce-${nonce}' ${app.sandbox.url}; frame-src ${app.sandbox.url}; connect-src 'self' ${app.sandbox.url}`,
      );
      expect(opener).toBe("same-origin-allow-popups");
      expect(html.match(/<script[^>]*>/g)).toEqual([
        expect.stringMatching(
          new RegExp(`^<script src="/assets/popup-[0-9a-f]{12}\\.js" nonce="${nonce}" defer>$`),
        ),
      ]);
      expect(html).not.toMatch(/\s(?:style|on\w+)=/i);
      nonces.add(nonce);
    }
    expect(nonces.size, "a nonce of its own for each answer").toBe(4);
  });

  it("names Stripe's own hosts where Stripe itself is asked", () => {
    const headers = popupHeaders(
      { stripeApiBase: null },
      { nonce: "n", scriptUrl: "https://js.stripe.com/endive/stripe.js" },
    );
    expect(headers["content-security-policy"]?.split("; ").slice(-3)).toEqual([
      "script-src 'nonce-n' https://js.stripe.com https://*.js.stripe.com",
      "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com https://checkout.stripe.com",
      "connect-src 'self' https://api.stripe.com",
    ]);
    expect(headers["content-security-policy"]).toContain(
      "form-action 'self' https://checkout.stripe.com",
    );
  });

  it("weighs at most 40 kB with its stylesheets and its script", async () => {
    const { html } = await look((await seller.sendInvoice()).payLink);
    const hrefs = [...html.matchAll(/(?:rel="stylesheet" href|script src)="([^"]+)"/g)];
    expect(hrefs).toHaveLength(3);
    const parts = await Promise.all(hrefs.map(([, href]) => look(`${app.url}${href}`)));
    const bytes = [html, ...parts.map((part) => part.html)].map((text) => Buffer.byteLength(text));
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(40_000);
  });

  it("serves its script as one, for ever under this address", async () => {
    const { html } = await look((await seller.sendInvoice()).payLink);
    const src = /<script src="([^"]+)"/.exec(html)?.[1];
    const script = await fetch(`${app.url}${src}`);
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(script.headers.get("cache-control")).toContain("immutable");
  });
});

describe("every other page", () => {
  it("is as free of scripts as before, also of a business with the pop-up [attack 41]", async () => {
    const paid = await seller.sendInvoice();
    await seller.ask("POST", `/invoices/${paid.invoiceId}/payments`, {
      amount: 32957,
      paidOn: "2026-01-05",
      method: "cash",
    });
    const gone = await seller.sendInvoice();
    await seller.ask("POST", `/invoices/${gone.invoiceId}/void`);
    const unoffered = await seller.sendInvoice({ onlinePayment: "none" });
    const plain = await app.seller();
    await plain.connect();
    const payable = await plain.sendInvoice();
    const seen: string[] = [];
    for (const url of [
      paid.viewUrl,
      `${paid.viewUrl}/receipt`,
      `${paid.viewUrl}/return`,
      gone.viewUrl,
      gone.payLink,
      unoffered.viewUrl,
      payable.payLink,
      payable.viewUrl,
      `${payable.payLink}/return`,
      `${app.url}/p/nothing`,
      `${app.url}/i/nothing/pdf`,
      `${app.url}/nothing.txt`,
    ]) {
      const { html, policy, opener } = await look(url);
      expect({ url, policy, opener }).toEqual({ url, policy: strict(), opener: "same-origin" });
      expect(html).not.toMatch(/<script|<dialog|<iframe/i);
      seen.push(/data-status="(\w+)"/.exec(html)?.[1] ?? "receipt");
    }
    expect(new Set(seen)).toEqual(
      new Set(["paid", "receipt", "voided", "not_offered", "payable", "not_found"]),
    );
  });
});
