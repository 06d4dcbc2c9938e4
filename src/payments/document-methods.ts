import type { MethodWords } from "#src/letters/notices/words.ts";

/**
 * How somebody paid, as documents and mails to customers say it. Applications of payments keep these
 * words in their rows for as long as books are kept, so that they are not the notices' to reword.
 */
export const DOCUMENT_METHODS: MethodWords = {
  kinds: {
    bank_transfer: "bank transfer",
    card: "card",
    cash: "cash",
    cheque: "cheque",
    other: "other",
    sepa_debit: "bank debit",
  },
  endsIn: (method, last4) => `${method}, ends in ${last4}`,
};
