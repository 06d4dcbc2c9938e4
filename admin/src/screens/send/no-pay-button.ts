/** Why an email has no Pay button, in the words of the send dialog, by the API's reason. */
const REASONS: Record<string, { title: string; words: string }> = {
  paid: { title: "No Pay button.", words: "This invoice is paid, so the email has no Pay button." },
  suspended: {
    title: "No Pay button.",
    words: "Online payments are paused on this server. The email goes out without a Pay button.",
  },
  amount_too_small: {
    title: "No Pay button.",
    words: "The amount is smaller than what can be charged online. The email has no Pay button.",
  },
  amount_too_large: {
    title: "No Pay button.",
    words: "The amount is larger than what can be charged online. The email has no Pay button.",
  },
  amount_not_chargeable: {
    title: "No Pay button.",
    words:
      "The amount is finer than what can be charged online in this currency. The email has no Pay button.",
  },
  invoice_not_open: {
    title: "This invoice can’t be sent.",
    words: "It was voided. Duplicate it to write a new one.",
  },
  void: {
    title: "This invoice can’t be sent.",
    words: "It was voided. Duplicate it to write a new one.",
  },
};

/** Whether the amount itself is what can't be charged, which can be told while it is written. */
export function isAboutAmount(reason: string | undefined): reason is string {
  return reason?.startsWith("amount_") ?? false;
}

const NOT_OFFERED = { title: "No online payment.", words: "The email has no Pay button." };

export function noPayButton(reason: string | undefined): { title: string; words: string } {
  return (reason === undefined ? undefined : REASONS[reason]) ?? NOT_OFFERED;
}
