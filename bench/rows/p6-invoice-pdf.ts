/**
 * P6: how long an invoice of one page takes as a PDF, in a warm process, through the program's own
 * renderer: a queue and a worker thread around Typst. Each document has another number, so that
 * nothing is answered from memory.
 *
 * Against: Typst alone, called directly in this process with the same template, fonts and inputs; and
 * Chromium printing such an invoice from plain HTML, in a tab that is open already.
 *
 * Checked: each PDF has one page, with the number of its own invoice on it.
 */
import { writeInvoiceInputs } from "#src/formats/pdf/invoice-inputs.ts";
import { createPdfRenderer } from "#src/formats/pdf/render-invoice-pdf.ts";
import { readPdf } from "#src/formats/pdf/testing/read-pdf.ts";
import { latinInvoice } from "#src/formats/pdf/testing/sample-invoices.ts";
import { createTypstEngine } from "#src/formats/pdf/typst-engine.ts";
import { assert } from "#src/values/assert.ts";
import { launchChromium } from "#test/support/chromium.ts";
import { figure, measurePairs, median } from "../measure.ts";
import type { Place } from "../place.ts";
import { CannotMeasure, type Effort, type Line } from "../row.ts";

/** Documents in one slice; their mean counts. */
const DOCUMENTS = 40;
const PRINTS = 4;

export async function invoicePdf(place: Place, effort: Effort): Promise<Line[]> {
  const renderer = createPdfRenderer();
  place.later(() => renderer.close());
  const engine = createTypstEngine();
  const printer = await startPrinter();
  place.later(() => printer.close());

  const ours = () => meanMs(DOCUMENTS, (document) => renderer.renderInvoice(document));
  const alone = await measurePairs(effort, ours, () =>
    meanMs(DOCUMENTS, async (document) => engine.compile(writeInvoiceInputs(document)).bytes),
  );
  const printed = await measurePairs(effort, ours, () =>
    meanMs(PRINTS, (document) => printer.print(document)),
  );
  const line = { row: "P6", what: "one-page PDF, warm", unit: "×" } as const;
  const against = (pairs: typeof alone) =>
    `${figure(median(pairs.ours))} ms, against ${figure(median(pairs.theirs))} ms`;
  return [
    {
      ...line,
      against: "Typst alone",
      goal: { most: 1.3 },
      values: alone.ratios,
      detail: against(alone),
    },
    {
      ...line,
      against: "Chromium print",
      goal: { most: 0.05 },
      values: printed.ratios,
      detail: against(printed),
    },
  ];
}

type Document = typeof latinInvoice;

let drawn = 0;

/** Makes so many documents one after the other, checks the last, and answers what one took. */
async function meanMs(
  count: number,
  make: (document: Document) => Promise<Uint8Array>,
): Promise<number> {
  const documents = Array.from({ length: count }, () => {
    drawn += 1;
    return { ...latinInvoice, number: `2026-${String(drawn).padStart(6, "0")}` };
  });
  let last: Uint8Array = new Uint8Array();
  const startedAt = performance.now();
  for (const document of documents) last = await make(document);
  const mean = (performance.now() - startedAt) / count;
  requireInvoice(last, documents.at(-1)?.number ?? "");
  return mean;
}

/** Chromium writes its text in a way that we cannot read; there only the pages are counted. */
function requireInvoice(bytes: Uint8Array, number: string): void {
  const source = Buffer.from(bytes).toString("latin1");
  if (/\/Producer \(Skia/.test(source)) {
    const pages = source.match(/\/Type \/Page\b(?!s)/g)?.length;
    assert(pages === 1, `Chromium printed ${pages} pages`);
    return;
  }
  const { pages } = readPdf(bytes);
  assert(pages.length === 1, `the invoice has ${pages.length} pages`);
  assert(pages[0]?.text.includes(number), `${number} is not on the invoice`);
}

/** A warm browser with one open tab that prints the payer page of each invoice. */
async function startPrinter() {
  const browser = await launchChromium().catch((error: unknown) => {
    throw new CannotMeasure(`there is no Chromium (${String(error).split("\n")[0]})`);
  });
  const tab = await browser.newPage();
  return {
    async print(document: Document): Promise<Uint8Array> {
      await tab.setContent(printableInvoice(document));
      return tab.pdf({ format: "A4" });
    },
    close: () => browser.close(),
  };
}

/** The same invoice as plain HTML, as a program that prints with a browser would write it. */
function printableInvoice({ number, seller, buyer, lines, taxes, total }: Document): string {
  const rows = lines.map(
    (line) =>
      `<tr><td>${line.title}<br>${line.detail}<td>${line.quantity}<td>${line.unitPrice}<td>${line.amount}`,
  );
  const sums = [...taxes, { label: "Total", amount: total }].map(
    ({ label, amount }) => `<tr><td colspan="3">${label}<td>${amount}`,
  );
  return `<!doctype html><title>${number}</title><style>body{font:14px sans-serif}
    table{width:100%;border-collapse:collapse}td{border-bottom:1px solid #ccc;padding:6px}</style>
    <h1>Invoice ${number}</h1><p>${[seller.name, ...seller.addressLines].join("<br>")}
    <p>${[buyer.name, ...buyer.addressLines].join("<br>")}
    <table>${[...rows, ...sums].join("")}</table>`;
}
