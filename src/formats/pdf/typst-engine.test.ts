import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { chooseTextColor, writeInvoiceInputs } from "./invoice-inputs.ts";
import { readPdf } from "./testing/read-pdf.ts";
import * as samples from "./testing/sample-invoices.ts";
import { createTypstEngine } from "./typst-engine.ts";

const engine = createTypstEngine();
const { latinInvoice } = samples;
const TEMPLATE = new URL("./template/invoice.typ", import.meta.url);

function fontsOf(invoice: typeof latinInvoice): readonly string[] {
  return readPdf(engine.compile(writeInvoiceInputs(invoice)).bytes).fonts;
}

describe("scripts", () => {
  // PDF/UA-1 refuses letters that no font has, so an empty list means that each was drawn.
  it.each(Object.entries(samples))("%s has every letter and meets PDF/UA-1", (_name, invoice) => {
    expect(engine.compile(writeInvoiceInputs(invoice)).accessibilityFaults).toEqual([]);
  });

  it("sets Arabic and Japanese in their own fonts", () => {
    expect(fontsOf(samples.arabicInvoice)).toEqual(
      expect.arrayContaining(["NotoSansArabic-Regular", "Inter-Regular"]),
    );
    expect(fontsOf(samples.japaneseInvoice)).toEqual(
      expect.arrayContaining(["NotoSansJP-Regular", "Inter-Regular"]),
    );
  });

  it("prints an invoice all the same when a letter is in no font, and names it", () => {
    const pdf = engine.compile(writeInvoiceInputs({ ...latinInvoice, notes: "Thank you 🎉" }));
    expect(pdf.accessibilityFaults.join()).toContain("🎉");
    expect(readPdf(pdf.bytes).pages[0]!.text).toContain("Amount due€3,655.05");
  });
});

describe("hostile text", () => {
  const hostile = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    '#include "../fonts.ts"',
    '#eval("1+1") #panic()',
    "$x^2$ *bold* _it_ `raw` @ref <label> \\ // no /* no */ ~ -- ---",
    "= no heading",
    '"]} #{ [',
    "https://example.com <script>alert(1)</script>",
  ];

  it.each(hostile)("%s prints as it stands in every field", (text) => {
    const party = {
      ...latinInvoice.seller,
      name: text,
      legalName: text,
      addressLines: [text],
      email: text,
      taxId: text,
    };
    const line = {
      title: text,
      detail: text,
      quantity: text,
      unitPrice: text,
      taxRate: text,
      amount: text,
    };
    const row = { label: text, amount: text };
    const pdf = engine.compile(
      writeInvoiceInputs({
        ...latinInvoice,
        number: text,
        seller: party,
        buyer: party,
        issuedOn: text,
        lines: [line],
        taxes: [row],
        payments: [row],
        notes: text,
        bankDetails: text,
      }),
    );
    const { pages, links } = readPdf(pdf.bytes);
    const written = pages
      .map((page) => page.text)
      .join("")
      .replaceAll(" ", "");
    // Narrow columns break the text over lines, which drops spaces and nothing else.
    expect(written.split(text.replaceAll(" ", "")).length).toBeGreaterThan(15);
    expect(links).toEqual([latinInvoice.payUrl, latinInvoice.payUrl]);
  });

  it("survives control characters, half surrogates and words without end", () => {
    const notes = `\u0000\u001B[31m\uD800\u202E ${"A".repeat(400)}\r\nend`;
    expect(
      readPdf(engine.compile(writeInvoiceInputs({ ...latinInvoice, notes })).bytes).pages[0]!.text,
    ).toContain("AAAAend");
  });

  it("keeps a description of several pages readable to its end", () => {
    const detail = Array.from({ length: 200 }, (_, index) => `Step ${index + 1};`).join("\n");
    const { pages } = readPdf(
      engine.compile(
        writeInvoiceInputs({ ...latinInvoice, lines: [{ ...latinInvoice.lines[0]!, detail }] }),
      ).bytes,
    );
    // Sixty-six such lines fill a page; more of them on one would stand below its edge.
    for (const { text } of pages)
      expect(text.match(/Step \d+;/g)?.length ?? 0).toBeLessThanOrEqual(66);
    expect(
      pages
        .map(({ text }) => text)
        .join("")
        .match(/Step \d+;/g),
    ).toHaveLength(200);
  });
});

describe("the engine's world", () => {
  it.each([
    ["an absolute path", '#read("/etc/passwd")'],
    ["a path that climbs", '#read("../fonts.ts")'],
    ["a long climb", `#read("${"../".repeat(12)}etc/passwd")`],
    ["an image", '#image("/etc/passwd")'],
    ["a plugin", '#plugin("/bin/true")'],
    ["an include", '#include "../../document.ts"'],
  ])("holds no file for %s", (_what, source) => {
    expect(() => engine.compile({}, source)).toThrow(/not found|access denied|outside/);
  });

  it("gets a template that can reach for nothing", () => {
    const picture = /\bimage\(\s*bytes\(json\(bytes\(sys\.inputs\.logo\)\)\),/g;
    const template = readFileSync(TEMPLATE, "utf8");
    expect(template.match(picture), "from bytes, and from no path").toHaveLength(1);
    const code = template
      .replace(picture, "picture(")
      .replaceAll(/\/\/.*$/gm, "")
      .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
    expect(code).not.toMatch(
      /\b(eval|read|import|include|image|plugin|cbor|csv|toml|xml|yaml|bibliography)\b/,
    );
    expect(code.match(/\bjson\([^)]*\)+/g)).toEqual(["json(bytes(sys.inputs.document))"]);
  });

  it("sets the invoice in our fonts and in nothing installed", () => {
    const template = readFileSync(TEMPLATE, "utf8");
    expect(template).toContain('font: ("Inter", "Noto Sans", "Noto Sans JP", "Noto Sans Arabic")');
    expect(template).toContain("fallback: false");
  });
});

describe("colours", () => {
  it.each([
    ["#0B6B4F", "#FFFFFF"],
    ["#F2C94C", "#1C1B18"],
    ["#767676", "#FFFFFF"],
    ["#777777", "#1C1B18"],
  ])("%s carries text in %s", (ground, text) => {
    expect(chooseTextColor(ground)).toBe(text);
  });

  it("refuses an accent that is no colour", () => {
    const seller = { ...latinInvoice.seller, accentColor: "red" };
    expect(() => writeInvoiceInputs({ ...latinInvoice, seller })).toThrow(TypeError);
  });
});
