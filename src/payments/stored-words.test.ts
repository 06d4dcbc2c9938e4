import { describe, expect, it } from "vitest";
import { DELIVERIES_LOST } from "#src/connections/connection.ts";
import { english } from "#src/letters/notices/english.ts";
import { DOCUMENT_METHODS } from "./document-methods.ts";
import { methodWord } from "./payment.ts";

/** Written out once more: whoever changes one of them changes what rows of old already say. */
describe("words that are kept in rows", () => {
  it("are those by which a webhook is found whose calls got lost", () => {
    expect(DELIVERIES_LOST).toBe("Stripe's calls have not arrived here for an hour.");
    const told = english.faults.webhook({ fault: "deliveries_lost", missing: [] });
    expect(told).toBe(DELIVERIES_LOST);
  });

  it.each([
    ["bank_transfer", "bank transfer"],
    ["card", "card"],
    ["cash", "cash"],
    ["cheque", "cheque"],
    ["other", "other"],
    ["sepa_debit", "bank debit"],
    ["revolut_pay", "revolut pay"],
  ])("call %s a %s", (type, word) => {
    expect(methodWord(type)).toBe(word);
  });

  it("are those of the English notices", () => {
    const { kinds, endsIn } = DOCUMENT_METHODS;
    expect(kinds).toEqual(english.methods.kinds);
    expect(endsIn("Visa", "4242")).toBe("Visa, ends in 4242");
    expect(english.methods.endsIn("Visa", "4242")).toBe("Visa, ends in 4242");
  });
});
