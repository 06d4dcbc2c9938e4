/**
 * Card numbers have no business in an invoice, a note or a log: whoever stores one answers for it. They
 * are found by what they are, and masked but for the last four digits.
 */

/** Prefixes and lengths that networks issue: https://en.wikipedia.org/wiki/Payment_card_number */
const ISSUED: readonly { readonly prefix: RegExp; readonly lengths: readonly number[] }[] = [
  { prefix: /^4/, lengths: [13, 16, 19] }, // Visa
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] }, // Mastercard
  { prefix: /^3[47]/, lengths: [15] }, // American Express
  { prefix: /^3(0[0-5]|[689])/, lengths: [14, 15, 16, 17, 18, 19] }, // Diners Club
  { prefix: /^35(2[89]|[3-8])/, lengths: [16, 17, 18, 19] }, // JCB
  { prefix: /^220[0-4]/, lengths: [16, 17, 18, 19] }, // Mir
  { prefix: /^6/, lengths: [16, 17, 18, 19] }, // Discover, UnionPay, RuPay
  { prefix: /^(5[0678]|6[37])/, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro
];

const MAX_DIGITS = 19;

/**
 * Digits as people type them, in groups with single spaces or dashes between. Not the decimals of a
 * number, what goes on from an underscore, or what begins with a telephone number's plus.
 */
const DIGITS = /(?<!\d[.,])(?<![\d_+])\d+(?:[ \u00a0\u202f\u2010-\u2013-]\d+)*/g;

/**
 * `4242 4242 4242 4242` becomes `•••• •••• •••• 4242`; everything else stays as it is. Bank accounts
 * as IBANs, articles under a bar code, telephone numbers with a plus and years are no cards; what
 * happens to look like one in every respect is masked with them.
 */
export function maskCardNumbers(text: string): string {
  let masked = "";
  let from = 0;
  for (const { start, end } of findIbans(text)) {
    masked += text.slice(from, start).replace(DIGITS, maskRun) + text.slice(start, end);
    from = end;
  }
  return masked + text.slice(from).replace(DIGITS, maskRun);
}

/** Card numbers begin and end with a group: "4242 4242 4242 4242 12" is one, and something else. */
function maskRun(run: string): string {
  const groups = [...run.matchAll(/\d+/g)];
  for (const [first, start] of groups.entries()) {
    let digits = "";
    let found = -1;
    for (const [index, group] of groups.entries()) {
      if (index < first) continue;
      digits += group[0];
      if (digits.length > MAX_DIGITS) break;
      if (isCardNumber(digits)) found = index;
    }
    const last = groups[found];
    if (last === undefined) continue;
    const end = last.index + last[0].length;
    return run.slice(0, start.index) + mask(run.slice(start.index, end)) + maskRun(run.slice(end));
  }
  return run;
}

function mask(number: string): string {
  let shown = 4;
  const characters = number
    .split("")
    .toReversed()
    .map((one) => {
      if (!/\d/.test(one)) return one;
      shown -= 1;
      return shown >= 0 ? one : "•";
    });
  return characters.toReversed().join("");
}

function isCardNumber(digits: string): boolean {
  const isIssued = ISSUED.some(
    ({ prefix, lengths }) => prefix.test(digits) && lengths.includes(digits.length),
  );
  return isIssued && hasLuhn(digits) && !isEan(digits);
}

/** ISO/IEC 7812: doubled from the right, every second digit, the sum divides by ten. */
export function hasLuhn(digits: string): boolean {
  const sum = digits
    .split("")
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/** The number under a bar code, whose own check digit is right: German ones begin with a 4. */
function isEan(digits: string): boolean {
  if (digits.length !== 13) return false;
  const sum = digits
    .split("")
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** How long an IBAN is, by country: https://www.swift.com/standards/data-standards/iban */
const IBAN_LENGTHS = new Map(
  "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
    .split(" ")
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where IBANs stand in a text, with the spaces or dashes between their groups. */
function findIbans(text: string): Span[] {
  const spans: Span[] = [];
  for (const { index: start } of text.matchAll(/(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}/g)) {
    const length = IBAN_LENGTHS.get(text.slice(start, start + 2).toUpperCase());
    if (length === undefined || start < (spans.at(-1)?.end ?? 0)) continue;
    let compact = "";
    let end = start;
    while (end < text.length && compact.length < length) {
      const one = text.charAt(end);
      if (/[A-Za-z0-9]/.test(one)) compact += one.toUpperCase();
      else if (!/[ \u00a0\u202f-]/.test(one)) break;
      end += 1;
    }
    if (compact.length === length && isIban(compact)) spans.push({ start, end });
  }
  return spans;
}

/** ISO 13616: the first four characters at the end, letters as numbers, the rest by 97 is one. */
function isIban(compact: string): boolean {
  const moved = compact.slice(4) + compact.slice(0, 4);
  const digits = moved.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
