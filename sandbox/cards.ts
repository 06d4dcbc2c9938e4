/** What a test card does. */
export interface Card {
  readonly number: string;
  readonly brand: "amex" | "mastercard" | "visa";
  /** Asks the cardholder to authenticate before anything else. */
  readonly needsAuthentication: boolean;
  readonly decline?: Decline;
  readonly dispute?: "fraudulent" | "inquiry" | "product_not_received";
  /** The network warns of fraud, but nobody has disputed anything yet. */
  readonly isSuspected?: boolean;
  readonly refund?: "fails_later" | "succeeds_later";
  readonly isFundedAtOnce?: boolean;
}

export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
}

const declined = "Your card was declined.";
const generic = { code: "card_declined", declineCode: "generic_decline", message: declined };

type Traits = Omit<Card, "brand" | "needsAuthentication" | "number"> & {
  needsAuthentication?: boolean;
};

const table: Record<string, Traits> = {
  "4242424242424242": {},
  "4000056655665556": {},
  "5555555555554444": {},
  "378282246310005": {},
  "4000000000000077": { isFundedAtOnce: true },
  "4000000000000002": { decline: generic },
  "4000000000000341": { decline: generic },
  "4000000000009995": {
    decline: {
      code: "card_declined",
      declineCode: "insufficient_funds",
      message: "Your card has insufficient funds.",
    },
  },
  "4000000000009987": {
    decline: { code: "card_declined", declineCode: "lost_card", message: declined },
  },
  "4000000000009979": {
    decline: { code: "card_declined", declineCode: "stolen_card", message: declined },
  },
  "4000000000006975": {
    decline: {
      code: "card_declined",
      declineCode: "card_velocity_exceeded",
      message:
        "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
    },
  },
  "4000000000000069": {
    decline: {
      code: "expired_card",
      declineCode: "expired_card",
      message: "Your card has expired.",
    },
  },
  "4000000000000127": {
    decline: {
      code: "incorrect_cvc",
      declineCode: "incorrect_cvc",
      message: "Your card's security code is incorrect.",
    },
  },
  "4000000000000119": {
    decline: {
      code: "processing_error",
      declineCode: "processing_error",
      message: "An error occurred while processing your card. Try again in a little bit.",
    },
  },
  "4242424242424241": {
    decline: {
      code: "incorrect_number",
      declineCode: "incorrect_number",
      message: "Your card number is incorrect.",
    },
  },
  "4000002500003155": { needsAuthentication: true },
  "4000002760003184": { needsAuthentication: true },
  "4000000000003220": { needsAuthentication: true },
  "4000008400001629": { needsAuthentication: true, decline: generic },
  "4000000000000259": { dispute: "fraudulent" },
  "4000000000002685": { dispute: "product_not_received" },
  "4000000000001976": { dispute: "inquiry" },
  "4000000000005423": { isSuspected: true },
  "4000000000007726": { refund: "succeeds_later" },
  "4000000000005126": { refund: "fails_later" },
};

/** Names that the API takes in place of card numbers: `pm_card_…`, and `tok_…` for the same. */
const aliases: Record<string, string> = {
  visa: "4242424242424242",
  visa_debit: "4000056655665556",
  mastercard: "5555555555554444",
  amex: "378282246310005",
  bypassPending: "4000000000000077",
  authenticationRequired: "4000002760003184",
  authenticationRequiredOnSetup: "4000002500003155",
  threeDSecure2Required: "4000000000003220",
  threeDSecureRequiredChargeDeclined: "4000008400001629",
  chargeDeclined: "4000000000000002",
  visa_chargeDeclined: "4000000000000002",
  chargeCustomerFail: "4000000000000341",
  chargeDeclinedInsufficientFunds: "4000000000009995",
  visa_chargeDeclinedInsufficientFunds: "4000000000009995",
  chargeDeclinedLostCard: "4000000000009987",
  visa_chargeDeclinedLostCard: "4000000000009987",
  chargeDeclinedStolenCard: "4000000000009979",
  visa_chargeDeclinedStolenCard: "4000000000009979",
  chargeDeclinedVelocityLimitExceeded: "4000000000006975",
  visa_chargeDeclinedVelocityLimitExceeded: "4000000000006975",
  chargeDeclinedExpiredCard: "4000000000000069",
  chargeDeclinedIncorrectCvc: "4000000000000127",
  chargeDeclinedProcessingError: "4000000000000119",
  createDispute: "4000000000000259",
  createDisputeProductNotReceived: "4000000000002685",
  createDisputeInquiry: "4000000000001976",
  createIssuerFraudRecord: "4000000000005423",
  pendingRefund: "4000000000007726",
  refundFail: "4000000000005126",
};

/** The card of a number; a number that is no test card is declined, as Stripe does in test mode. */
export function cardOf(number: string): Card {
  const traits = Object.hasOwn(table, number) ? table[number] : undefined;
  const { needsAuthentication = false, ...rest } = traits ?? { decline: notATestCard };
  return { number, brand: brandOf(number), needsAuthentication, ...rest };
}

/** The card number behind `pm_card_visa` or `tok_visa`. */
export function aliasedCard(id: string): string | undefined {
  const name = /^(?:pm_card|tok)_(\w+)$/.exec(id)?.[1] ?? "";
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined;
}

/** The check digit of card numbers (ISO/IEC 7812-1, annex B). */
export function passesLuhn(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  const sum = Array.from(number)
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

export function brandOf(number: string): Card["brand"] {
  if (/^3[47]/.test(number)) return "amex";
  return number.startsWith("5") ? "mastercard" : "visa";
}

const notATestCard: Decline = {
  code: "card_declined",
  declineCode: "test_mode_live_card",
  message:
    "Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.",
};
