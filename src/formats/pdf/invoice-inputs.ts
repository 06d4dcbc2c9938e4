import type { DocumentLogo, InvoiceDocument } from "../document.ts";

const PINE = "#0B6B4F";
const INK = "#1C1B18";
const WHITE = "#FFFFFF";

const ZERO_WIDTH_SPACE = "\u200B";
const LONG_WORD =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}\p{P}\p{S}\p{M}]{30,}/gu;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** WCAG 2.2, 1.4.3: the least contrast of text. */
const LEAST_TEXT_CONTRAST = 4.5;

export type InvoiceInputs = Record<string, string> & { readonly document: string };

/**
 * The `sys.inputs` of the invoice template: the document as one JSON string, with the colours and
 * the language worked out. Throws a `TypeError` for a pay address that is not http or https and for
 * an accent that is not `#rrggbb`: both are mistakes of the caller, not of a person.
 */
export function writeInvoiceInputs({ logo, ...document }: InvoiceDocument): InvoiceInputs {
  if (document.payUrl !== null && !/^https?:\/\//.test(document.payUrl)) {
    throw new TypeError("payUrl must be an http or https address");
  }
  const accent = document.seller.accentColor;
  if (accent !== null && !/^#[0-9a-f]{6}$/i.test(accent))
    throw new TypeError("accentColor must be #rrggbb");
  const { language, region } = new Intl.Locale(document.locale);
  const isPayable = !document.isPaid && !document.isVoid;
  const data = {
    ...document,
    // Nobody is asked for money that isn't owed.
    lines: document.lines.map((line) => ({
      ...line,
      title: splitLongWords(line.title),
      detail: splitLongWords(line.detail),
    })),
    notes: document.notes === null ? null : splitLongWords(document.notes),
    payUrl: isPayable ? document.payUrl : null,
    bankDetails: isPayable ? document.bankDetails : null,
    lang: language,
    // Typst knows regions of two letters; `es-419` has three digits.
    region: region?.length === 2 ? region : null,
    squareColor: accent ?? INK,
    onSquareColor: chooseTextColor(accent ?? INK),
    accentColor: accent ?? PINE,
    onAccentColor: chooseTextColor(accent ?? PINE),
  };
  return {
    // The engine reads no file: the picture comes as a list of its bytes.
    ...(logo === null ? {} : writeLogo(logo)),
    document: JSON.stringify(data, (_key, value) =>
      typeof value === "string" ? cleanText(value) : value,
    ),
  };
}

/** As high as fits beside the name, and not wider than a third of the paper. */
function writeLogo({ type, width, height, bytes }: DocumentLogo): Record<string, string> {
  const scale = Math.min(LOGO_MM.height / height, LOGO_MM.width / width);
  return {
    logo: JSON.stringify([...bytes]),
    logoType: type,
    logoWidth: (width * scale).toFixed(2),
  };
}

const LOGO_MM = { width: 50, height: 12 };

/**
 * Lets a word wider than its column break between any two letters instead of running into the next
 * column; for scripts that set spaces between words and do not join letters.
 */
function splitLongWords(text: string): string {
  return text.replace(LONG_WORD, (word) =>
    [...graphemes.segment(word)].map(({ segment }) => segment).join(ZERO_WIDTH_SPACE),
  );
}

/** White where it is legible on the ground, our ink elsewhere. */
export function chooseTextColor(ground: string): string {
  return contrastWithWhite(ground) >= LEAST_TEXT_CONTRAST ? WHITE : INK;
}

/** Contrast of white on `#rrggbb`, by WCAG's relative luminance. */
function contrastWithWhite(ground: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(ground.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

/** Keeps line ends and drops what no font draws and no JSON reader takes: control characters, half surrogates. */
function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/\t/g, " ")
    .replace(/(?!\n)\p{Cc}/gu, "");
}
