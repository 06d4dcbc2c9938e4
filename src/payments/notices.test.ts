import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { idOf } from "#test/support/checked-sandbox.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { openPaymentPage, paymentsOf, type PaymentStory } from "#test/support/payment-story.ts";
import { sweepConnection } from "./sweep-connection.ts";

const CARD = { card: "4242424242424242" };
const DECLINED = { card: "4000000000000002" };
const HOUR_MS = 3_600_000;
const TOLD = ["books@nordlicht.example", "jonas@nordlicht.example", "third@nordlicht.example"];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: new Date() });
});
afterAll(() => app.stop());
afterEach(() => {
  app.sandbox.control.clearFaults();
  app.sandbox.control.setSettings({ debits: "timed" });
});

async function storyWithAddresses(mode: "test" | "live" = "test"): Promise<PaymentStory> {
  const story = await openPaymentPage(app, {}, mode);
  await story.seller.ask("PATCH", "/business", { paymentNotificationEmails: TOLD });
  return story;
}

const keyOf = ({ seller }: PaymentStory) => `sk_test_${seller.businessId.slice(4)}__main`;

async function pay(story: PaymentStory, payer: object = CARD): Promise<void> {
  await app.sandbox.control.payCheckout(story.sessionId, payer);
  await app.settle();
}

async function declineSome(story: PaymentStory, count: number): Promise<void> {
  for (let done = 0; done < count; done += 1) {
    await app.sandbox.control.payCheckout(story.sessionId, DECLINED);
  }
  await app.settle();
}

async function sweepIn(story: PaymentStory, ms: number): Promise<void> {
  const before = app.clock.now;
  app.clock.now = new Date(before.getTime() + ms);
  const where = { businessId: story.seller.businessId, connectionId: story.connectionId };
  await sweepConnection(app.parts.runtime, where).catch(() => undefined); // as a job that fails
  app.clock.now = before;
}

async function intentOf({ stripe, sessionId }: PaymentStory): Promise<string> {
  return idOf((await stripe.checkout.sessions.retrieve(sessionId)).payment_intent);
}

async function unreachable(story: PaymentStory): Promise<void> {
  app.sandbox.control.setUnreachable(true);
  await sweepIn(story, 0);
  await sweepIn(story, HOUR_MS + 1000);
}

async function harmWebhook(story: PaymentStory): Promise<void> {
  const { data } = await story.stripe.webhookEndpoints.list();
  for (const { id } of data) await story.stripe.webhookEndpoints.del(id);
  await sweepIn(story, 2 * HOUR_MS);
}

async function dispute(story: PaymentStory): Promise<void> {
  await pay(story);
  app.sandbox.control.openDispute(await intentOf(story));
  await app.settle();
}

async function failRefund(story: PaymentStory): Promise<void> {
  await pay(story, { card: "4000000000005126" });
  const [payment] = await paymentsOf(story);
  await story.seller.ask("POST", `/payments/${payment.id}/refunds`, { amount: 1000 });
  const { data } = await story.stripe.refunds.list();
  app.sandbox.control.settleRefund(String(data[0]?.id), "failed");
  await app.settle();
}

async function failDebit(story: PaymentStory): Promise<void> {
  app.sandbox.control.setSettings({ debits: "held" });
  await pay(story, { iban: "AT611904300234573201", email: "payer@example.com", name: "Jenny" });
  app.sandbox.control.settleDebit(await intentOf(story), "failed");
  await app.settle();
}

async function payTwice(story: PaymentStory): Promise<void> {
  const paidOn = app.clock.now.toISOString().slice(0, 10);
  const transfer = { amount: 32957, paidOn, method: "bank_transfer" };
  await story.seller.ask("POST", `/invoices/${story.invoiceId}/payments`, transfer);
  await pay(story, { ...CARD, force: true }); // in the second in which the page expired
}

type Happens = (story: PaymentStory) => Promise<void>;

/** What happens, and which letter each address then has, once. */
const PROBLEMS: [string, Happens, RegExp][] = [
  [
    "declined repeatedly",
    (story) => declineSome(story, 5),
    /5 attempts to pay invoice .* were declined/,
  ],
  ["the processor cannot be reached", unreachable, /has not answered for an hour/],
  ["the webhook is broken", harmWebhook, /webhook of Stripe main needs repair/],
  [
    "the key is revoked",
    async (story) => {
      app.sandbox.control.setKey(keyOf(story), { isRevoked: true });
      await sweepIn(story, 0);
    },
    /takes no payments at the moment/,
  ],
  [
    "another amount was paid",
    async (story) => {
      app.sandbox.control.setOutcome(story.sessionId, { amount: 100 });
      await pay(story);
    },
    /is not what was asked for/,
  ],
  [
    "another currency was paid",
    async (story) => {
      app.sandbox.control.setOutcome(story.sessionId, { currency: "USD" });
      await pay(story);
    },
    /is not what was asked for/,
  ],
  [
    "collected, but not recorded",
    async (story) => {
      await story.seller.ask("PATCH", "/business", { booksLockedThrough: "2099-12-31" });
      await pay(story);
    },
    /not in your books yet/,
  ],
  ["paid twice", payTwice, /paid twice/],
  ["disputed", dispute, /is disputed/],
  ["a refund failed", failRefund, /A refund of invoice .* failed/],
  ["a bank debit failed", failDebit, /A bank debit of invoice .* failed/],
];

/** A business of a locale: what happens to it, and what its letters then say. */
const IN_OTHER_LANGUAGES: [string, string, Happens, RegExp, RegExp[]][] = [
  [
    "de-AT",
    "disputed",
    dispute,
    /^\[TEST\] Eine Zahlung für Rechnung \S+ wurde angefochten$/,
    [/Grund: Betrug/, /Angefochten: €\s329,57/, /bis zum \d+\. \p{L}+ 20\d\d\./u, /^TESTMODUS\./],
  ],
  [
    "fr-FR",
    "declined repeatedly",
    (story) => declineSome(story, 5),
    /^\[TEST\] 5 tentatives de paiement de la facture \S+ ont été refusées$/,
    [/Dernière tentative\u202f: Visa se terminant par 0002/, /Montant\u202f: 329,57\s€/],
  ],
  [
    "es-ES",
    "a refund failed",
    failRefund,
    /^\[PRUEBA\] Un reembolso de la factura \S+ ha fallado$/,
    [/Importe: 10,00\s€/, /Motivo: la tarjeta ha caducado o está cancelada/],
  ],
  [
    "it-CH",
    "a bank debit failed",
    failDebit,
    /^\[TEST\] Un addebito diretto per la fattura \S+ non è riuscito$/,
    [/Motivo: fondi insufficienti/],
  ],
  [
    "nl-BE",
    "the webhook is broken",
    harmWebhook,
    /^\[TEST\] De webhook van Stripe main moet worden hersteld$/,
    [/De webhook is in Stripe verwijderd\. Er gaat geen betaling verloren/],
  ],
  ["ja-JP", "disputed", dispute, /is disputed$/, [/Reason: fraudulent/]],
];

describe("a notice in the business's language", () => {
  async function storyIn(locale: string): Promise<PaymentStory> {
    const story = await storyWithAddresses();
    await story.seller.ask("PATCH", "/business", { locale });
    return story;
  }

  it("tells each address of a German business of a payment; its payer's receipt is English [R35]", async () => {
    const story = await storyIn("de-DE");
    await pay(story);
    const { data } = await story.seller.ask("GET", "/mails");
    const told = data.filter(({ kind }: { kind: string }) => kind === "payment_notification");
    expect(told.map(({ to }: { to: string[] }) => to[0]).toSorted()).toEqual(TOLD);
    for (const { subject, text, html, to } of told) {
      expect(subject).toMatch(/^\[TEST\] \S.* hat 329,57\s€ für Rechnung \S+ bezahlt$/);
      expect(html).toContain('<html lang="de" dir="ltr">');
      for (const words of [
        "TESTMODUS. Hier fließt kein echtes Geld.",
        "Zahlungsart: Visa, Endziffern 4242",
        "Gebühr von Stripe: −",
        "Zahlung öffnen:\n",
        `Sie erhalten diese E-Mail, weil ${to[0]} in der Liste`,
      ]) {
        expect(text).toContain(words);
      }
    }
    const receipt = data.find(({ kind }: { kind: string }) => kind === "receipt");
    expect(receipt.html).toContain('<html lang="en" dir="ltr">');
    expect(receipt.text).toContain("Method: Visa, ends in 4242");
  });

  it.each(IN_OTHER_LANGUAGES)("follows %s when: %s [R35]", async (...row) => {
    const [locale, , happens, subject, parts] = row;
    const story = await storyIn(locale);
    await happens(story);
    const { data } = await story.seller.ask("GET", "/mails?kind=problem");
    expect(data).toHaveLength(TOLD.length);
    for (const mail of data) {
      expect(mail.subject).toMatch(subject);
      for (const part of parts) expect(mail.text).toMatch(part);
      const language = locale === "ja-JP" ? "en" : locale.slice(0, 2);
      expect(mail.html).toContain(`<html lang="${language}" dir="ltr">`);
    }
  });
});

describe("every notification address", () => {
  it("hears of every payment, once [R35]", async () => {
    const story = await storyWithAddresses();
    await pay(story);
    await sweepIn(story, 0);
    const { data } = await story.seller.ask("GET", "/mails?kind=payment_notification");
    expect(data.map(({ to }: { to: string[] }) => to).toSorted()).toEqual(TOLD.map((one) => [one]));
  });

  it.each(PROBLEMS)("hears once when: %s [R35]", async (_, happens, subject) => {
    const story = await storyWithAddresses();
    await happens(story);
    await sweepIn(story, 60_000);
    await app.runJobs();
    const { data } = await story.seller.ask("GET", "/mails?kind=problem&limit=100");
    const about = data.filter((mail: { subject: string }) => subject.test(mail.subject));
    expect(about.map(({ to }: { to: string[] }) => to).toSorted()).toEqual(
      TOLD.map((one) => [one]),
    );
    expect(data, "and of nothing else").toHaveLength(TOLD.length);
    for (const { text } of about) expect(text).toMatch(/http\S+\/(payments|invoices|settings)/);
  });

  it("hears of fifty declined cards in two letters, and of two in none [R35]", async () => {
    const few = await storyWithAddresses();
    await declineSome(few, 2);
    expect((await few.seller.ask("GET", "/mails?kind=problem")).data).toEqual([]);

    const many = await storyWithAddresses();
    await declineSome(many, 4);
    await declineSome(many, 4);
    await declineSome(many, 42);
    await openPage(`${many.payLink}/return`);
    const { data } = await many.seller.ask("GET", "/mails?kind=problem&limit=100");
    const subjects = data.map((mail: { subject: string }) => mail.subject);
    expect(new Set(subjects).size).toBe(2);
    expect(subjects).toHaveLength(2 * TOLD.length);
  });

  it("is the business's own where none is set, and nobody hears where there is none [R35]", async () => {
    const story = await openPaymentPage(app);
    const { email } = await story.seller.ask("GET", "/business");
    await declineSome(story, 3);
    const { data } = await story.seller.ask("GET", "/mails?kind=problem");
    expect(data.map(({ to }: { to: string[] }) => to)).toEqual([[email]]);

    await story.seller.ask("PATCH", "/business", { email: null });
    const { payLink, invoiceId } = await story.seller.sendInvoice();
    await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), CARD);
    await app.settle();
    expect((await story.seller.ask("GET", `/invoices/${invoiceId}`)).status).toBe("paid");
  });

  it("hears once of a payout that the bank sent back [R35]", async () => {
    const story = await storyWithAddresses();
    await pay(story);
    app.sandbox.control.advance(8 * 24 * HOUR_MS);
    app.sandbox.control.makePayout(keyOf(story), { outcome: "failed" });
    await app.settle();
    await sweepIn(story, 60_000);
    const { data } = await story.seller.ask("GET", "/mails?kind=problem");
    const subjects = data.map((mail: { subject: string }) => mail.subject);
    expect(subjects).toHaveLength(TOLD.length);
    expect(subjects[0]).toMatch(/did not arrive at your bank/);
  });
});
