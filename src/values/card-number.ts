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

/** French company numbers have a check digit like cards, and stand on every French invoice. */
const SIRET = /\bSIRE[NT]\b\D{0,12}\d[\d \u00a0\u202f]{7,18}/gi;

/**
 * `4242 4242 4242 4242` becomes `•••• •••• •••• 4242`; everything else stays as it is. Bank accounts
 * as IBANs, articles under a bar code, telephone numbers with a plus, French company numbers and days
 * are no cards; what happens to look like one in every respect is masked with them.
 */
export function maskCardNumbers(text: string): string {
  let masked = "";
  let from = 0;
  const known = [...findIbans(text), ...findSirets(text)].toSorted((a, b) => a.start - b.start);
  for (const { start, end } of known) {
    if (start < from) continue;
    masked += text.slice(from, start).replace(DIGITS, maskRun) + text.slice(start, end);
    from = end;
  }
  return masked + text.slice(from).replace(DIGITS, maskRun);
}

/** Card numbers begin and end with a group: "4242 4242 4242 4242 12" is one, and something else. */
function maskRun(run: string): string {
  const groups = [...run.matchAll(/\d+/g)].map((found) => ({
    start: found.index,
    end: found.index + found[0].length,
    digits: found[0],
  }));
  let masked = "";
  let from = 0;
  for (let first = 0; first < groups.length; first += 1) {
    const last = lastOfCard(run, groups, first);
    const start = groups[first]?.start ?? 0;
    const end = groups[last]?.end;
    if (end === undefined) continue;
    masked += run.slice(from, start) + mask(run.slice(start, end));
    from = end;
    first = last;
  }
  return masked + run.slice(from);
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
}

/** Where the longest card number ends that begins with a group; -1 where none does. */
function lastOfCard(run: string, groups: readonly Group[], first: number): number {
  const separator = run.charAt(groups[first]?.end ?? 0);
  // every card that is printed in groups begins with one of four
  const mayGoOn = groups[first]?.digits.length === 4;
  let digits = "";
  let found = -1;
  for (let index = first; index < groups.length; index += 1) {
    const group = groups[index];
    if (!group || (index > first && run.charAt(group.start - 1) !== separator)) break;
    digits += group.digits;
    if (digits.length > MAX_DIGITS || (index > first && !mayGoOn)) break;
    const sizes = groups.slice(first, index + 1).map((one) => one.digits.length);
    if (isGroupedAsCard(sizes) && isCardNumber(digits)) found = index;
  }
  return found;
}

/** In one piece, in fours, or as American Express and Diners print theirs. */
function isGroupedAsCard(sizes: readonly number[]): boolean {
  if (sizes.length === 1) return true;
  const isInFours = sizes.slice(0, -1).every((size) => size === 4) && (sizes.at(-1) ?? 0) <= 4;
  return isInFours || ["4,6,5", "4,6,4"].includes(sizes.join());
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

function findSirets(text: string): Span[] {
  return [...text.matchAll(SIRET)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }));
}

/** ISO 13616: the first four characters at the end, letters as numbers, the rest by 97 is one. */
function isIban(compact: string): boolean {
  const moved = compact.slice(4) + compact.slice(0, 4);
  const digits = moved.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
}
