import type { HeldFacts } from "./problem-facts.ts";
import type { FaultWords, NoticeWords, ProblemText, ProblemWords } from "./words.ts";

const KEPT =
  "Nothing was lost: the money was received and is kept as the customer's credit. Apply it to another invoice, or refund it at the processor.";

const TESTING =
  "That is how stolen card numbers are tried out. Each try may cost you a fee, and cards that work are disputed later.";

const faults: FaultWords = {
  key: {
    key_rejected: "Stripe no longer accepts the key. Make a new one in Stripe and replace it here.",
    permission_missing: "The key lacks a permission it had before. Check the key in Stripe.",
  },
  webhook: ({ fault, missing }) =>
    ({
      deleted: "The webhook was deleted in Stripe.",
      deliveries_lost: "Stripe's calls have not arrived here for an hour.",
      events_missing: `The webhook does not tell about ${missing.join(", ")}.`,
      other_address: "The webhook calls another address than this server's.",
      other_version: "The webhook is of another version of Stripe.",
      switched_off: "The webhook was switched off in Stripe.",
    })[fault],
  difference: {
    not_recorded: "Stripe collected this payment, and it is not recorded here.",
    amount_differs:
      "Stripe collected another amount than is recorded here. Compare the payment in Stripe, then correct it with a refund or a payment by hand.",
    fee_differs: "Stripe charged another fee than is booked here.",
    refunds_differ: "Stripe gave back another amount than is recorded here.",
    dispute_missing:
      "The payer's bank disputes this payment, and the dispute is not recorded here.",
    not_at_processor:
      "This payment is recorded here, and the Stripe account of this connection does not hold it. The connection may have been given the keys of another account.",
    unknown_invoice:
      "Stripe collected this payment for an invoice that does not exist here. Give it back in Stripe, or record it by hand at the right invoice.",
  },
};

const problems: ProblemWords = {
  declined: ({ number, count }) => ({
    headline: `${count} attempts to pay invoice ${number} were declined`,
    explanation:
      "The bank turned each of them down, so nothing was collected and the invoice is still due. The payer has seen why and may try another card. If this is your customer, another way to pay may help; if it may not be, look at who has the link.\n\nMore declines of this invoice within a day are not told again; they are listed with the payments.",
  }),
  invoice_paused: ({ number }) => ({
    headline: `Online payment of invoice ${number} is paused`,
    explanation: `Many cards were declined for this invoice within an hour. ${TESTING}\n\nNobody can start a payment of it for an hour; all other invoices can be paid. If the link reached people it was not meant for, void the invoice or switch its online page off. If it is your customer, the payment can be let through on the Payments screen.`,
  }),
  business_paused: () => ({
    headline: "Online payments are paused for an hour",
    explanation: `Many cards were declined for many of your invoices within an hour. ${TESTING}\n\nNobody can start a payment until the pause is over. What customers paid before, or are paying right now, is recorded as ever. Look at the failed payments; if they are real customers, take payments again on the Payments screen. In Stripe, Radar can ask for more checks.`,
  }),

  paid_twice: ({ number }) => ({
    headline: `Invoice ${number} was paid twice`,
    explanation: `A payment arrived for invoice ${number}, which was paid already.\n\n${KEPT}`,
  }),
  void_paid: ({ number }) => ({
    headline: `Voided invoice ${number} was paid`,
    explanation: `A payment arrived for invoice ${number} after it was voided.\n\n${KEPT}`,
  }),
  overpaid: ({ number }) => ({
    headline: `More than was due arrived for invoice ${number}`,
    explanation: `The payment was larger than what was still due on invoice ${number}.\n\n${KEPT}`,
  }),
  not_as_asked: ({ number }) => ({
    headline: `A payment for invoice ${number} is not what was asked for`,
    explanation: `Amount or currency of the payment differ from what invoice ${number} asked for, so the invoice was left unpaid.\n\n${KEPT}`,
  }),
  not_recorded: ({ number, closedThrough }) => ({
    headline: `A payment of invoice ${number} is not in your books yet`,
    explanation: `The money was collected, and the customer sees the invoice as paid. Your books are closed${closedThrough === null ? "" : ` through ${closedThrough}`}, so nothing could be booked on the day it came.\n\nOpen the payment and choose the day to record it on.`,
  }),

  sending_held: held,

  debit_failed: ({ number }) => ({
    headline: `A bank debit of invoice ${number} failed`,
    explanation:
      "The payer's bank turned the debit down days after it was given, so nothing was collected. The invoice is due again and its link can be paid. The customer may not know yet: tell them.",
  }),
  refund_failed: ({ number }) => ({
    headline: `A refund of invoice ${number} failed`,
    explanation:
      "Stripe had accepted this refund, but the customer's bank sent the money back. It is on your Stripe balance again, and the payment stands as it did before. The customer was told of the refund and waits for it: ask how else to return the money.",
  }),
  payment_unanswered: () => ({
    headline: "The result of a payment is not known",
    explanation:
      "Stripe has not told us for an hour what became of this payment. The invoice is not marked paid, and its page asks nobody to pay a second time without saying so. We keep asking, and record it as soon as Stripe answers. Look at Stripe's dashboard before you ask the customer to pay again.",
  }),
  debit_unanswered: () => ({
    headline: "A bank debit has had no answer for three weeks",
    explanation:
      "Banks answer a debit within two weeks. The invoice is not marked paid. See in Stripe's dashboard what holds this one up; what Stripe tells us is recorded at once.",
  }),
  refund_unanswered: () => ({
    headline: "The result of a refund is not known",
    explanation:
      "Stripe has not told us for an hour whether it made this refund. Nothing is booked for it yet. We keep asking with the same key, so that it is never made twice. Don't refund it again in Stripe's dashboard without looking there first.",
  }),

  disputed: ({ number, answerBy }) => ({
    headline: `A payment of invoice ${number} is disputed`,
    explanation: `The payer's bank has asked for this payment back. The money is held by Stripe until the dispute is decided, and the invoice stays paid meanwhile.\n\nAnswer in Stripe's dashboard${answerBy === null ? "" : ` by ${answerBy}`}. Without an answer the dispute is lost.`,
  }),
  dispute_lost: ({ number }) => ({
    headline: `The dispute about invoice ${number} was lost`,
    explanation:
      "The payer's bank kept the money. It is booked as a loss; the invoice stays paid, since the customer was charged for it once.",
  }),
  dispute_over: ({ number }) => ({
    headline: `The dispute about invoice ${number} is over`,
    explanation:
      "It was decided in your favour or withdrawn. Money that was held comes back to your balance.",
  }),
  fraud_suspected: ({ number }) => ({
    headline: `A payment of invoice ${number} may be fraudulent`,
    explanation:
      "The payer's bank has warned that the card's owner may not have made this payment. Most payments like it are disputed later, with a fee. If you doubt it too, refund it now; if you know the customer, leave it.",
  }),

  key_turned_down: ({ connection, fault }) => ({
    headline: `${connection} takes no payments at the moment`,
    explanation: `${faults.key[fault]}\n\nCustomers who open an invoice meanwhile are asked to pay another way. Payments under way are recorded once the key works again.`,
  }),
  processor_away: ({ connection }) => ({
    headline: `Stripe has not answered for an hour (${connection})`,
    explanation:
      "Nobody can open a payment page meanwhile, and payments made before show later. Nothing is lost: what Stripe collected is recorded as soon as it answers. If this lasts, see whether this server reaches the internet, and Stripe's own status page.",
  }),
  webhook_faulty: ({ connection, ...facts }) => ({
    headline: `The webhook of ${connection} needs repair`,
    explanation: `${faults.webhook(facts)} No payment is lost: we ask Stripe every minute instead, so payments show a little later. Open the connection and press Repair webhook: it makes a new one.`,
  }),
  payout_failed: ({ connection }) => ({
    headline: `A payout of ${connection} did not arrive at your bank`,
    explanation:
      "Your bank sent the money back to Stripe. It is on your Stripe balance and not lost; no invoice changes. Check the bank account in Stripe's dashboard: Stripe pays nothing out until it is right.",
  }),
  differences: ({ connection, count, kinds }) => ({
    headline: `${count === 1 ? "1 difference" : `${count} differences`} between ${connection} and your books`,
    explanation: `${kinds.map((kind) => faults.difference[kind]).join("\n\n")}\n\nOpen the connection to see both amounts and to repair what can be repaired.`,
  }),
};

/** An invoice that was planned to be sent and was not: why, and what comes next. */
function held(facts: HeldFacts): ProblemText {
  const { number, customer, cause, closedThrough, next } = facts;
  if (cause === "backup_restored") return perhapsSent(facts);
  const why = {
    books_closed: `The day it was planned for has come, and your books are closed${closedThrough === null ? "" : ` through ${closedThrough}`}.`,
    business_suspended:
      "The day it was planned for has come, and your business is paused by whoever runs this server: its links cannot be paid.",
    failed:
      "The day it was planned for has come, and sending it has failed for an hour for a reason that stands in the server's log.",
    no_lines: "The day it was planned for has come, and the invoice has no lines.",
    no_recipient: `The day it was planned for has come, and ${customer} has no email address.`,
    not_final: "The day it was planned for has come, and the invoice could not be made final.",
    paid_in_test:
      "The day it was planned for has come, and it is paid with test money: your customer would be told that nothing is due.",
  }[cause];
  const then =
    next === null
      ? "It is tried again each morning at 8:00, and goes out by itself once nothing stands in its way."
      : `It goes out by itself on ${next} at 8:00, as things stand now.`;
  return {
    headline:
      number === null ? `The draft for ${customer} was not sent` : `Invoice ${number} was not sent`,
    explanation: `${why} Nothing was sent, and nothing was booked.\n\n${then} You can also send it now, choose another day or cancel the plan, on the invoice.`,
  };
}

/** A restored backup does not know what ran after it was made: only a person can find out. */
function perhapsSent({ number, customer }: HeldFacts): ProblemText {
  return {
    headline:
      number === null
        ? `Please check whether the invoice for ${customer} was sent`
        : `Please check whether invoice ${number} was sent`,
    explanation:
      "It was planned before a backup was restored, so what ran then may have sent it; the restored data cannot tell. It was not sent again, and nothing was booked.\n\nIt does not go out by itself any more. Look whether your customer has it. If not, send it now or choose another day; if they do, cancel the plan.",
  };
}

export const english: NoticeWords = {
  frame: {
    testMark: "Test",
    testSentence: "Test mode. No real money moves here.",
    testLine: "TEST MODE. No real money moves here.",
    testSubject: "[TEST]",
    needsYou: "Needs you",
    whyYou: (recipient, business) =>
      `You get this because ${recipient} is on the payment notification list of ${business}.`,
    changeAddresses: "Change who is notified",
    colon: ": ",
  },
  payment: {
    paidFor: (customer, amount, number) => `${customer} paid ${amount} for invoice ${number}`,
    paid: (customer) => `${customer} paid`,
    paidInFull: "Paid in full",
    partlyPaid: "Partly paid",
    notRecorded:
      "Your books are closed for this day, so the payment is collected but not recorded yet. Open it to record it on another day.",
    overpaid: (amount) =>
      `${amount} of it is more than was due. You can refund it, apply it to another invoice or keep it as credit.`,
    fee: (processor) => `${processor} fee`,
  },
  problems,
  faults,
  labels: {
    amount: "Amount",
    connection: "Connection",
    customer: "Customer",
    declinedWithinHour: "Declined within an hour",
    disputed: "Disputed",
    expectedOn: "Expected to go out",
    invoice: "Invoice",
    keptAsCredit: "Kept as credit",
    method: "Method",
    pausedUntil: "Paused until",
    payment: "Payment",
    payout: "Payout",
    plannedFor: "Planned for",
    reason: "Reason",
    received: "Received",
    recordedIn: "Recorded in",
    since: "Since",
    stillDue: "Still due",
    triedLast: "Tried last",
    youReceive: "You receive",
  },
  actions: {
    openConnection: "Open the connection",
    openInvoice: "Open the invoice",
    openPayment: "Open the payment",
    openPayments: "Open payments",
  },
  methods: {
    kinds: {
      bank_transfer: "bank transfer",
      card: "card",
      cash: "cash",
      cheque: "cheque",
      other: "other",
      sepa_debit: "bank debit",
    },
    endsIn: (method, last4) => `${method}, ends in ${last4}`,
  },
  reasons: {
    account_closed: "the bank account is closed",
    bank_account_restricted: "the bank account takes no debits",
    bank_cannot_process: "the bank could not process it",
    bank_ownership_changed: "the account has moved to another bank",
    charge_for_pending_refund_disputed: "the payment was disputed meanwhile",
    check_returned: "the cheque was returned",
    credit_not_processed: "a promised refund did not come",
    customer_initiated: "the customer asked their bank for it",
    debit_not_authorized: "the debit was not authorised",
    declined: "declined by the bank",
    duplicate: "charged twice",
    expired_or_canceled_card: "the card has expired or was cancelled",
    fraudulent: "fraudulent",
    general: "not given",
    generic_could_not_process: "the bank could not process it",
    incorrect_account_details: "wrong account details",
    insufficient_funds: "not enough money in the account",
    lost_or_stolen_card: "the card was lost or stolen",
    merchant_request: "asked for by you",
    no_account: "there is no such account",
    noncompliant: "against the rules of the card network",
    product_not_received: "product not received",
    product_unacceptable: "product not as agreed",
    subscription_canceled: "subscription was cancelled",
    unknown: "not given",
    unrecognized: "the payment was not recognised",
  },
};
