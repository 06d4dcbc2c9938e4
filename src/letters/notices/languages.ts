import { dutch } from "./dutch.ts";
import { english } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { italian } from "./italian.ts";
import { spanish } from "./spanish.ts";
import type { NoticeWords } from "./words.ts";

const CATALOGUES = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  nl: dutch,
} as const satisfies Record<string, NoticeWords>;

export type NoticeLanguage = keyof typeof CATALOGUES;

export const NOTICE_LANGUAGES = Object.keys(CATALOGUES) as readonly NoticeLanguage[];

/** `de` for `de-AT`: regions share their language. What nobody wrote words for is English. */
export function languageOf(locale: string): NoticeLanguage {
  const [subtag] = locale.toLowerCase().split("-");
  return NOTICE_LANGUAGES.find((language) => language === subtag) ?? "en";
}

/** The words for a locale, or for a letter's language. */
export function noticeWords(locale: string): NoticeWords {
  return CATALOGUES[languageOf(locale)];
}
