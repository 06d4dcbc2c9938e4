import type { HeldFacts } from "./problem-facts.ts";
import type { FaultWords, NoticeWords, ProblemText, ProblemWords } from "./words.ts";

// Days stand behind a colon, in sentences and in labels: before some of them an article would be
// shortened (il 7, but l’8).

const KEPT =
  "Non è andato perso nulla: il denaro è stato ricevuto ed è conservato come credito del cliente. Lo imputi a un’altra fattura oppure lo rimborsi presso il fornitore di servizi di pagamento.";

const TESTING =
  "È così che vengono provati i numeri di carta rubati. Ogni tentativo può costarLe una commissione, e i pagamenti con le carte che funzionano vengono poi contestati.";

const faults: FaultWords = {
  key: {
    key_rejected:
      "Stripe non accetta più la chiave. Ne crei una nuova in Stripe e la sostituisca qui.",
    permission_missing:
      "Alla chiave manca un’autorizzazione che prima aveva. Controlli la chiave in Stripe.",
  },
  webhook: ({ fault, missing }) =>
    ({
      deleted: "Il webhook è stato eliminato in Stripe.",
      deliveries_lost: "Da un’ora le chiamate di Stripe non arrivano qui.",
      events_missing: `Il webhook non segnala questi eventi: ${missing.join(", ")}.`,
      other_address: "Il webhook chiama un indirizzo diverso da quello di questo server.",
      other_version: "Il webhook appartiene a un’altra versione di Stripe.",
      switched_off: "Il webhook è stato disattivato in Stripe.",
    })[fault],
  difference: {
    not_recorded: "Stripe ha incassato questo pagamento, ma qui non è registrato.",
    amount_differs:
      "Stripe ha incassato un importo diverso da quello registrato qui. Confronti il pagamento in Stripe, poi lo corregga con un rimborso o con un pagamento registrato a mano.",
    fee_differs: "Stripe ha addebitato una commissione diversa da quella contabilizzata qui.",
    refunds_differ: "Stripe ha rimborsato un importo diverso da quello registrato qui.",
    dispute_missing:
      "La banca del pagatore contesta questo pagamento, ma qui la contestazione non è registrata.",
    not_at_processor:
      "Questo pagamento è registrato qui, ma non risulta nell’account Stripe di questa connessione. Forse alla connessione sono state assegnate le chiavi di un altro account.",
    unknown_invoice:
      "Stripe ha incassato questo pagamento per una fattura che qui non esiste. Lo rimborsi in Stripe oppure lo registri a mano sulla fattura corretta.",
  },
};

const problems: ProblemWords = {
  declined: ({ number, count }) => ({
    headline: `${count} tentativi di pagare la fattura ${number} sono stati rifiutati`,
    explanation:
      "La banca li ha rifiutati tutti, quindi non è stato incassato nulla e la fattura è ancora da pagare. Il pagatore ha visto il motivo e può provare con un’altra carta. Se è un Suo cliente, può essere utile un altro metodo di pagamento; se ha dei dubbi, verifichi chi possiede il link di pagamento.\n\nAltri rifiuti per questa fattura nell’arco di un giorno non Le verranno segnalati; li trova tra i pagamenti.",
  }),
  invoice_paused: ({ number }) => ({
    headline: `Il pagamento online della fattura ${number} è sospeso`,
    explanation: `In un’ora sono state rifiutate molte carte per questa fattura. ${TESTING}\n\nPer un’ora nessuno può iniziare a pagarla; tutte le altre fatture possono essere pagate. Se il link è arrivato a persone a cui non era destinato, annulli la fattura o disattivi la sua pagina online. Se è un Suo cliente, può consentire il pagamento nella schermata «Payments».`,
  }),
  business_paused: () => ({
    headline: "I pagamenti online sono sospesi per un’ora",
    explanation: `In un’ora sono state rifiutate molte carte per molte delle Sue fatture. ${TESTING}\n\nNessuno può iniziare un pagamento fino al termine della sospensione. Ciò che i clienti hanno pagato prima, o stanno pagando ora, viene registrato come sempre. Esamini i pagamenti non riusciti; se si tratta di clienti reali, torni ad accettare pagamenti nella schermata «Payments». In Stripe, Radar può richiedere controlli aggiuntivi.`,
  }),

  paid_twice: ({ number }) => ({
    headline: `La fattura ${number} è stata pagata due volte`,
    explanation: `È arrivato un pagamento per la fattura ${number}, che era già stata pagata.\n\n${KEPT}`,
  }),
  void_paid: ({ number }) => ({
    headline: `La fattura annullata ${number} è stata pagata`,
    explanation: `È arrivato un pagamento per la fattura ${number} dopo il suo annullamento.\n\n${KEPT}`,
  }),
  overpaid: ({ number }) => ({
    headline: `Per la fattura ${number} è arrivato più del dovuto`,
    explanation: `Il pagamento era superiore a quanto ancora dovuto per la fattura ${number}.\n\n${KEPT}`,
  }),
  not_as_asked: ({ number }) => ({
    headline: `Un pagamento della fattura ${number} non corrisponde a quanto richiesto`,
    explanation: `L’importo o la valuta del pagamento non corrispondono a quanto richiesto con la fattura ${number}, che quindi resta non pagata.\n\n${KEPT}`,
  }),
  not_recorded: ({ number, closedThrough }) => ({
    headline: `Un pagamento della fattura ${number} non è ancora contabilizzato`,
    explanation: `Il denaro è stato incassato e il cliente vede la fattura come pagata. La Sua contabilità è chiusa${closedThrough === null ? "" : ` (ultimo giorno chiuso: ${closedThrough})`}, quindi non è stato possibile contabilizzare nulla nel giorno dell’incasso.\n\nApra il pagamento e scelga il giorno in cui contabilizzarlo.`,
  }),

  sending_held: held,

  debit_failed: ({ number }) => ({
    headline: `Un addebito diretto per la fattura ${number} non è riuscito`,
    explanation:
      "La banca del pagatore ha respinto l’addebito alcuni giorni dopo la presentazione all’incasso, quindi non è stato incassato nulla. La fattura è di nuovo da pagare e può essere pagata tramite il suo link. Il cliente forse non lo sa ancora: lo avvisi.",
  }),
  refund_failed: ({ number }) => ({
    headline: `Un rimborso della fattura ${number} non è riuscito`,
    explanation:
      "Stripe aveva accettato questo rimborso, ma la banca del cliente ha restituito il denaro. È di nuovo sul Suo saldo Stripe e il pagamento risulta come prima. Il cliente è stato informato del rimborso e lo attende: gli chieda in quale altro modo restituirgli il denaro.",
  }),
  payment_unanswered: () => ({
    headline: "L’esito di un pagamento non è noto",
    explanation:
      "Da un’ora Stripe non comunica l’esito di questo pagamento. La fattura non è contrassegnata come pagata e la sua pagina non chiede a nessuno di pagare una seconda volta senza segnalarlo. Continuiamo a chiedere e lo registreremo non appena Stripe risponderà. Consulti la Dashboard di Stripe prima di chiedere al cliente di pagare di nuovo.",
  }),
  debit_unanswered: () => ({
    headline: "Un addebito diretto è senza risposta da tre settimane",
    explanation:
      "Le banche rispondono a un addebito entro due settimane. La fattura non è contrassegnata come pagata. Verifichi nella Dashboard di Stripe che cosa lo trattiene; ciò che Stripe comunica viene registrato subito.",
  }),
  refund_unanswered: () => ({
    headline: "L’esito di un rimborso non è noto",
    explanation:
      "Da un’ora Stripe non comunica se ha eseguito questo rimborso. Non è stato ancora contabilizzato nulla. Continuiamo a chiedere con la stessa chiave, in modo che non venga mai eseguito due volte. Non lo ripeta nella Dashboard di Stripe senza averla prima consultata.",
  }),

  disputed: ({ number, answerBy }) => ({
    headline: `Un pagamento della fattura ${number} è contestato`,
    explanation: `La banca del pagatore ha chiesto la restituzione di questo pagamento. Stripe trattiene il denaro finché la contestazione non è decisa; nel frattempo la fattura resta pagata.\n\nRisponda nella Dashboard di Stripe${answerBy === null ? "" : ` (termine: ${answerBy})`}. Senza risposta la contestazione è persa.`,
  }),
  dispute_lost: ({ number }) => ({
    headline: `La contestazione sulla fattura ${number} è persa`,
    explanation:
      "La banca del pagatore ha trattenuto il denaro. È contabilizzato come perdita; la fattura resta pagata, poiché al cliente è stata addebitata una volta.",
  }),
  dispute_over: ({ number }) => ({
    headline: `La contestazione sulla fattura ${number} è chiusa`,
    explanation:
      "È stata decisa a Suo favore o ritirata. Il denaro trattenuto torna sul Suo saldo.",
  }),
  fraud_suspected: ({ number }) => ({
    headline: `Un pagamento della fattura ${number} potrebbe essere fraudolento`,
    explanation:
      "La banca del pagatore segnala che il titolare della carta potrebbe non aver effettuato questo pagamento. La maggior parte dei pagamenti simili viene poi contestata, con una commissione. Se anche Lei ha dei dubbi, lo rimborsi ora; se conosce il cliente, non faccia nulla.",
  }),

  key_turned_down: ({ connection, fault }) => ({
    headline: `${connection} al momento non accetta pagamenti`,
    explanation: `${faults.key[fault]}\n\nNel frattempo, ai clienti che aprono una fattura viene chiesto di pagare in altro modo. I pagamenti in corso saranno registrati non appena la chiave funzionerà di nuovo.`,
  }),
  processor_away: ({ connection }) => ({
    headline: `Stripe non risponde da un’ora (${connection})`,
    explanation:
      "Nel frattempo nessuno può aprire una pagina di pagamento e i pagamenti precedenti compariranno più tardi. Non va perso nulla: ciò che Stripe ha incassato viene registrato non appena risponde. Se la situazione persiste, verifichi che questo server raggiunga internet e consulti la pagina di stato di Stripe.",
  }),
  webhook_faulty: ({ connection, ...facts }) => ({
    headline: `Il webhook di ${connection} va riparato`,
    explanation: `${faults.webhook(facts)} Nessun pagamento va perso: al suo posto interroghiamo Stripe ogni minuto, quindi i pagamenti compaiono un po’ più tardi. Apra la connessione e prema «Repair webhook»: ne verrà creato uno nuovo.`,
  }),
  payout_failed: ({ connection }) => ({
    headline: `Un bonifico di ${connection} non è arrivato alla Sua banca`,
    explanation:
      "La Sua banca ha restituito il denaro a Stripe. È sul Suo saldo Stripe e non è andato perso; nessuna fattura cambia. Controlli il conto bancario nella Dashboard di Stripe: finché non è corretto, Stripe non esegue bonifici.",
  }),
  differences: ({ connection, count, kinds }) => ({
    headline: `${count === 1 ? "1 differenza" : `${count} differenze`} tra ${connection} e la Sua contabilità`,
    explanation: `${kinds.map((kind) => faults.difference[kind]).join("\n\n")}\n\nApra la connessione per vedere entrambi gli importi e correggere ciò che si può correggere.`,
  }),
};

/** An invoice that was planned to be sent and was not: why, and what comes next. */
function held(facts: HeldFacts): ProblemText {
  const { number, customer, cause, closedThrough, next } = facts;
  if (cause === "backup_restored") return perhapsSent(facts);
  const why = {
    books_closed: `Il giorno previsto è arrivato, ma la Sua contabilità è chiusa${closedThrough === null ? "" : ` (ultimo giorno chiuso: ${closedThrough})`}.`,
    business_suspended:
      "Il giorno previsto è arrivato, ma chi gestisce questo server ha temporaneamente sospeso la Sua azienda: i link delle Sue fatture non permettono di pagare.",
    failed:
      "Il giorno previsto è arrivato, ma l’invio è fallito per un’ora. Il motivo è nel registro del server.",
    no_lines: "Il giorno previsto è arrivato, ma la fattura non ha nessuna riga.",
    no_recipient: `Il giorno previsto è arrivato, ma ${customer} non ha un indirizzo e-mail.`,
    not_final: "Il giorno previsto è arrivato, ma non è stato possibile emettere la fattura.",
    paid_in_test:
      "Il giorno previsto è arrivato, ma la fattura è pagata con denaro di prova: il Suo cliente leggerebbe che non deve nulla.",
  }[cause];
  const then =
    next === null
      ? "L’invio viene ritentato ogni mattina alle 8:00; la fattura partirà da sola non appena nulla lo impedirà."
      : `Allo stato attuale la fattura partirà da sola (nuova data: ${next}, ore 8:00).`;
  return {
    headline:
      number === null
        ? `La bozza per ${customer} non è stata inviata`
        : `La fattura ${number} non è stata inviata`,
    explanation: `${why} Non è stato inviato né contabilizzato nulla.\n\n${then} Dalla pagina della fattura può anche inviarla ora, scegliere un altro giorno o annullare l’invio previsto.`,
  };
}

/** A restored backup does not know what ran after it was made: only a person can find out. */
function perhapsSent({ number, customer }: HeldFacts): ProblemText {
  return {
    headline:
      number === null
        ? `Verifichi se la fattura per ${customer} è stata inviata`
        : `Verifichi se la fattura ${number} è stata inviata`,
    explanation:
      "L’invio era previsto da prima del ripristino di un backup. Forse la fattura è già stata inviata allora; dai dati ripristinati non risulta. Non è stata inviata di nuovo e non è stato contabilizzato nulla.\n\nLa fattura non partirà più da sola. Verifichi se il Suo cliente l’ha ricevuta. In caso contrario, la invii ora o scelga un altro giorno; se l’ha ricevuta, annulli l’invio previsto.",
  };
}

export const italian: NoticeWords = {
  frame: {
    testMark: "Test",
    testSentence: "Modalità di test. Qui non si muove denaro reale.",
    testLine: "MODALITÀ DI TEST. Qui non si muove denaro reale.",
    testSubject: "[TEST]",
    needsYou: "Richiede il Suo intervento",
    whyYou: (recipient, business) =>
      `Riceve questa e-mail perché ${recipient} è nell’elenco delle notifiche di pagamento di ${business}.`,
    changeAddresses: "Modifica i destinatari",
    colon: ": ",
  },
  payment: {
    paidFor: (customer, amount, number) =>
      `${customer} ha pagato ${amount} per la fattura ${number}`,
    paid: (customer) => `${customer} ha pagato`,
    paidInFull: "Pagata per intero",
    partlyPaid: "Pagata in parte",
    notRecorded:
      "La Sua contabilità è chiusa per questo giorno: il pagamento è incassato, ma non ancora contabilizzato. Lo apra per contabilizzarlo in un’altra data.",
    overpaid: (amount) =>
      `Questo pagamento supera di ${amount} il dovuto. Può rimborsare l’eccedenza, imputarla a un’altra fattura o conservarla come credito.`,
    fee: (processor) => `Commissione di ${processor}`,
  },
  problems,
  faults,
  labels: {
    amount: "Importo",
    connection: "Connessione",
    customer: "Cliente",
    declinedWithinHour: "Rifiuti in un’ora",
    disputed: "Importo contestato",
    expectedOn: "Invio atteso",
    invoice: "Fattura",
    keptAsCredit: "Conservato come credito",
    method: "Metodo di pagamento",
    pausedUntil: "Fine della sospensione",
    payment: "Pagamento",
    payout: "Bonifico",
    plannedFor: "Invio previsto",
    reason: "Motivo",
    received: "Ricevuto",
    recordedIn: "Contabilizzato su",
    since: "Data e ora",
    stillDue: "Ancora dovuto",
    triedLast: "Ultimo tentativo",
    youReceive: "Importo netto",
  },
  actions: {
    openConnection: "Apri la connessione",
    openInvoice: "Apri la fattura",
    openPayment: "Apri il pagamento",
    openPayments: "Apri i pagamenti",
  },
  methods: {
    kinds: {
      bank_transfer: "bonifico bancario",
      card: "carta",
      cash: "contanti",
      cheque: "assegno",
      other: "altro metodo",
      sepa_debit: "addebito diretto",
    },
    endsIn: (method, last4) => `${method}, ultime cifre ${last4}`,
  },
  reasons: {
    account_closed: "il conto bancario è chiuso",
    bank_account_restricted: "il conto bancario non accetta addebiti",
    bank_cannot_process: "la banca non ha potuto eseguire l’operazione",
    bank_ownership_changed: "il conto è passato a un’altra banca",
    charge_for_pending_refund_disputed: "nel frattempo il pagamento è stato contestato",
    check_returned: "l’assegno è stato respinto",
    credit_not_processed: "un rimborso promesso non è arrivato",
    customer_initiated: "il cliente lo ha chiesto alla propria banca",
    debit_not_authorized: "l’addebito non era autorizzato",
    declined: "rifiutato dalla banca",
    duplicate: "addebitato due volte",
    expired_or_canceled_card: "la carta è scaduta o bloccata",
    fraudulent: "frode",
    general: "non indicato",
    generic_could_not_process: "la banca non ha potuto eseguire l’operazione",
    incorrect_account_details: "coordinate bancarie errate",
    insufficient_funds: "fondi insufficienti",
    lost_or_stolen_card: "carta smarrita o rubata",
    merchant_request: "su Sua richiesta",
    no_account: "il conto non esiste",
    noncompliant: "violazione delle regole del circuito della carta",
    product_not_received: "prodotto o servizio non ricevuto",
    product_unacceptable: "prodotto o servizio non conforme",
    subscription_canceled: "l’abbonamento era stato disdetto",
    unknown: "non indicato",
    unrecognized: "pagamento non riconosciuto",
  },
};
