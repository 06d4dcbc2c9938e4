import { describe, expect, it } from "vitest";
import { hostileTexts, withHostileText } from "#test/support/hostile-text.ts";
import {
  invoiceLetter,
  paymentNotification,
  payUrl,
  problemNotice,
  receiptLetter,
  sampleLetters,
} from "#test/support/letter-samples.ts";
import { writeInvoiceLetter, writeReminderLetter } from "./write-invoice-letter.ts";
import { writePaymentNotification } from "./write-payment-notification.ts";
import { writeProblemNotice } from "./write-problem-notice.ts";
import { writeReceiptLetter } from "./write-receipt-letter.ts";
import type { Letter } from "./view.ts";

const letters = Object.entries(sampleLetters);

function wordsOf(html: string): string {
  return html
    .replace(/^[^]*<\/head>/, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");
}

describe.each(letters)("the mail %s", (_, letter) => {
  it("loads nothing from anywhere and carries no script", () => {
    expect(letter.html).not.toMatch(/<(?:script|img|link|iframe|object)/i);
    expect(letter.html).not.toMatch(/url\(|@import|\ssrc=/i);
  });

  it("has a title, a language and a text twin with the same amounts and links", () => {
    expect(letter.html).toMatch(/<html lang="\w+" dir="(?:ltr|rtl)">/);
    expect(letter.html).toMatch(/<title>[^<]+<\/title>/);
    for (const amount of wordsOf(letter.html).match(/−?€[\d,.]+\d/g) ?? []) {
      expect(letter.text).toContain(amount);
    }
    for (const [, href] of letter.html.matchAll(/href="([^"]+)"/g)) {
      expect(letter.text).toContain(href);
    }
  });

  it("writes no markup into the text twin and keeps the subject on one line", () => {
    expect(letter.text).not.toMatch(/<\/?[a-z]|&amp;/i);
    expect(letter.subject).not.toMatch(/[\r\n]/);
  });
});

describe("the invoice mail", () => {
  const letter = writeInvoiceLetter(invoiceLetter);

  it("leads from amount to button to message to lines, with the link written out", () => {
    const words = wordsOf(letter.html);
    const order = [
      "Invoice 2026-0042",
      "€3,659.25",
      "Due 6 December 2026",
      "View and pay invoice",
      "Hello Claire,",
      "Website redesign, phase 2",
      "VAT 19%",
      "Total",
      "The invoice is attached as a PDF.",
      payUrl,
      "Nordlicht Studio GmbH, Oranienstraße 24",
      "We never ask for card details by email.",
    ].map((part) => words.lastIndexOf(part));
    expect(order).not.toContain(-1);
    const body = words.slice(words.indexOf("Nordlicht Studio"));
    expect(body.indexOf("View and pay invoice")).toBeLessThan(body.indexOf("Hello Claire,"));
    expect(body.indexOf("Hello Claire,")).toBeLessThan(body.indexOf("Website redesign"));
    expect(letter.text).toContain(`View and pay invoice:\n${payUrl}`);
  });

  it("carries the seller's subject as it is, and says TEST first in test mode", () => {
    expect(letter.subject).toBe("Invoice 2026-0042 from Nordlicht Studio");
    const test = writeInvoiceLetter({ ...invoiceLetter, mode: "test" });
    expect(test.subject).toBe("[TEST] Invoice 2026-0042 from Nordlicht Studio");
    expect(test.html).toContain("No real money moves here");
    expect(test.text).toContain("No real money moves here");
  });

  it("has no button and no address when there is no link", () => {
    const bare = writeInvoiceLetter({ ...invoiceLetter, link: null });
    expect(bare.html).not.toContain("<a ");
    expect(bare.text).not.toContain("https://");
  });

  it("shows what is still due and how late it is in a reminder", () => {
    const reminder = writeReminderLetter({
      ...invoiceLetter,
      document: {
        ...invoiceLetter.document,
        payments: [{ label: "Paid 18 Nov, bank transfer", amount: "−€1,500.00" }],
        amountDue: "€2,159.25",
      },
      overdueText: "9 days overdue",
    });
    for (const form of [wordsOf(reminder.html), reminder.text]) {
      expect(form).toContain("9 days overdue");
      expect(form).toContain("Still due for invoice 2026-0042");
      expect(form).toContain("€2,159.25");
    }
  });

  it("stays short enough for the link at its end with a thousand lines", () => {
    const line = invoiceLetter.document.lines[0];
    if (line === undefined) throw new Error("the sample has lines");
    const many = { ...invoiceLetter.document, lines: Array.from({ length: 1000 }, () => line) };
    const long = writeInvoiceLetter({ ...invoiceLetter, document: many });
    expect(Buffer.byteLength(long.html)).toBeLessThan(60_000);
    expect(long.text).toContain("And 970 more, see the invoice");
  });

  it("cannot be given a second header through the subject", () => {
    const split = writeInvoiceLetter({ ...invoiceLetter, subject: "Hello\r\nBcc: all@x.example" });
    expect(split.subject).toBe("Hello Bcc: all@x.example");
  });
});

describe("the mails to the seller", () => {
  it("say who paid, through what, what it cost and where it was booked", () => {
    const { subject, text } = writePaymentNotification(paymentNotification);
    expect(subject).toBe("Atelier Moreau paid €3,659.25 for invoice 2026-0042");
    for (const fact of ["Stripe main", "Stripe fee: −€55.14", "€3,604.11", "Stripe clearing"]) {
      expect(text).toContain(fact);
    }
  });

  it("say when a payment is collected but not recorded", () => {
    const { text } = writePaymentNotification({ ...paymentNotification, recordedIn: null });
    expect(text).toContain("collected but not recorded yet");
    expect(text).not.toContain("Recorded in");
  });

  it("name a problem, since when, and one way on", () => {
    const { text, html } = writeProblemNotice(problemNotice);
    expect(text).toContain("Since: 22 November 2026, 10:16");
    expect(html.match(/class="q-button"/g)).toHaveLength(1);
  });
});

describe.each(hostileTexts)("the text %s", (text) => {
  const poisoned: Letter[] = [
    writeInvoiceLetter(withHostileText(invoiceLetter, text)),
    writeReceiptLetter(withHostileText(receiptLetter, text)),
    writePaymentNotification(withHostileText(paymentNotification, text)),
    writeProblemNotice(withHostileText(problemNotice, text)),
  ];

  it("stays text in every mail", () => {
    for (const { html } of poisoned) {
      expect(html).not.toMatch(/<(?:script|img|svg|iframe)/i);
      expect(html.match(/<style>/g)).toHaveLength(1);
      for (const [, href] of html.matchAll(/href="([^"]*)"/g)) {
        expect(href).toMatch(/^https:\/\/pay\.nordlicht\.studio\//);
      }
    }
  });
});
