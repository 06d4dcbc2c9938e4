import { formatDecimal } from "../../ui/money.ts";

const KEY = "quittance.tax-rate";

/** The rate used last on this device, as typed here; most businesses have one. */
export function rememberedTaxRate(locale: string): string {
  const rate = localStorage.getItem(KEY);
  return rate === null || !/^\d+(\.\d+)?$/.test(rate) ? "" : formatDecimal(rate, locale);
}

export function rememberTaxRate(rate: string | null | undefined): void {
  if (rate) localStorage.setItem(KEY, rate);
}
