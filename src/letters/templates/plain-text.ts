import type { LetterRow } from "./letter-layout.ts";
import type { LetterFrame } from "./view.ts";

/** The text twin: paragraphs apart by one empty line, what isn't there left out. */
export function plainText(
  frame: LetterFrame,
  paragraphs: readonly (string | null | false)[],
): string {
  const testLine = frame.mode === "test" && "TEST MODE. No real money moves here.";
  return `${[testLine, ...paragraphs]
    .filter((paragraph) => typeof paragraph === "string")
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "")
    .join("\n\n")}\n`;
}

export function plainRows(rows: readonly LetterRow[]): string {
  return rows.map((row) => `${row.label}: ${row.value}`).join("\n");
}

/** A subject is one line, and says so first when no real money is involved. */
export function subjectLine(frame: LetterFrame, subject: string): string {
  const line = subject.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  return frame.mode === "test" ? `[TEST] ${line}` : line;
}
