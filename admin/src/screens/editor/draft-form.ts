import type { Invoice, NewInvoice, OnlinePayment } from "../../api/types.ts";
import { formatDecimal, minorDigits, readDecimal } from "../../ui/money.ts";

/** What stands in the editor's fields; figures as they were typed. */
export interface DraftForm {
  readonly customerId: string | null;
  readonly currency: string;
  readonly dueOn: string | null;
  readonly taxInclusive: boolean;
  readonly lines: readonly LineForm[];
  readonly notes: string;
  readonly onlinePayment: OnlinePayment;
}

export interface LineForm {
  /** Tells lines apart while they are moved and removed; means nothing to the server. */
  readonly key: number;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly taxRate: string;
}

export type LineField = "description" | "quantity" | "unitPrice" | "taxRate";

let lastKey = 0;

export function emptyLine(taxRate: string): LineForm {
  lastKey += 1;
  return { key: lastKey, description: "", quantity: "1", unitPrice: "", taxRate };
}

export function isBlank(line: LineForm): boolean {
  return line.description.trim() === "" && line.unitPrice.trim() === "";
}

/** The lines with exactly one blank one at the end, ready to be filled. */
export function withBlankEnd(lines: readonly LineForm[]): readonly LineForm[] {
  const last = lines.at(-1);
  return last === undefined || !isBlank(last) ? [...lines, emptyLine(last?.taxRate ?? "")] : lines;
}

/** A saved draft as its fields show it. */
export function formOf(invoice: Invoice, locale: string): DraftForm {
  return {
    customerId: invoice.customerId,
    currency: invoice.currency,
    dueOn: invoice.dueOn,
    taxInclusive: invoice.taxInclusive,
    lines: withBlankEnd(
      invoice.lines.map((line) => ({
        ...emptyLine(line.taxRate === null ? "" : formatDecimal(line.taxRate, locale)),
        description: line.description,
        quantity: formatDecimal(line.quantity, locale),
        unitPrice: formatDecimal(padPrice(line.unitPrice, invoice.currency), locale),
      })),
    ),
    notes: invoice.notes ?? "",
    onlinePayment: invoice.onlinePayment,
  };
}

/** `35` as `35.00`: a price shows at least the currency's digits. */
export function padPrice(price: string, currency: string): string {
  const digits = minorDigits(currency);
  const [whole = "", fraction = ""] = price.split(".");
  if (fraction.length >= digits) return price;
  return `${whole}.${fraction.padEnd(digits, "0")}`;
}

export interface ReadLines {
  readonly lines: NewInvoice["lines"];
  /** Keys of the lines that were read, in their order: where the server's answers belong. */
  readonly keys: readonly number[];
  /** What cannot be read, by line and field. */
  readonly problems: ReadonlyMap<string, string>;
}

/** The lines that say something; a line without a description does not count yet. */
export function readLines(lines: readonly LineForm[], locale: string): ReadLines {
  const problems = new Map<string, string>();
  const read: NewInvoice["lines"] = [];
  const keys: number[] = [];
  for (const line of lines) {
    if (isBlank(line)) continue;
    const quantity = readDecimal(line.quantity, locale);
    const unitPrice = line.unitPrice.trim() === "" ? "0" : readDecimal(line.unitPrice, locale);
    const taxRate = line.taxRate.trim() === "" ? null : readDecimal(line.taxRate, locale);
    const description = line.description.trim();
    if (description === "") problems.set(fieldKey(line.key, "description"), "Describe this line");
    if (quantity === null) problems.set(fieldKey(line.key, "quantity"), "A number");
    if (unitPrice === null) problems.set(fieldKey(line.key, "unitPrice"), "An amount");
    if (taxRate === null && line.taxRate.trim() !== "") {
      problems.set(fieldKey(line.key, "taxRate"), "A percentage");
      continue;
    }
    if (description === "" || quantity === null || unitPrice === null) continue;
    read.push({ description, quantity, unitPrice, taxRate });
    keys.push(line.key);
  }
  return { lines: read, keys, problems };
}

export function fieldKey(key: number, field: LineField): string {
  return `${key}.${field}`;
}

/** What the server is told; `null` while there is no customer to write to. */
export function bodyOf(form: DraftForm, lines: NewInvoice["lines"]): NewInvoice | null {
  if (form.customerId === null) return null;
  return {
    customerId: form.customerId,
    currency: form.currency,
    dueOn: form.dueOn,
    lines,
    taxInclusive: form.taxInclusive,
    notes: form.notes.trim() === "" ? null : form.notes,
    onlinePayment: form.onlinePayment,
  };
}
