import type { Matter } from "../../api/payments.ts";

/** What the payments screen can be narrowed to; the address names it. */
export type PaymentTab = Matter | "failed";

export const PAYMENT_TABS: readonly { readonly tab?: PaymentTab; readonly word: string }[] = [
  { word: "All" },
  { tab: "to_record", word: "To record" },
  { tab: "unapplied", word: "Unapplied" },
  { tab: "disputed", word: "Disputed" },
  { tab: "failed", word: "Failed" },
];

/** Of the address's search part: the tab, if it is one. */
export function readTab(value: unknown): { tab?: PaymentTab } {
  const known = PAYMENT_TABS.find(({ tab }) => tab !== undefined && tab === value);
  return known?.tab === undefined ? {} : { tab: known.tab };
}
