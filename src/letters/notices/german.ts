import type { HeldFacts } from "./problem-facts.ts";
import type { FaultWords, NoticeWords, ProblemText, ProblemWords } from "./words.ts";

const KEPT =
  "Es ist nichts verloren: Das Geld ist eingegangen und wird als Guthaben des Kunden geführt. Verrechnen Sie es mit einer anderen Rechnung oder erstatten Sie es beim Zahlungsdienstleister.";

const TESTING =
  "So werden gestohlene Kartennummern ausprobiert. Jeder Versuch kann Sie eine Gebühr kosten, und Zahlungen mit Karten, die funktionieren, werden später angefochten.";

const faults: FaultWords = {
  key: {
    key_rejected:
      "Stripe akzeptiert den Schlüssel nicht mehr. Erstellen Sie in Stripe einen neuen und ersetzen Sie ihn hier.",
    permission_missing:
      "Dem Schlüssel fehlt eine Berechtigung, die er vorher hatte. Prüfen Sie den Schlüssel in Stripe.",
  },
  webhook: ({ fault, missing }) =>
    ({
      deleted: "Der Webhook wurde in Stripe gelöscht.",
      deliveries_lost: "Seit einer Stunde kommen die Aufrufe von Stripe hier nicht an.",
      events_missing: `Der Webhook meldet diese Ereignisse nicht: ${missing.join(", ")}.`,
      other_address: "Der Webhook ruft eine andere Adresse auf als die dieses Servers.",
      other_version: "Der Webhook gehört zu einer anderen Version von Stripe.",
      switched_off: "Der Webhook wurde in Stripe ausgeschaltet.",
    })[fault],
  difference: {
    not_recorded: "Stripe hat diese Zahlung eingezogen, hier ist sie aber nicht erfasst.",
    amount_differs:
      "Stripe hat einen anderen Betrag eingezogen, als hier erfasst ist. Vergleichen Sie die Zahlung in Stripe und korrigieren Sie sie dann mit einer Rückerstattung oder einer von Hand erfassten Zahlung.",
    fee_differs: "Stripe hat eine andere Gebühr berechnet, als hier gebucht ist.",
    refunds_differ: "Stripe hat einen anderen Betrag erstattet, als hier erfasst ist.",
    dispute_missing:
      "Die Bank des Zahlers hat diese Zahlung angefochten, hier ist die Zahlungsanfechtung aber nicht erfasst.",
    not_at_processor:
      "Diese Zahlung ist hier erfasst, im Stripe-Konto dieser Verbindung aber nicht vorhanden. Möglicherweise sind bei der Verbindung die Schlüssel eines anderen Kontos hinterlegt.",
    unknown_invoice:
      "Stripe hat diese Zahlung für eine Rechnung eingezogen, die es hier nicht gibt. Erstatten Sie sie in Stripe oder erfassen Sie sie von Hand bei der richtigen Rechnung.",
  },
};

const problems: ProblemWords = {
  declined: ({ number, count }) => ({
    headline: `${count} Versuche, Rechnung ${number} zu bezahlen, wurden abgelehnt`,
    explanation:
      "Die Bank hat jeden dieser Versuche abgelehnt. Es wurde also nichts eingezogen, und die Rechnung ist weiterhin offen. Dem Zahler wurde der Grund angezeigt; er kann es mit einer anderen Karte versuchen. Ist es Ihr Kunde, hilft vielleicht ein anderer Zahlungsweg. Sind Sie sich nicht sicher, prüfen Sie, wer den Zahlungslink hat.\n\nWeitere Ablehnungen zu dieser Rechnung innerhalb eines Tages werden nicht erneut gemeldet. Sie finden sie bei den Zahlungen.",
  }),
  invoice_paused: ({ number }) => ({
    headline: `Die Online-Zahlung der Rechnung ${number} ist ausgesetzt`,
    explanation: `Für diese Rechnung wurden innerhalb einer Stunde viele Karten abgelehnt. ${TESTING}\n\nEine Stunde lang kann niemand eine Zahlung für diese Rechnung beginnen; alle anderen Rechnungen können bezahlt werden. Ist der Link an Personen gelangt, für die er nicht bestimmt war, stornieren Sie die Rechnung oder schalten Sie ihre Online-Seite aus. Ist es Ihr Kunde, können Sie die Zahlung auf der Seite „Payments“ zulassen.`,
  }),
  business_paused: () => ({
    headline: "Online-Zahlungen sind für eine Stunde ausgesetzt",
    explanation: `Für viele Ihrer Rechnungen wurden innerhalb einer Stunde viele Karten abgelehnt. ${TESTING}\n\nBis zum Ende der Pause kann niemand eine Zahlung beginnen. Was Kunden vorher bezahlt haben oder gerade bezahlen, wird wie immer erfasst. Sehen Sie sich die fehlgeschlagenen Zahlungen an. Sind es echte Kunden, lassen Sie auf der Seite „Payments“ wieder Zahlungen zu. In Stripe kann Radar zusätzliche Prüfungen verlangen.`,
  }),

  paid_twice: ({ number }) => ({
    headline: `Rechnung ${number} wurde doppelt bezahlt`,
    explanation: `Für die bereits bezahlte Rechnung ${number} ist noch eine Zahlung eingegangen.\n\n${KEPT}`,
  }),
  void_paid: ({ number }) => ({
    headline: `Die stornierte Rechnung ${number} wurde bezahlt`,
    explanation: `Für Rechnung ${number} ist nach ihrer Stornierung eine Zahlung eingegangen.\n\n${KEPT}`,
  }),
  overpaid: ({ number }) => ({
    headline: `Für Rechnung ${number} ist mehr eingegangen, als offen war`,
    explanation: `Die Zahlung war höher als der offene Betrag der Rechnung ${number}.\n\n${KEPT}`,
  }),
  not_as_asked: ({ number }) => ({
    headline: `Eine Zahlung für Rechnung ${number} weicht von der Forderung ab`,
    explanation: `Betrag oder Währung der Zahlung stimmen nicht mit dem überein, was mit Rechnung ${number} gefordert war. Die Rechnung gilt deshalb weiterhin als unbezahlt.\n\n${KEPT}`,
  }),
  not_recorded: ({ number, closedThrough }) => ({
    headline: `Eine Zahlung für Rechnung ${number} ist noch nicht gebucht`,
    explanation: `Das Geld wurde eingezogen, und der Kunde sieht die Rechnung als bezahlt. Ihre Buchhaltung ist${closedThrough === null ? "" : ` bis einschließlich ${closedThrough}`} abgeschlossen, deshalb konnte am Tag des Eingangs nichts gebucht werden.\n\nÖffnen Sie die Zahlung und wählen Sie den Tag, an dem sie gebucht werden soll.`,
  }),

  sending_held: held,

  debit_failed: ({ number }) => ({
    headline: `Eine Lastschrift für Rechnung ${number} ist fehlgeschlagen`,
    explanation:
      "Die Bank des Zahlers hat die Lastschrift einige Tage nach der Einreichung zurückgegeben, es wurde also nichts eingezogen. Die Rechnung ist wieder offen und kann über ihren Link bezahlt werden. Der Kunde weiß davon vielleicht noch nichts: Geben Sie ihm Bescheid.",
  }),
  refund_failed: ({ number }) => ({
    headline: `Eine Rückerstattung zu Rechnung ${number} ist fehlgeschlagen`,
    explanation:
      "Stripe hatte diese Rückerstattung angenommen, aber die Bank des Kunden hat das Geld zurückgeschickt. Es ist wieder in Ihrem Stripe-Guthaben, und die Zahlung steht da wie zuvor. Der Kunde wurde über die Rückerstattung informiert und wartet darauf: Fragen Sie ihn, wie Sie das Geld auf anderem Weg zurückzahlen können.",
  }),
  payment_unanswered: () => ({
    headline: "Das Ergebnis einer Zahlung ist nicht bekannt",
    explanation:
      "Stripe hat seit einer Stunde nicht mitgeteilt, was aus dieser Zahlung geworden ist. Die Rechnung ist nicht als bezahlt gekennzeichnet, und ihre Seite fordert niemanden ohne einen Hinweis darauf auf, ein zweites Mal zu zahlen. Wir fragen weiter nach und erfassen die Zahlung, sobald Stripe antwortet. Sehen Sie im Stripe-Dashboard nach, bevor Sie den Kunden noch einmal um Zahlung bitten.",
  }),
  debit_unanswered: () => ({
    headline: "Auf eine Lastschrift gibt es seit drei Wochen keine Antwort",
    explanation:
      "Banken beantworten eine Lastschrift innerhalb von zwei Wochen. Die Rechnung ist nicht als bezahlt gekennzeichnet. Sehen Sie im Stripe-Dashboard nach, woran es liegt. Sobald Stripe etwas mitteilt, wird es erfasst.",
  }),
  refund_unanswered: () => ({
    headline: "Das Ergebnis einer Rückerstattung ist nicht bekannt",
    explanation:
      "Stripe hat seit einer Stunde nicht mitgeteilt, ob diese Rückerstattung ausgeführt wurde. Dafür ist noch nichts gebucht. Wir fragen mit demselben Schlüssel weiter nach, damit sie auf keinen Fall doppelt ausgeführt wird. Erstatten Sie den Betrag nicht noch einmal im Stripe-Dashboard, ohne dort vorher nachzusehen.",
  }),

  disputed: ({ number, answerBy }) => ({
    headline: `Eine Zahlung für Rechnung ${number} wurde angefochten`,
    explanation: `Die Bank des Zahlers hat diese Zahlung zurückgefordert. Stripe behält das Geld ein, bis über die Zahlungsanfechtung entschieden ist; die Rechnung gilt bis dahin weiter als bezahlt.\n\nAntworten Sie im Stripe-Dashboard${answerBy === null ? "" : ` bis zum ${answerBy}`}. Ohne Antwort verlieren Sie die Zahlungsanfechtung.`,
  }),
  dispute_lost: ({ number }) => ({
    headline: `Die Zahlungsanfechtung zu Rechnung ${number} ist verloren`,
    explanation:
      "Die Bank des Zahlers hat das Geld behalten. Es ist als Verlust gebucht; die Rechnung gilt weiter als bezahlt, da der Kunde dafür einmal belastet wurde.",
  }),
  dispute_over: ({ number }) => ({
    headline: `Die Zahlungsanfechtung zu Rechnung ${number} ist beendet`,
    explanation:
      "Sie wurde zu Ihren Gunsten entschieden oder zurückgezogen. Einbehaltenes Geld kommt in Ihr Guthaben zurück.",
  }),
  fraud_suspected: ({ number }) => ({
    headline: `Bei einer Zahlung für Rechnung ${number} besteht Betrugsverdacht`,
    explanation:
      "Die Bank des Zahlers warnt, dass der Karteninhaber diese Zahlung möglicherweise nicht selbst veranlasst hat. Die meisten solcher Zahlungen werden später angefochten, und das kostet eine Gebühr. Haben auch Sie Zweifel, erstatten Sie die Zahlung jetzt. Kennen Sie den Kunden, brauchen Sie nichts zu tun.",
  }),

  key_turned_down: ({ connection, fault }) => ({
    headline: `${connection} nimmt zurzeit keine Zahlungen an`,
    explanation: `${faults.key[fault]}\n\nKunden, die in der Zwischenzeit eine Rechnung öffnen, werden gebeten, auf anderem Weg zu zahlen. Laufende Zahlungen werden erfasst, sobald der Schlüssel wieder funktioniert.`,
  }),
  processor_away: ({ connection }) => ({
    headline: `Stripe antwortet seit einer Stunde nicht (${connection})`,
    explanation:
      "Solange kann niemand eine Zahlungsseite öffnen, und frühere Zahlungen erscheinen später. Es geht nichts verloren: Was Stripe eingezogen hat, wird erfasst, sobald Stripe antwortet. Hält das an, prüfen Sie, ob dieser Server das Internet erreicht, und sehen Sie auf der Statusseite von Stripe nach.",
  }),
  webhook_faulty: ({ connection, ...facts }) => ({
    headline: `Der Webhook von ${connection} muss repariert werden`,
    explanation: `${faults.webhook(facts)} Es geht keine Zahlung verloren: Wir fragen stattdessen jede Minute bei Stripe nach, Zahlungen erscheinen also etwas später. Öffnen Sie die Verbindung und klicken Sie auf „Repair webhook“; damit wird ein neuer angelegt.`,
  }),
  payout_failed: ({ connection }) => ({
    headline: `Eine Auszahlung von ${connection} ist nicht bei Ihrer Bank angekommen`,
    explanation:
      "Ihre Bank hat das Geld an Stripe zurückgeschickt. Es ist in Ihrem Stripe-Guthaben und nicht verloren; an den Rechnungen ändert sich nichts. Prüfen Sie die Bankverbindung im Stripe-Dashboard: Solange sie nicht stimmt, zahlt Stripe nichts aus.",
  }),
  differences: ({ connection, count, kinds }) => ({
    headline: `${count === 1 ? "1 Abweichung" : `${count} Abweichungen`} zwischen ${connection} und Ihrer Buchhaltung`,
    explanation: `${kinds.map((kind) => faults.difference[kind]).join("\n\n")}\n\nÖffnen Sie die Verbindung, um beide Beträge zu sehen und zu berichtigen, was sich berichtigen lässt.`,
  }),
};

/** An invoice that was planned to be sent and was not: why, and what comes next. */
function held(facts: HeldFacts): ProblemText {
  const { number, customer, cause, closedThrough, next } = facts;
  if (cause === "backup_restored") return perhapsSent(facts);
  const why = {
    books_closed: `Der geplante Tag ist da, aber Ihre Buchhaltung ist${closedThrough === null ? "" : ` bis einschließlich ${closedThrough}`} abgeschlossen.`,
    business_suspended:
      "Der geplante Tag ist da, aber der Betreiber dieses Servers hat Ihr Unternehmen vorübergehend gesperrt: Über die Links zu Ihren Rechnungen kann nicht bezahlt werden.",
    failed:
      "Der geplante Tag ist da, aber das Senden ist eine Stunde lang fehlgeschlagen. Der Grund steht im Protokoll des Servers.",
    no_lines: "Der geplante Tag ist da, aber die Rechnung hat keine Positionen.",
    no_recipient: `Der geplante Tag ist da, aber ${customer} hat keine E-Mail-Adresse.`,
    not_final: "Der geplante Tag ist da, aber die Rechnung konnte nicht ausgestellt werden.",
    paid_in_test:
      "Der geplante Tag ist da, aber die Rechnung ist mit Testgeld bezahlt: Ihr Kunde würde lesen, dass nichts offen ist.",
  }[cause];
  const then =
    next === null
      ? "Der Versand wird jeden Morgen um 8:00 Uhr erneut versucht; die Rechnung wird von selbst gesendet, sobald nichts mehr im Weg steht."
      : `Nach jetzigem Stand wird die Rechnung am ${next} um 8:00 Uhr von selbst gesendet.`;
  return {
    headline:
      number === null
        ? `Der Entwurf für ${customer} wurde nicht gesendet`
        : `Rechnung ${number} wurde nicht gesendet`,
    explanation: `${why} Es wurde nichts gesendet und nichts gebucht.\n\n${then} Auf der Seite der Rechnung können Sie sie auch sofort senden, einen anderen Tag wählen oder die Planung aufheben.`,
  };
}

/** A restored backup does not know what ran after it was made: only a person can find out. */
function perhapsSent({ number, customer }: HeldFacts): ProblemText {
  return {
    headline:
      number === null
        ? `Bitte prüfen Sie, ob die Rechnung für ${customer} gesendet wurde`
        : `Bitte prüfen Sie, ob Rechnung ${number} gesendet wurde`,
    explanation:
      "Der Versand war geplant, bevor eine Sicherung wiederhergestellt wurde. Möglicherweise wurde die Rechnung damals bereits gesendet; aus den wiederhergestellten Daten geht das nicht hervor. Sie wurde nicht noch einmal gesendet, und es wurde nichts gebucht.\n\nDie Rechnung wird nicht mehr von selbst gesendet. Klären Sie, ob Ihr Kunde sie hat. Wenn nicht, senden Sie sie jetzt oder wählen Sie einen anderen Tag; wenn ja, heben Sie die Planung auf.",
  };
}

export const german: NoticeWords = {
  frame: {
    testMark: "Test",
    testSentence: "Testmodus. Hier fließt kein echtes Geld.",
    testLine: "TESTMODUS. Hier fließt kein echtes Geld.",
    testSubject: "[TEST]",
    needsYou: "Handlungsbedarf",
    whyYou: (recipient, business) =>
      `Sie erhalten diese E-Mail, weil ${recipient} in der Liste für Zahlungsbenachrichtigungen von ${business} steht.`,
    changeAddresses: "Ändern, wer benachrichtigt wird",
    colon: ": ",
  },
  payment: {
    paidFor: (customer, amount, number) =>
      `${customer} hat ${amount} für Rechnung ${number} bezahlt`,
    paid: (customer) => `${customer} hat bezahlt`,
    paidInFull: "Vollständig bezahlt",
    partlyPaid: "Teilweise bezahlt",
    notRecorded:
      "Ihre Buchhaltung ist für diesen Tag abgeschlossen. Die Zahlung ist eingezogen, aber deshalb noch nicht gebucht. Öffnen Sie sie, um sie an einem anderen Tag zu buchen.",
    overpaid: (amount) =>
      `${amount} dieser Zahlung übersteigen den offenen Betrag. Sie können den Mehrbetrag erstatten, mit einer anderen Rechnung verrechnen oder als Guthaben führen.`,
    fee: (processor) => `Gebühr von ${processor}`,
  },
  problems,
  faults,
  labels: {
    amount: "Betrag",
    connection: "Verbindung",
    customer: "Kunde",
    declinedWithinHour: "Innerhalb einer Stunde abgelehnt",
    disputed: "Angefochten",
    expectedOn: "Voraussichtlicher Versand",
    invoice: "Rechnung",
    keptAsCredit: "Als Guthaben geführt",
    method: "Zahlungsart",
    pausedUntil: "Ausgesetzt bis",
    payment: "Zahlung",
    payout: "Auszahlung",
    plannedFor: "Geplant für",
    reason: "Grund",
    received: "Eingegangen",
    recordedIn: "Gebucht auf",
    since: "Seit",
    stillDue: "Noch offen",
    triedLast: "Zuletzt versucht",
    youReceive: "Sie erhalten",
  },
  actions: {
    openConnection: "Verbindung öffnen",
    openInvoice: "Rechnung öffnen",
    openPayment: "Zahlung öffnen",
    openPayments: "Zahlungen öffnen",
  },
  methods: {
    kinds: {
      bank_transfer: "Überweisung",
      card: "Karte",
      cash: "bar",
      cheque: "Scheck",
      other: "auf anderem Weg",
      sepa_debit: "Lastschrift",
    },
    endsIn: (method, last4) => `${method}, Endziffern ${last4}`,
  },
  reasons: {
    account_closed: "das Bankkonto ist aufgelöst",
    bank_account_restricted: "das Bankkonto lässt keine Lastschriften zu",
    bank_cannot_process: "die Bank konnte die Zahlung nicht ausführen",
    bank_ownership_changed: "das Konto ist zu einer anderen Bank umgezogen",
    charge_for_pending_refund_disputed: "die Zahlung wurde inzwischen angefochten",
    check_returned: "der Scheck wurde zurückgegeben",
    credit_not_processed: "eine zugesagte Rückerstattung blieb aus",
    customer_initiated: "der Kunde hat es bei seiner Bank verlangt",
    debit_not_authorized: "die Lastschrift war nicht autorisiert",
    declined: "von der Bank abgelehnt",
    duplicate: "doppelt belastet",
    expired_or_canceled_card: "die Karte ist abgelaufen oder gesperrt",
    fraudulent: "Betrug",
    general: "nicht angegeben",
    generic_could_not_process: "die Bank konnte die Zahlung nicht ausführen",
    incorrect_account_details: "falsche Kontodaten",
    insufficient_funds: "das Konto ist nicht ausreichend gedeckt",
    lost_or_stolen_card: "die Karte ist verloren oder gestohlen",
    merchant_request: "auf Ihren Wunsch",
    no_account: "das Konto gibt es nicht",
    noncompliant: "Verstoß gegen die Regeln des Kartennetzwerks",
    product_not_received: "Ware oder Leistung nicht erhalten",
    product_unacceptable: "Ware oder Leistung nicht wie vereinbart",
    subscription_canceled: "das Abonnement war gekündigt",
    unknown: "nicht angegeben",
    unrecognized: "die Zahlung wurde nicht wiedererkannt",
  },
};
