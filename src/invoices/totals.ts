import type { Currency } from "#src/values/currency.ts";
import {
  compareDecimals,
  type Decimal,
  formatDecimal,
  multiplyDecimals,
  normalizeDecimal,
} from "#src/values/decimal.ts";
import {
  addMoney,
  money,
  type Money,
  moneyFromDecimal,
  percentInside,
  percentOf,
  subtractMoney,
} from "#src/values/money.ts";

export interface PricedLine {
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  /** Percent; `null` for a line without tax. */
  readonly taxRate: Decimal | null;
}

export interface TaxTotal {
  readonly rate: Decimal;
  /** What the rate was taken of (net), or what it is inside of (gross) with inclusive prices. */
  readonly base: Money;
  readonly tax: Money;
}

export interface Totals {
  /** One amount a line, in the order given. */
  readonly lineAmounts: readonly Money[];
  /** Without tax. */
  readonly subtotal: Money;
  /** By rate, lowest first; rates of zero are listed, since an invoice must show them. */
  readonly taxes: readonly TaxTotal[];
  readonly taxTotal: Money;
  readonly total: Money;
}

/**
 * The totals of a document: each line's amount is rounded once, the tax once per rate over the sum
 * of the lines at that rate (EN 16931, BR-CO-17 and BR-S-08), half up away from zero. With inclusive
 * prices the tax is the part inside that sum, so total = sum of the lines.
 */
export function computeTotals(
  lines: readonly PricedLine[],
  currency: Currency,
  isTaxInclusive: boolean,
): Totals {
  const zero = money(0n, currency);
  const lineAmounts = lines.map((line) =>
    moneyFromDecimal(multiplyDecimals(line.quantity, line.unitPrice), currency),
  );
  const bases = new Map<string, { rate: Decimal; base: Money }>();
  lines.forEach((line, index) => {
    if (line.taxRate === null) return;
    const rate = normalizeDecimal(line.taxRate);
    const key = formatDecimal(rate);
    const base = addMoney(bases.get(key)?.base ?? zero, lineAmounts[index] ?? zero);
    bases.set(key, { rate, base });
  });
  const taxes = [...bases.values()]
    .map(({ rate, base }) => ({
      rate,
      base,
      tax: isTaxInclusive ? percentInside(base, rate) : percentOf(base, rate),
    }))
    .toSorted((a, b) => compareDecimals(a.rate, b.rate));
  const sum = lineAmounts.reduce(addMoney, zero);
  const taxTotal = taxes.map(({ tax }) => tax).reduce(addMoney, zero);
  return isTaxInclusive
    ? { lineAmounts, subtotal: subtractMoney(sum, taxTotal), taxes, taxTotal, total: sum }
    : { lineAmounts, subtotal: sum, taxes, taxTotal, total: addMoney(sum, taxTotal) };
}
