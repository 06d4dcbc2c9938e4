/** One line of bank details: `label` is `null` for a line that has none. */
export interface BankLine {
  readonly label: string | null;
  readonly value: string;
}

/**
 * Bank details as the seller typed them, line by line. `IBAN: DE12 …` becomes a labelled row, any
 * other line stays as it is. The invoice number follows as the reference unless one was typed.
 */
export function readBankDetails(text: string, invoiceNumber: string): BankLine[] {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(readLine);
  if (lines.some((line) => line.label?.toLowerCase() === "reference")) return lines;
  return [...lines, { label: "Reference", value: invoiceNumber }];
}

function readLine(line: string): BankLine {
  const match = /^([^:]{1,30}):\s*(.+)$/.exec(line);
  if (match === null) return { label: null, value: line };
  return { label: match[1] ?? null, value: match[2] ?? "" };
}
