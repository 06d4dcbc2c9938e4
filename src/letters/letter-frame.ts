import { type Business, initialsOf } from "#src/businesses/business.ts";
import { languageOf } from "./notices/languages.ts";
import type { LetterFrame } from "./templates/view.ts";

/** What every letter of a business carries: its name, its address, the Test mark. Payers' are English. */
export function letterFrame(business: Business, mode: "test" | "live"): LetterFrame {
  return {
    lang: "en",
    dir: "ltr",
    mode,
    business: {
      name: business.name,
      legalName: business.legalName,
      initials: initialsOf(business.name),
      accentColor: business.accentColor,
      addressLines: (business.address ?? "").split("\n").filter(Boolean),
    },
  };
}

/** The same around a notice to the business itself, in its own language. */
export function noticeFrame(business: Business, mode: "test" | "live"): LetterFrame {
  return { ...letterFrame(business, mode), lang: languageOf(business.locale) };
}
