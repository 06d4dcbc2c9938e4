import { describe, expect, it } from "vitest";
import { hostileTexts, withHostileText } from "#test/support/hostile-text.ts";
import { samplePages, sampleReceipt, testReceipt } from "#test/support/payer-samples.ts";
import { MAX_LOGO_BYTES } from "#src/businesses/logo.ts";
import { accentCss, accentHref } from "./accent-css.ts";
import { readBankDetails } from "./bank-details.ts";
import { describeDue } from "./due-badge.ts";
import { payerCss, payerFonts } from "./payer-css.ts";
import { renderPayerPage } from "./render-payer-page.ts";
import { renderReceipt } from "./render-receipt.ts";
import type { PayerPage } from "./view.ts";

const pages = Object.entries(samplePages);

function sample(name: string): PayerPage {
  const page = samplePages[name];
  if (page === undefined) throw new Error(`no sample page ${name}`);
  return page;
}

/** What a person reads: no tags, entities resolved, one space at a time. */
function wordsOf(html: string): string {
  return html
    .replace(/^[^]*?<body[^>]*>/, "")
    .replaceAll(/<[^>]+>/g, "")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");
}

describe.each(pages)("the page %s", (name, page) => {
  const html = renderPayerPage(page);

  it("names its state and mode for whoever scripts against it", () => {
    expect(html).toContain(`<main data-status="${page.status}" data-mode="${page.mode}">`);
    expect(html).toContain(`<html lang="${page.lang}" dir="${page.dir}">`);
  });

  it("has one main heading, no script, no inline style, and icons that keep their size", () => {
    expect(html.match(/<h1[ >]/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script/i);
    expect(html).not.toMatch(/\sstyle=/i);
    expect(html).not.toMatch(/\son\w+=/i);
    for (const svg of html.match(/<svg[^>]*>/g) ?? []) {
      expect(svg).toMatch(/width="\d+" height="\d+"/);
    }
  });

  it("weighs little, together with its stylesheet", () => {
    expect(Buffer.byteLength(html + payerCss)).toBeLessThanOrEqual(40_000);
  });

  it("weighs at most 40 KB with the heaviest logo, the font left aside", () => {
    expect(Buffer.byteLength(html + payerCss) + MAX_LOGO_BYTES).toBeLessThanOrEqual(40_000);
  });

  it.each(hostileTexts)("prints %s as text and nothing else", (text) => {
    const poisoned = renderPayerPage(withHostileText(page, text));
    expect(addedElements(html, poisoned)).toEqual([]);
    for (const [, href] of poisoned.matchAll(/(?:href|src|action)="([^"]*)"/g)) {
      expect(href).toMatch(/^(?:\/|mailto:|tel:)/);
    }
  });

  it("says it is a test exactly when it is one", () => {
    expect(html.includes("No real money moves here")).toBe(name === "payable-test");
  });
});

/** Elements that occur more often than in the clean page: text that became markup. */
function addedElements(clean: string, poisoned: string): string[] {
  const before = countElements(clean);
  return [...countElements(poisoned)]
    .filter(([name, count]) => count > (before.get(name) ?? 0))
    .map(([name]) => name);
}

function countElements(html: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [, name = ""] of html.matchAll(/<([a-z][a-z0-9]*)/gi)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

describe("words of the payer pages", () => {
  it.each([
    ["payable", "Invoice 2026-0042 for Atelier Moreau €3,659.25"],
    ["payable", "Due 6 December 2026"],
    ["payable", "Pay €3,659.25"],
    [
      "payable",
      "You’ll pay on Stripe’s secure page. Nordlicht Studio never sees your card number.",
    ],
    ["payable", "Questions about this invoice?"],
    ["payable-choice", "How would you like to pay?"],
    ["payable-choice", "You’ll pay on the secure page of the service you choose."],
    ["payable-overdue", "Was due 13 November 2026"],
    ["payable-overdue", "€1,500.00 paid, of €3,659.25"],
    ["payable-own-amount", "That is more than the €2,159.25 still due. Enter a lower amount."],
    ["payable-left", "Nothing was charged. You can pay whenever you’re ready."],
    [
      "payable-unreachable",
      "We couldn’t reach Stripe. Nothing was started. Try again in a minute.",
    ],
    ["payable-test", "Pay with card 4242 4242 4242 4242, any future date and any security code."],
    [
      "failed",
      "Your bank declined the card. You haven’t been charged. Try another card, or ask your bank why.",
    ],
    ["failed", "Nordlicht Studio can offer another way to pay:"],
    ["failed-choice", "The card has expired. You haven’t been charged."],
    [
      "processing",
      "Your bank is confirming your payment of €3,659.25. With a bank debit this can take up to 5 working days.",
    ],
    ["processing", "Please don’t pay again. You’ll get an email as soon as it arrives."],
    [
      "processing-unknown",
      "Stripe hasn’t told us the result yet. This usually takes less than a minute.",
    ],
    ["processing-unknown", "We keep checking, even if you close this page."],
    [
      "complete",
      "Nordlicht Studio has received your payment of €3,659.25. We’ve emailed a receipt to compta@moreau.fr.",
    ],
    ["complete", "Payment complete. Thank you!"],
    ["complete-part", "€2,159.25 is still due by 6 December 2026."],
    [
      "complete-overpaid",
      "You paid €3,659.25 more than was due. Nordlicht Studio has been told and will return it or keep it as credit, as you prefer.",
    ],
    [
      "paid",
      "No amount due. €3,659.25 was paid on 22 November 2026. There is nothing more for you to do.",
    ],
    ["paid", "Contact Nordlicht Studio at hello@nordlicht.studio"],
    [
      "void_link",
      "Nordlicht Studio has changed how it takes payments, so links sent earlier have been switched off. You haven’t been charged. Ask for a new link and mention invoice 2026-0042.",
    ],
    [
      "voided",
      "Nordlicht Studio cancelled invoice 2026-0042 on 20 November 2026. Please don’t pay it. If you have already paid, or expected a new invoice, get in touch.",
    ],
    ["not_offered", "Online payment isn’t offered for this invoice"],
    [
      "not_offered",
      "Please pay by bank transfer, or ask Nordlicht Studio about other ways to pay.",
    ],
    [
      "suspended",
      "This page can’t take payments right now. You haven’t been charged, and your link stays the same: it will work again once payments are back. Need to pay today? Ask Nordlicht Studio about another way.",
    ],
    [
      "not_found",
      "The link may be incomplete, or the sender has switched it off. Check the address, or ask the sender for a new link.",
    ],
    ["too_many", "There were many attempts in a row. Wait a minute, then try again."],
    [
      "error",
      "Your invoice is safe. Try again in a moment. If you were paying, check this page before paying again.",
    ],
  ])("on %s: %s", (name, words) => {
    expect(wordsOf(renderPayerPage(sample(name)))).toContain(words);
  });

  it.each([
    ["payable", "Unpaid, invoice 2026-0042"],
    ["payable-overdue", "Overdue, invoice 2026-0042"],
    ["payable-own-amount", "Error: "],
    ["failed", "Payment didn’t go through, invoice 2026-0042"],
    ["processing", "Payment on its way, invoice 2026-0042"],
    ["complete", "Payment complete, invoice 2026-0042"],
    ["paid", "Paid, invoice 2026-0042"],
    ["voided", "Cancelled, invoice 2026-0042"],
  ])("the title of %s begins with the state: %s", (name, title) => {
    expect(renderPayerPage(sample(name))).toContain(`<title>${title}`);
  });
});

describe("ways to pay", () => {
  it.each(pages.filter(([, page]) => !["payable", "failed"].includes(page.status)))(
    "%s offers none",
    (_, page) => {
      expect(renderPayerPage(page)).not.toContain("<form");
    },
  );

  it("posts the choice only when there is one, the first preselected", () => {
    expect(renderPayerPage(sample("payable"))).not.toContain("<input");
    const html = renderPayerPage(sample("payable-choice"));
    expect(html.match(/type="radio" name="connection"/g)).toHaveLength(2);
    expect(html).toContain('value="con_1" checked');
    expect(html).not.toContain('value="con_2" checked');
  });

  it("never claims that nothing was charged while a payment is in doubt", () => {
    for (const page of [sample("void_link"), sample("suspended")]) {
      if (!("isPaymentInDoubt" in page)) throw new Error("wrong sample");
      expect(renderPayerPage(page)).toContain("been charged");
      expect(renderPayerPage({ ...page, isPaymentInDoubt: true })).not.toContain("been charged");
    }
  });

  it("names no amount and no line on a void link", () => {
    expect(renderPayerPage(sample("void_link"))).not.toMatch(/€|class="sheet"/);
  });

  it("names nobody where the address leads nowhere", () => {
    expect(renderPayerPage(sample("not_found"))).not.toContain("Nordlicht");
  });
});

describe("addresses that the seller typed", () => {
  it("are linked when they are web addresses and dropped when they are not", () => {
    const page = sample("void_link");
    if (page.status !== "void_link") throw new Error("wrong sample");
    const withLegal = (legalUrl: string): string =>
      renderPayerPage({ ...page, business: { ...page.business, legalUrl, privacyUrl: null } });
    expect(withLegal("https://nordlicht.studio/legal")).toContain(">Legal notice</a>");
    expect(withLegal("javascript:alert(1)")).not.toContain("Legal notice");
    expect(withLegal("data:text/html,x")).not.toContain("Legal notice");
  });
});

describe("the receipt", () => {
  it("says what was paid, by whom, for what, and how much of it is tax", () => {
    const words = wordsOf(renderReceipt(sampleReceipt));
    for (const fact of [
      "R-2026-0031",
      "€3,659.25",
      "2026-0042 of 22 November 2026",
      "Visa, ends in 4242, via Stripe",
      "pi_3QkL9x2eZvKYlo2C",
      "of which VAT 19%: €584.25",
      "Paid in full",
    ]) {
      expect(words).toContain(fact);
    }
  });

  it("is marked when it was test money, also on paper", () => {
    const html = renderReceipt(testReceipt);
    expect(html).toContain('data-mode="test"');
    expect(html).toContain("TEST, NOT A VALID RECEIPT");
    expect(renderReceipt(sampleReceipt)).not.toContain("TEST");
  });

  it.each(hostileTexts)("prints %s as text and nothing else", (text) => {
    const html = renderReceipt(withHostileText(testReceipt, text));
    expect(addedElements(renderReceipt(testReceipt), html)).toEqual([]);
    expect(html).not.toMatch(/href="(?:javascript|data)/i);
  });
});

describe("a business's own accent", () => {
  it("takes white text where that can be read, else ink, else is refused", () => {
    expect(accentCss("#7A1F5C")).toContain("--on-accent:#FFFFFF");
    expect(accentCss("#f5c518")).toContain("--on-accent:#1C1B18");
    expect(accentCss("#7c7c7c")).toBeNull();
    expect(accentCss("red")).toBeNull();
    expect(accentCss("#fff;}body{color:red")).toBeNull();
  });

  it("has its own address, so that no page needs an inline style", () => {
    expect(accentHref("#7A1F5C")).toBe("/assets/accent/7a1f5c.css");
    expect(accentHref("#7c7c7c")).toBeNull();
    expect(accentHref(null)).toBeNull();
  });
});

describe("the stylesheet", () => {
  it("declares every variable it uses, and stays under 18 kB", () => {
    const used = [...payerCss.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1] ?? "");
    expect(used.filter((name) => !payerCss.includes(`${name}:`))).toEqual([]);
    expect(Buffer.byteLength(payerCss)).toBeLessThan(18_000);
  });

  it("asks for no other host, and for fonts only that are served", () => {
    const addresses = [...payerCss.matchAll(/url\(([^)]*)\)/g)].map((match) => match[1]);
    expect(addresses).toEqual(payerFonts.map((font) => font.href));
    expect(payerCss).not.toMatch(/@import|https?:/);
  });
});

describe("small rules", () => {
  it("counts days in words", () => {
    expect(describeDue(14)).toEqual({ tone: "open", text: "in 14 days" });
    expect(describeDue(1)).toEqual({ tone: "open", text: "in 1 day" });
    expect(describeDue(0)).toEqual({ tone: "open", text: "today" });
    expect(describeDue(-1)).toEqual({ tone: "overdue", text: "1 day overdue" });
    expect(describeDue(-9)).toEqual({ tone: "overdue", text: "9 days overdue" });
  });

  it("reads labelled bank lines and adds the reference unless one was typed", () => {
    expect(readBankDetails("Sparkasse\nIBAN: DE12 5001", "2026-0042")).toEqual([
      { label: null, value: "Sparkasse" },
      { label: "IBAN", value: "DE12 5001" },
      { label: "Reference", value: "2026-0042" },
    ]);
    expect(readBankDetails("Reference: mine", "2026-0042")).toHaveLength(1);
  });
});
