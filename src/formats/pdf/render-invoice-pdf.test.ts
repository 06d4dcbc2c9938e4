import { afterAll, describe, expect, it } from "vitest";
import { jpegOf, pngOf } from "#test/support/pictures.ts";
import { readPicture } from "../picture/read-picture.ts";
import { PdfQueue } from "./pdf-queue.ts";
import { createPdfRenderer } from "./render-invoice-pdf.ts";
import { readPdf } from "./testing/read-pdf.ts";
import { arabicInvoice, latinInvoice, longInvoice } from "./testing/sample-invoices.ts";
import { writeInvoiceInputs } from "./invoice-inputs.ts";
import { createTypstEngine } from "./typst-engine.ts";

const renderer = createPdfRenderer();
afterAll(() => renderer.close());

const PAY_URL = "https://pay.nordlicht.studio/p/6Yw1kQm3TzVbR8uXcN2sLd";

async function render(changes: Partial<typeof latinInvoice> = {}) {
  return readPdf(await renderer.renderInvoice({ ...latinInvoice, ...changes }));
}

describe("an open invoice", () => {
  it("is one A4 page with every figure of the document", async () => {
    const { pages } = await render();
    expect(pages).toHaveLength(1);
    expect([pages[0]!.widthPt, pages[0]!.heightPt].map(Math.round)).toEqual([595, 842]);
    for (const words of [
      "Invoice number2026-0042",
      "Issued22 November 2026",
      "Due6 December 2026",
      "Website redesign, phase 2Design system, eight page templates1€2,400.0019%€2,400.00",
      "Printed handbook5€7.007%€35.00",
      "Subtotal€3,075.00VAT 19% of €3,040.00€577.60VAT 7% of €35.00€2.45Amount due€3,655.05",
      "Or transfer to IBAN DE12 5001 0517 0648 4898 90.Thank you for working with us.",
      "Nordlicht Studio GmbHOranienstraße 2410999 Berlin, Germany",
      "Page 1 of 1",
    ]) {
      expect(pages[0]!.text).toContain(words);
    }
  });

  it("links its button and its readable address to the pay page", async () => {
    const { links, pages } = await render();
    expect(links).toEqual([PAY_URL, PAY_URL]);
    expect(pages[0]!.text).toContain("Pay online in a minute");
    expect(pages[0]!.text).toContain(PAY_URL.replace("https://", ""));
  });

  it("carries title, author, language, tags and its own fonts", async () => {
    expect(await render()).toMatchObject({
      title: "Invoice 2026-0042",
      author: "Nordlicht Studio",
      language: "en-GB",
      isTagged: true,
      fonts: ["Inter-SemiBold", "Inter-Regular", "Inter-Medium"],
    });
  });

  it("leaves out the tax column when nothing is taxed", async () => {
    const lines = latinInvoice.lines.map((line) => ({ ...line, taxRate: "" }));
    expect((await render({ lines })).pages[0]!.text).toContain("QuantityPriceAmount");
  });

  it("lists total, payments and what is left once something was paid", async () => {
    const payments = [{ label: "Paid 18 Nov, bank transfer", amount: "−€1,500.00" }];
    expect((await render({ payments, amountDue: "€2,155.05" })).pages[0]!.text).toContain(
      "Total€3,655.05Paid 18 Nov, bank transfer−€1,500.00Amount due€2,155.05",
    );
  });
});

describe("an invoice that is not to be paid", () => {
  it.each([
    ["paid", { isPaid: true }, "Paid"],
    ["void", { isVoid: true }, "Cancelled"],
  ])("says so and shows no way to pay when %s", async (_state, changes, mark) => {
    const { links, pages } = await render(changes);
    expect(pages[0]!.text).toContain(mark);
    expect(pages[0]!.text).not.toMatch(/Pay online|IBAN/);
    expect(links).toEqual([]);
  });

  it("is a draft without number and dates before it is final", async () => {
    const { pages, title } = await render({
      number: null,
      issuedOn: null,
      dueOn: null,
      payUrl: null,
    });
    expect(pages[0]!.text).toContain("Invoice numberDraftDescription");
    expect(title).toBe("Draft invoice");
  });

  it("is marked on every page when the money is test money", async () => {
    const { pages } = readPdf(await renderer.renderInvoice({ ...longInvoice, isTest: true }));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page.text).toContain("TEST, NOT A VALID INVOICE");
    expect((await render()).pages[0]!.text).not.toContain("TEST");
  });
});

describe("an invoice of sixty lines", () => {
  it("repeats the table head, numbers its Letter pages and keeps every row whole", async () => {
    const { pages } = readPdf(await renderer.renderInvoice(longInvoice));
    expect([pages[0]!.widthPt, pages[0]!.heightPt]).toEqual([612, 792]);
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, { text }] of pages.entries()) {
      expect(text).toContain(`Page ${index + 1} of ${pages.length}`);
      if (text.includes("Consulting day")) expect(text).toContain("DescriptionQuantityPriceAmount");
      expect(text.match(/Consulting day \d+Workshop/g)?.length).toBe(
        text.match(/follow-up1\.5\$1,100\.00\$1,650\.00/g)?.length,
      );
    }
    const written = pages.map(({ text }) => text).join("");
    expect(written.match(/Consulting day/g)).toHaveLength(60);
  });
});

describe("a logo", () => {
  const picture = readPicture(pngOf({ width: 300, height: 60 }));

  it.each([
    ["png", picture],
    ["jpg", readPicture(jpegOf())],
  ])(
    "stands in the document itself, as %s, with the business's name for who can't see it",
    (_, logo) => {
      const pdf = createTypstEngine().compile(writeInvoiceInputs({ ...latinInvoice, logo }));
      expect(pdf.accessibilityFaults).toEqual([]);
      const source = Buffer.from(pdf.bytes).toString("latin1");
      expect(source).toContain("/Subtype /Image");
      expect(source).toContain(`/Alt (${latinInvoice.seller.name})`);
      expect(readPdf(pdf.bytes).pages).toHaveLength(1);
    },
  );

  it("that the engine can't draw costs nobody the invoice", async () => {
    const logo = { ...picture, bytes: Buffer.from("no picture at all") };
    const { pages } = readPdf(await renderer.renderInvoice({ ...latinInvoice, logo }));
    expect(pages[0]?.text).toContain("Amount due");
  });
});

describe("the renderer", () => {
  it("makes the same bytes from the same document", async () => {
    const first = await renderer.renderInvoice(arabicInvoice);
    await renderer.renderInvoice(latinInvoice);
    const other = createPdfRenderer();
    expect(Buffer.compare(await renderer.renderInvoice(arabicInvoice), first)).toBe(0);
    expect(Buffer.compare(await other.renderInvoice(arabicInvoice), first)).toBe(0);
    await other.close();
  });

  it("keeps documents apart that are asked for at the same time", async () => {
    const numbers = ["A-1", "A-2", "A-3", "A-4"];
    const made = await Promise.all(numbers.map((number) => render({ number })));
    expect(made.map(({ title }) => title)).toEqual(numbers.map((number) => `Invoice ${number}`));
  });

  it("refuses more waiting documents than its limit", async () => {
    const small = createPdfRenderer({ queueLimit: 1 });
    const answers = await Promise.allSettled(
      [1, 2, 3].map(() => small.renderInvoice(latinInvoice)),
    );
    expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(answers[2]).toMatchObject({ reason: { name: "PdfError", reason: "busy" } });
    await small.close();
  });

  it("gives up a document that takes too long and makes the next with a new thread", async () => {
    const lines = Array.from({ length: 800 }, () => latinInvoice.lines[0]!);
    await expect(renderer.renderInvoice({ ...latinInvoice, lines }, 1)).rejects.toMatchObject({
      reason: "timeout",
      message: "The PDF was not ready after 1 ms.",
    });
    expect((await render()).title).toBe("Invoice 2026-0042");
  });

  it("refuses a document too long to be set in time", async () => {
    const notes = "a line\n".repeat(40_000);
    await expect(renderer.renderInvoice({ ...latinInvoice, notes })).rejects.toMatchObject({
      reason: "too_large",
    });
  });

  it("loses only the document over which the thread dies", async () => {
    const queue = new PdfQueue({ timeoutMs: 20_000, queueLimit: 10, heapLimitMb: 24 });
    // More keys than the memory of the thread can hold: it ends the way it would for any other want of memory.
    const deadly = Object.fromEntries(
      Array.from({ length: 1_000_000 }, (_, index) => [`key-${index}`, `${index}`]),
    );
    const [lost, made] = await Promise.allSettled([
      queue.render(deadly),
      queue.render(writeInvoiceInputs(latinInvoice)),
    ]);
    expect(lost).toMatchObject({
      status: "rejected",
      reason: { name: "PdfError", reason: "crashed" },
    });
    expect(made.status).toBe("fulfilled");
    await queue.close();
  });

  it("says what the engine refused", async () => {
    const queue = new PdfQueue({ timeoutMs: 20_000, queueLimit: 10, heapLimitMb: 128 });
    await expect(queue.render({ document: "{}" })).rejects.toMatchObject({
      reason: "not_compiled",
      message: expect.stringContaining("seller"),
    });
    await queue.close();
  });

  it("refuses what waits when it is closed, and everything after", async () => {
    const closing = createPdfRenderer();
    const waiting = Promise.allSettled([
      closing.renderInvoice(latinInvoice),
      closing.renderInvoice(latinInvoice),
    ]);
    await Promise.resolve();
    await closing.close();
    for (const answer of await waiting)
      expect(answer).toMatchObject({ reason: { reason: "closed" } });
    await expect(closing.renderInvoice(latinInvoice)).rejects.toMatchObject({ reason: "closed" });
  });

  it.each(["javascript:alert(1)", "file:///etc/passwd", "pay.example"])(
    "refuses %s as pay address",
    async (payUrl) => {
      await expect(renderer.renderInvoice({ ...latinInvoice, payUrl })).rejects.toThrow(TypeError);
    },
  );
});
