import type { BackupContents } from "#src/platform/backup/backup-format.ts";

/** What is in a backup, as a person counts it. */
export function count({ businesses, invoices, payments }: BackupContents): string {
  const of = (number: number, one: string, many: string) =>
    `${number} ${number === 1 ? one : many}`;
  return [
    of(businesses, "business", "businesses"),
    of(invoices, "invoice", "invoices"),
    of(payments, "payment", "payments"),
  ].join(", ");
}
