import { describe, expect, it } from "vitest";
import { hostileTexts, withHostileText } from "#test/support/hostile-text.ts";
import { paymentNotification, problemNotice } from "#test/support/letter-samples.ts";
import type { Letter, PaymentNotificationView } from "../templates/view.ts";
import { writePaymentNotification } from "../templates/write-payment-notification.ts";
import { writeProblemNotice } from "../templates/write-problem-notice.ts";
import { english } from "./english.ts";
import { languageOf, NOTICE_LANGUAGES, type NoticeLanguage, noticeWords } from "./languages.ts";
import type { ProblemFacts, ProblemKind } from "./problem-facts.ts";
import { reasonWords } from "./reason-words.ts";

const translations = NOTICE_LANGUAGES.filter((language) => language !== "en");

const number = "2026-0042";
const connection = "Stripe main";
const planned = { customer: "Atelier Moreau", closedThrough: null, next: null };
const broken = { connection, missing: [] };

/** Facts for every kind: one without a sample here does not compile. */
const SAMPLES: { readonly [Kind in ProblemKind]: readonly ProblemFacts[Kind][] } = {
  declined: [{ number, count: 17 }],
  invoice_paused: [{ number }],
  business_paused: [{}],
  paid_twice: [{ number }],
  void_paid: [{ number }],
  overpaid: [{ number }],
  not_as_asked: [{ number }],
  not_recorded: [
    { number, closedThrough: "31.10.2026" },
    { number, closedThrough: null },
  ],
  sending_held: [
    { number, ...planned, cause: "books_closed", closedThrough: "31.12.2026", next: "31.12.2026" },
    { number: null, ...planned, cause: "books_closed", closedThrough: null, next: "01.01.2027" },
    { number: null, ...planned, cause: "no_recipient" },
    { number, ...planned, cause: "business_suspended" },
    { number, ...planned, cause: "backup_restored" },
    { number: null, ...planned, cause: "backup_restored" },
    { number: null, ...planned, cause: "no_lines" },
    { number: null, ...planned, cause: "not_final" },
    { number, ...planned, cause: "paid_in_test" },
    { number: null, ...planned, cause: "failed" },
  ],
  debit_failed: [{ number }],
  refund_failed: [{ number }],
  payment_unanswered: [{}],
  debit_unanswered: [{}],
  refund_unanswered: [{}],
  disputed: [
    { number, answerBy: "06.12.2026" },
    { number, answerBy: null },
  ],
  dispute_lost: [{ number }],
  dispute_over: [{ number }],
  fraud_suspected: [{ number }],
  key_turned_down: [
    { connection, fault: "key_rejected" },
    { connection, fault: "permission_missing" },
  ],
  processor_away: [{ connection }],
  webhook_faulty: [
    { ...broken, fault: "deleted" },
    { ...broken, fault: "deliveries_lost" },
    { connection, fault: "events_missing", missing: ["charge.refunded", "payout.paid"] },
    { ...broken, fault: "other_address" },
    { ...broken, fault: "other_version" },
    { ...broken, fault: "switched_off" },
  ],
  payout_failed: [{ connection }],
  differences: [
    { connection, count: 1, kinds: ["not_recorded"] },
    {
      connection,
      count: 23,
      kinds: [
        "amount_differs",
        "dispute_missing",
        "fee_differs",
        "not_at_processor",
        "not_recorded",
        "refunds_differ",
        "unknown_invoice",
      ],
    },
  ],
};

/** Each sample with a way to write it in a language. */
const problems = (Object.keys(SAMPLES) as ProblemKind[]).flatMap((kind) => samplesOf(kind));

function samplesOf<Kind extends ProblemKind>(kind: Kind) {
  return SAMPLES[kind].map((facts, index) => ({
    name: `${kind} ${index + 1}`,
    facts,
    write: (language: NoticeLanguage, text?: string) =>
      writeProblem(kind, text === undefined ? facts : withHostileText(facts, text), language),
  }));
}

function writeProblem<Kind extends ProblemKind>(
  kind: Kind,
  facts: ProblemFacts[Kind],
  language: NoticeLanguage,
): Letter {
  const { labels, actions, problems: words } = noticeWords(language);
  return writeProblemNotice({
    ...problemNotice,
    ...words[kind](facts),
    lang: language,
    facts: [{ label: labels.connection, amount: connection }],
    action: { label: actions.openConnection, url: problemNotice.action.url },
  });
}

const notifications: Record<string, PaymentNotificationView> = {
  "a payment in full": paymentNotification,
  "a payment in part, with too much, that was not recorded, in test mode": {
    ...paymentNotification,
    mode: "test",
    stillDue: "€2,159.25",
    overpaid: "€10.00",
    recordedIn: null,
  },
};

const notices = [
  ...problems,
  ...Object.entries(notifications).map(([name, view]) => ({
    name,
    facts: view,
    write: (language: NoticeLanguage, text?: string) =>
      writePaymentNotification({
        ...(text === undefined ? view : withHostileText(view, text)),
        lang: language,
      }),
  })),
];

describe.each(translations)("the notices in %s", (language) => {
  it.each(notices)("have all that the English one has: $name", ({ write }) => {
    const [ours, theirs] = [write(language), write("en")];
    expect(figuresIn(ours.text)).toEqual(figuresIn(theirs.text));
    expect(linksIn(ours.html)).toEqual(linksIn(theirs.html));
    expect(ours.text.split("\n\n")).toHaveLength(theirs.text.split("\n\n").length);
    for (const name of NAMES.filter((each) => theirs.text.includes(each))) {
      expect(ours.text).toContain(name.replace(" screen", ""));
    }
    for (const form of [ours.subject, ours.html, ours.text]) {
      expect(form).not.toMatch(/undefined|\bnull\b|NaN|\[object|=>/);
    }
    expect(ours.subject).not.toMatch(/\.$/);
    expect(ours.html).toContain(`<html lang="${language}" dir="ltr">`);
  });

  it.each(notices)("have no sentence left in English: $name", ({ write }) => {
    const [ours, theirs] = [write(language), write("en")];
    expect(sentencesOf(ours.text).filter((one) => sentencesOf(theirs.text).includes(one))).toEqual(
      [],
    );
    expect(ours.subject).not.toBe(theirs.subject);
    const words = wordsOf(ours.html);
    const leftOver = Object.values({ ...english.labels, ...english.actions, ...english.frame })
      .filter((word) => typeof word === "string" && /\w \w/.test(word))
      .filter((word) => words.includes(String(word)));
    expect(leftOver).toEqual([]);
  });

  it("differ from English in every word, but for those that are the same", () => {
    const same = textsOf(noticeWords(language)).filter(([path, text]) =>
      textsOf(english).some(([other, theirs]) => other === path && theirs === text),
    );
    const alike = /^frame\.(testMark|testSubject|colon)$|^methods\.kinds\.cheque$/;
    expect(same.filter(([path]) => !alike.test(path))).toEqual([]);
  });

  it("quote the names of English screens as the language quotes", () => {
    const quoted = { de: "„Payments“", fr: "«\u202fPayments\u202f»", nl: "“Payments”" };
    const wanted = quoted[language as keyof typeof quoted] ?? "«Payments»";
    const prose = proseOf(language);
    expect(prose).toContain(wanted);
    expect(prose).toContain(wanted.replace("Payments", "Repair webhook"));
    expect(prose).not.toMatch(/["']| {2}/);
  });

  it("name the invoice, also where a draft was spoken of before", () => {
    const noun = { de: "Rechnung", fr: "facture", es: "factura", it: "fattura", nl: "factuur" };
    for (const facts of SAMPLES.sending_held) {
      const { explanation } = noticeWords(language).problems.sending_held(facts);
      expect(explanation.split("\n\n")[1]).toContain(noun[language]);
    }
  });

  it.each(hostileTexts)("keep as text what tries to be more: %s", (text) => {
    for (const { write } of notices) {
      const { subject, html } = write(language, text);
      expect(subject).not.toMatch(/[\r\n]/);
      expect(html).not.toMatch(/<(?:script|img|svg|iframe)/i);
      expect(html.match(/<style>/g)).toHaveLength(1);
      for (const href of linksIn(html)) expect(href).toMatch(/^https:\/\/pay\.nordlicht\.studio\//);
    }
  });
});

describe.each(NOTICE_LANGUAGES)(
  "a sending held because of a restored backup, in %s",
  (language) => {
    it("asks whether it was sent, and does not say that it was not", () => {
      const { sending_held: words } = noticeWords(language).problems;
      for (const of of [number, null]) {
        const [usual, perhaps] = (["not_final", "backup_restored"] as const).map((cause) =>
          words({ ...planned, number: of, cause }),
        );
        expect(perhaps?.headline).not.toBe(usual?.headline);
        expect(perhaps?.headline).toContain(of ?? planned.customer);
        const said = sentencesOf(usual?.explanation ?? "");
        expect(sentencesOf(perhaps?.explanation ?? "").filter((one) => said.includes(one))).toEqual(
          [],
        );
      }
    });
  },
);

describe("Italian", () => {
  it("has no article or shortened word before a day: il 7, but l’8", () => {
    expect(proseOf("it")).not.toMatch(/(?:\b(?:il|al|dal|del|nel|sul)\s|l’)\d/);
  });
});

describe.each(["it", "es"] as const)("the labels in %s", (language) => {
  it("do not end with what belongs before a value", () => {
    const { labels } = noticeWords(language);
    expect(Object.values(labels).filter((label) => /\s(?:il|al|a|el|del|de)$/.test(label))).toEqual(
      [],
    );
  });
});

describe("French", () => {
  it("writes hours with an h, and no name behind de", () => {
    expect(proseOf("fr")).toContain("à 8\u00a0h\u202f;");
    expect(proseOf("fr")).toContain("à 8\u00a0h.");
    expect(proseOf("fr")).not.toMatch(/\b(?:de|que) (?:Stripe main|Atelier|Nordlicht)/);
  });

  it("has a narrow no-break space before ; : ! ? and inside its quotes", () => {
    const prose = proseOf("fr");
    expect(prose.match(/\u202f[;:»]/g)?.length).toBeGreaterThan(100);
    expect(prose).not.toMatch(/[^\u202f][;!?»]|[^\u202f]:\s|«[^\u202f]/);
  });
});

describe("the language of a notice", () => {
  it.each([
    ["de", "de"],
    ["de-AT", "de"],
    ["de-CH", "de"],
    ["fr-CA", "fr"],
    ["es-419", "es"],
    ["it-CH", "it"],
    ["nl-BE", "nl"],
    ["en-US", "en"],
    ["pt-BR", "en"],
    ["ja", "en"],
    ["den", "en"],
    ["deu", "en"],
    ["frr", "en"],
  ])("of a business that writes %s is %s", (locale, language) => {
    expect(languageOf(locale)).toBe(language);
    expect(noticeWords(locale)).toBe(noticeWords(language));
  });
});

describe("a count", () => {
  it.each([
    ["en", "1 difference between", "2 differences between"],
    ["de", "1 Abweichung zwischen", "2 Abweichungen zwischen"],
    ["fr", "1 écart entre", "2 écarts entre"],
    ["es", "1 diferencia entre", "2 diferencias entre"],
    ["it", "1 differenza tra", "2 differenze tra"],
    ["nl", "1 verschil tussen", "2 verschillen tussen"],
  ])("has its own form for one in %s", (language, one, two) => {
    const { differences } = noticeWords(language).problems;
    expect(differences({ connection, count: 1, kinds: [] }).headline).toContain(one);
    expect(differences({ connection, count: 2, kinds: [] }).headline).toContain(two);
  });
});

describe("a bank's reason", () => {
  it("is told in words, else as Stripe tells it", () => {
    const german = noticeWords("de");
    expect(reasonWords(german, "fraudulent")).toBe("Betrug");
    expect(reasonWords(german, "insufficient_funds", "Insufficient funds.")).toMatch(/gedeckt/);
    expect(reasonWords(german, "brand_new", "A new reason.")).toBe("A new reason.");
    expect(reasonWords(german, "brand_new")).toBe("brand new");
    expect(reasonWords(german, "constructor")).toBe("constructor");
  });
});

/** All notices of a language, without addresses and times of day. */
function proseOf(language: NoticeLanguage): string {
  const text = notices.map(({ write }) => write(language).text).join("\n");
  return text.replaceAll(/https?:\S+|\d+:\d+/g, "…");
}

const NAMES = [
  number,
  connection,
  "Stripe",
  "Radar",
  "Repair webhook",
  "Payments screen",
  "charge.refunded, payout.paid",
  "Atelier Moreau",
  "Nordlicht Studio",
  "jonas@nordlicht.studio",
];

/** Every number that is read, with amounts and days as they were given. */
function figuresIn(text: string): string[] {
  const hours = text.replaceAll("8\u00a0h", "8:00");
  return (hours.match(/−?€?\d[\d.,:-]*\d|\d/g) ?? []).toSorted();
}

function linksIn(html: string): string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => String(href));
}

function wordsOf(html: string): string {
  return html.replace(/^[^]*<\/head>/, "").replaceAll(/<[^>]+>/g, " ");
}

/** Sentences and lines of words; addresses and bare values are the same in all languages. */
function sentencesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=\.) /)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "" && !/^https:\S+$/.test(sentence));
}

/** Every text of a catalogue with where it stands. */
function textsOf(words: object, path = ""): [string, string][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value === "string") return [[`${path}${key}`, value] as [string, string]];
    return typeof value === "object" && value !== null ? textsOf(value, `${path}${key}.`) : [];
  });
}
