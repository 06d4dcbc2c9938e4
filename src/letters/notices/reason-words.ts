import type { NoticeWords } from "./words.ts";

/**
 * A bank's reason in the words of a language, by Stripe's code. One that nobody wrote words for is told
 * as Stripe tells it: in its own sentence, or by the code without its underscores.
 */
export function reasonWords(
  { reasons }: NoticeWords,
  code: string,
  sentence: string | null = null,
): string {
  const [, known] = Object.entries(reasons).find(([each]) => each === code) ?? [];
  return known ?? sentence ?? code.replaceAll("_", " ");
}
