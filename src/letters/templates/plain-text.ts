import { noticeWords } from "../notices/languages.ts";
import type { LetterRow } from "./letter-layout.ts";
import type { LetterFrame } from "./view.ts";

/** The text twin: paragraphs apart by one empty line, what isn't there left out. */
export function plainText(
  frame: LetterFrame,
  paragraphs: readonly (string | null | false)[],
): string {
  const testLine = frame.mode === "test" && noticeWords(frame.lang).frame.testLine;
  return `${[testLine, ...paragraphs]
    .filter((paragraph) => typeof paragraph === "string")
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== "")
    .join("\n\n")}\n`;
}

export function plainRows({ lang }: LetterFrame, rows: readonly LetterRow[]): string {
  const { colon } = noticeWords(lang).frame;
  return rows.map((row) => `${row.label}${colon}${row.value}`).join("\n");
}

/** What a button does, and below it where it leads. */
export function plainButton({ lang }: LetterFrame, label: string, url: string): string {
  return `${label}${noticeWords(lang).frame.colon.trimEnd()}\n${url}`;
}

/** A subject is one line, and says so first when no real money is involved. */
export function subjectLine(frame: LetterFrame, subject: string): string {
  const line = subject.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  return frame.mode === "test" ? `${noticeWords(frame.lang).frame.testSubject} ${line}` : line;
}
