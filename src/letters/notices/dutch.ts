import type { HeldFacts } from "./problem-facts.ts";
import type { FaultWords, NoticeWords, ProblemText, ProblemWords } from "./words.ts";

const KEPT =
  "Er is niets verloren: het geld is ontvangen en staat als tegoed van de klant genoteerd. Verreken het met een andere factuur of betaal het terug via de betaaldienst.";

const TESTING =
  "Zo worden gestolen kaartnummers uitgeprobeerd. Elke poging kan u geld kosten, en betalingen met kaarten die werken, worden later betwist.";

const faults: FaultWords = {
  key: {
    key_rejected:
      "Stripe accepteert de sleutel niet meer. Maak in Stripe een nieuwe en vervang de oude hier.",
    permission_missing:
      "De sleutel mist een recht dat hij eerder wel had. Controleer de sleutel in Stripe.",
  },
  webhook: ({ fault, missing }) =>
    ({
      deleted: "De webhook is in Stripe verwijderd.",
      deliveries_lost: "Al een uur komen de aanroepen van Stripe hier niet aan.",
      events_missing: `De webhook meldt deze gebeurtenissen niet: ${missing.join(", ")}.`,
      other_address: "De webhook roept een ander adres aan dan dat van deze server.",
      other_version: "De webhook hoort bij een andere versie van Stripe.",
      switched_off: "De webhook is in Stripe uitgeschakeld.",
    })[fault],
  difference: {
    not_recorded: "Stripe heeft deze betaling geïnd, maar die is hier niet vastgelegd.",
    amount_differs:
      "Stripe heeft een ander bedrag geïnd dan hier is vastgelegd. Vergelijk de betaling in Stripe en corrigeer die daarna met een terugbetaling of een handmatig vastgelegde betaling.",
    fee_differs: "Stripe heeft andere kosten in rekening gebracht dan hier zijn geboekt.",
    refunds_differ: "Stripe heeft een ander bedrag terugbetaald dan hier is vastgelegd.",
    dispute_missing:
      "De bank van de betaler betwist deze betaling, maar hier is de betwisting niet vastgelegd.",
    not_at_processor:
      "Deze betaling is hier vastgelegd, maar staat niet in het Stripe-account van deze koppeling. Mogelijk heeft de koppeling de sleutels van een ander account gekregen.",
    unknown_invoice:
      "Stripe heeft deze betaling geïnd voor een factuur die hier niet bestaat. Betaal het bedrag terug in Stripe of leg de betaling handmatig vast bij de juiste factuur.",
  },
};

const problems: ProblemWords = {
  declined: ({ number, count }) => ({
    headline: `${count} pogingen om factuur ${number} te betalen zijn geweigerd`,
    explanation:
      "De bank heeft ze allemaal geweigerd. Er is dus niets geïnd en de factuur staat nog open. De betaler heeft gezien waarom en kan een andere kaart proberen. Is het uw klant, dan helpt misschien een andere betaalwijze; twijfelt u daaraan, ga dan na wie de betaallink heeft.\n\nVerdere weigeringen voor deze factuur binnen een dag worden niet opnieuw gemeld; u vindt ze bij de betalingen.",
  }),
  invoice_paused: ({ number }) => ({
    headline: `De onlinebetaling van factuur ${number} is gepauzeerd`,
    explanation: `Voor deze factuur zijn binnen een uur veel kaarten geweigerd. ${TESTING}\n\nEen uur lang kan niemand een betaling van deze factuur starten; alle andere facturen kunnen worden betaald. Is de link terechtgekomen bij mensen voor wie hij niet bedoeld was, annuleer dan de factuur of zet de onlinepagina ervan uit. Is het uw klant, dan kunt u de betaling toelaten op het scherm “Payments”.`,
  }),
  business_paused: () => ({
    headline: "Onlinebetalingen zijn voor een uur gepauzeerd",
    explanation: `Voor veel van uw facturen zijn binnen een uur veel kaarten geweigerd. ${TESTING}\n\nNiemand kan een betaling starten tot de pauze voorbij is. Wat klanten eerder hebben betaald, of nu aan het betalen zijn, wordt vastgelegd zoals altijd. Bekijk de mislukte betalingen; zijn het echte klanten, sta dan op het scherm “Payments” weer betalingen toe. In Stripe kan Radar om extra controles vragen.`,
  }),

  paid_twice: ({ number }) => ({
    headline: `Factuur ${number} is dubbel betaald`,
    explanation: `Er is een betaling binnengekomen voor factuur ${number}, die al betaald was.\n\n${KEPT}`,
  }),
  void_paid: ({ number }) => ({
    headline: `De geannuleerde factuur ${number} is betaald`,
    explanation: `Er is een betaling binnengekomen voor factuur ${number} nadat deze was geannuleerd.\n\n${KEPT}`,
  }),
  overpaid: ({ number }) => ({
    headline: `Voor factuur ${number} is meer ontvangen dan er openstond`,
    explanation: `De betaling was hoger dan wat er op factuur ${number} nog openstond.\n\n${KEPT}`,
  }),
  not_as_asked: ({ number }) => ({
    headline: `Een betaling voor factuur ${number} is niet wat er gevraagd was`,
    explanation: `Het bedrag of de valuta van de betaling wijkt af van wat met factuur ${number} werd gevraagd. De factuur is daarom onbetaald gebleven.\n\n${KEPT}`,
  }),
  not_recorded: ({ number, closedThrough }) => ({
    headline: `Een betaling van factuur ${number} is nog niet geboekt`,
    explanation: `Het geld is geïnd en de klant ziet de factuur als betaald. Uw boekhouding is${closedThrough === null ? "" : ` tot en met ${closedThrough}`} afgesloten, dus op de dag van ontvangst kon niets worden geboekt.\n\nOpen de betaling en kies de dag waarop die moet worden geboekt.`,
  }),

  sending_held: held,

  debit_failed: ({ number }) => ({
    headline: `Een incasso voor factuur ${number} is mislukt`,
    explanation:
      "De bank van de betaler heeft de incasso enkele dagen na de opdracht gestorneerd (teruggeboekt). Er is dus niets geïnd. De factuur staat weer open en kan via de link worden betaald. Breng de klant op de hoogte: die weet het misschien nog niet.",
  }),
  refund_failed: ({ number }) => ({
    headline: `Een terugbetaling van factuur ${number} is mislukt`,
    explanation:
      "Stripe had deze terugbetaling geaccepteerd, maar de bank van de klant heeft het geld teruggestuurd. Het staat weer op uw Stripe-saldo en de betaling is weer zoals ervoor. De klant is over de terugbetaling geïnformeerd en wacht erop: vraag hoe u het geld anders kunt terugbetalen.",
  }),
  payment_unanswered: () => ({
    headline: "Het resultaat van een betaling is niet bekend",
    explanation:
      "Stripe heeft al een uur niet laten weten wat er van deze betaling is geworden. De factuur is niet als betaald gemarkeerd en de pagina ervan vraagt niemand om een tweede keer te betalen zonder dat erbij te zeggen. We blijven het navragen en leggen de betaling vast zodra Stripe antwoordt. Kijk in het Stripe-dashboard voordat u de klant vraagt opnieuw te betalen.",
  }),
  debit_unanswered: () => ({
    headline: "Er is al drie weken geen antwoord op een incasso",
    explanation:
      "Banken antwoorden binnen twee weken op een incasso. De factuur is niet als betaald gemarkeerd. Kijk in het Stripe-dashboard wat deze tegenhoudt; wat Stripe laat weten, wordt meteen vastgelegd.",
  }),
  refund_unanswered: () => ({
    headline: "Het resultaat van een terugbetaling is niet bekend",
    explanation:
      "Stripe heeft al een uur niet laten weten of deze terugbetaling is uitgevoerd. Er is nog niets voor geboekt. We blijven het met dezelfde sleutel navragen, zodat die nooit dubbel wordt uitgevoerd. Doe de terugbetaling niet nog eens in het Stripe-dashboard zonder daar eerst te kijken.",
  }),

  disputed: ({ number, answerBy }) => ({
    headline: `Een betaling van factuur ${number} wordt betwist`,
    explanation: `De bank van de betaler heeft deze betaling teruggevraagd. Stripe houdt het geld vast tot over de betwisting is beslist; de factuur blijft intussen betaald.\n\nAntwoord in het Stripe-dashboard${answerBy === null ? "" : `, uiterlijk op ${answerBy}`}. Zonder antwoord verliest u de betwisting.`,
  }),
  dispute_lost: ({ number }) => ({
    headline: `De betwisting over factuur ${number} is verloren`,
    explanation:
      "De bank van de betaler heeft het geld gehouden. Het is als verlies geboekt; de factuur blijft betaald, omdat de klant er één keer voor heeft betaald.",
  }),
  dispute_over: ({ number }) => ({
    headline: `De betwisting over factuur ${number} is afgesloten`,
    explanation:
      "Er is in uw voordeel beslist of de betwisting is ingetrokken. Geld dat werd vastgehouden, komt terug op uw saldo.",
  }),
  fraud_suspected: ({ number }) => ({
    headline: `Een betaling van factuur ${number} is mogelijk frauduleus`,
    explanation:
      "De bank van de betaler waarschuwt dat de kaarthouder deze betaling mogelijk niet zelf heeft gedaan. De meeste van zulke betalingen worden later betwist, met kosten. Twijfelt u ook, betaal die dan nu terug; kent u de klant, dan hoeft u niets te doen.",
  }),

  key_turned_down: ({ connection, fault }) => ({
    headline: `${connection} neemt op dit moment geen betalingen aan`,
    explanation: `${faults.key[fault]}\n\nKlanten die intussen een factuur openen, wordt gevraagd anders te betalen. Lopende betalingen worden vastgelegd zodra de sleutel weer werkt.`,
  }),
  processor_away: ({ connection }) => ({
    headline: `Stripe heeft al een uur niet geantwoord (${connection})`,
    explanation:
      "Intussen kan niemand een betaalpagina openen en verschijnen eerdere betalingen later. Er gaat niets verloren: wat Stripe heeft geïnd, wordt vastgelegd zodra het antwoordt. Houdt dit aan, ga dan na of deze server het internet bereikt en bekijk de statuspagina van Stripe.",
  }),
  webhook_faulty: ({ connection, ...facts }) => ({
    headline: `De webhook van ${connection} moet worden hersteld`,
    explanation: `${faults.webhook(facts)} Er gaat geen betaling verloren: in plaats daarvan vragen we het Stripe elke minuut, dus betalingen verschijnen iets later. Open de koppeling en klik op “Repair webhook”: er wordt dan een nieuwe gemaakt.`,
  }),
  payout_failed: ({ connection }) => ({
    headline: `Een uitbetaling van ${connection} is niet bij uw bank aangekomen`,
    explanation:
      "Uw bank heeft het geld naar Stripe teruggestuurd. Het staat op uw Stripe-saldo en is niet verloren; aan de facturen verandert niets. Controleer de bankrekening in het Stripe-dashboard: Stripe betaalt niets uit zolang die niet klopt.",
  }),
  differences: ({ connection, count, kinds }) => ({
    headline: `${count === 1 ? "1 verschil" : `${count} verschillen`} tussen ${connection} en uw boekhouding`,
    explanation: `${kinds.map((kind) => faults.difference[kind]).join("\n\n")}\n\nOpen de koppeling om beide bedragen te zien en te corrigeren wat gecorrigeerd kan worden.`,
  }),
};

/** An invoice that was planned to be sent and was not: why, and what comes next. */
function held(facts: HeldFacts): ProblemText {
  const { number, customer, cause, closedThrough, next } = facts;
  if (cause === "backup_restored") return perhapsSent(facts);
  const why = {
    books_closed: `De geplande dag is aangebroken, maar uw boekhouding is${closedThrough === null ? "" : ` tot en met ${closedThrough}`} afgesloten.`,
    business_suspended:
      "De geplande dag is aangebroken, maar de beheerder van deze server heeft uw bedrijf tijdelijk geblokkeerd: via de links van uw facturen kan niet worden betaald.",
    failed:
      "De geplande dag is aangebroken, maar het verzenden is een uur lang mislukt. De reden staat in het logboek van de server.",
    no_lines: "De geplande dag is aangebroken, maar de factuur heeft geen regels.",
    no_recipient: `De geplande dag is aangebroken, maar ${customer} heeft geen e-mailadres.`,
    not_final:
      "De geplande dag is aangebroken, maar de factuur kon niet definitief worden gemaakt.",
    paid_in_test:
      "De geplande dag is aangebroken, maar de factuur is met testgeld betaald: uw klant zou lezen dat er niets openstaat.",
  }[cause];
  const then =
    next === null
      ? "Elke ochtend om 8:00 uur wordt het opnieuw geprobeerd; de factuur wordt vanzelf verzonden zodra niets meer in de weg staat."
      : `Zoals het er nu voor staat, wordt de factuur op ${next} om 8:00 uur vanzelf verzonden.`;
  return {
    headline:
      number === null
        ? `Het concept voor ${customer} is niet verzonden`
        : `Factuur ${number} is niet verzonden`,
    explanation: `${why} Er is niets verzonden en niets geboekt.\n\n${then} Bij de factuur kunt u die ook nu verzenden, een andere dag kiezen of de planning annuleren.`,
  };
}

/** A restored backup does not know what ran after it was made: only a person can find out. */
function perhapsSent({ number, customer }: HeldFacts): ProblemText {
  return {
    headline:
      number === null
        ? `Controleer of de factuur voor ${customer} is verzonden`
        : `Controleer of factuur ${number} is verzonden`,
    explanation:
      "De verzending was gepland voordat een back-up werd teruggezet. Mogelijk is de factuur toen al verzonden; uit de teruggezette gegevens blijkt dat niet. De factuur is niet nog eens verzonden en er is niets geboekt.\n\nDe factuur wordt niet meer vanzelf verzonden. Ga na of uw klant de factuur heeft. Zo niet, verzend die dan nu of kies een andere dag; zo wel, annuleer dan de planning.",
  };
}

export const dutch: NoticeWords = {
  frame: {
    testMark: "Test",
    testSentence: "Testmodus. Hier gaat geen echt geld om.",
    testLine: "TESTMODUS. Hier gaat geen echt geld om.",
    testSubject: "[TEST]",
    needsYou: "Actie nodig",
    whyYou: (recipient, business) =>
      `U ontvangt dit bericht omdat ${recipient} op de lijst voor betaalmeldingen van ${business} staat.`,
    changeAddresses: "Wijzigen wie bericht krijgt",
    colon: ": ",
  },
  payment: {
    paidFor: (customer, amount, number) =>
      `${customer} heeft ${amount} betaald voor factuur ${number}`,
    paid: (customer) => `${customer} heeft betaald`,
    paidInFull: "Volledig betaald",
    partlyPaid: "Gedeeltelijk betaald",
    notRecorded:
      "Uw boekhouding is voor deze dag afgesloten. De betaling is geïnd, maar daarom nog niet geboekt. Open de betaling om die op een andere dag te boeken.",
    overpaid: (amount) =>
      `Er is ${amount} meer betaald dan er openstond. U kunt dat bedrag terugbetalen, met een andere factuur verrekenen of als tegoed bewaren.`,
    fee: (processor) => `Kosten van ${processor}`,
  },
  problems,
  faults,
  labels: {
    amount: "Bedrag",
    connection: "Koppeling",
    customer: "Klant",
    declinedWithinHour: "Geweigerd binnen een uur",
    disputed: "Betwist",
    expectedOn: "Verwachte verzending",
    invoice: "Factuur",
    keptAsCredit: "Bewaard als tegoed",
    method: "Betaalwijze",
    pausedUntil: "Gepauzeerd tot",
    payment: "Betaling",
    payout: "Uitbetaling",
    plannedFor: "Gepland voor",
    reason: "Reden",
    received: "Ontvangen",
    recordedIn: "Geboekt op",
    since: "Sinds",
    stillDue: "Nog te betalen",
    triedLast: "Laatste poging",
    youReceive: "U ontvangt",
  },
  actions: {
    openConnection: "Koppeling openen",
    openInvoice: "Factuur openen",
    openPayment: "Betaling openen",
    openPayments: "Betalingen openen",
  },
  methods: {
    kinds: {
      bank_transfer: "overschrijving",
      card: "kaart",
      cash: "contant",
      cheque: "cheque",
      other: "op andere wijze",
      sepa_debit: "incasso",
    },
    endsIn: (method, last4) => `${method}, eindigend op ${last4}`,
  },
  reasons: {
    account_closed: "de bankrekening is opgeheven",
    bank_account_restricted: "de bankrekening staat geen incasso’s toe",
    bank_cannot_process: "de bank kon de opdracht niet verwerken",
    bank_ownership_changed: "de rekening is overgegaan naar een andere bank",
    charge_for_pending_refund_disputed: "de betaling is intussen betwist",
    check_returned: "de cheque is teruggestuurd",
    credit_not_processed: "een beloofde terugbetaling bleef uit",
    customer_initiated: "de klant heeft zijn bank erom gevraagd",
    debit_not_authorized: "voor de incasso was geen machtiging gegeven",
    declined: "geweigerd door de bank",
    duplicate: "dubbel in rekening gebracht",
    expired_or_canceled_card: "de kaart is verlopen of geblokkeerd",
    fraudulent: "fraude",
    general: "niet opgegeven",
    generic_could_not_process: "de bank kon de opdracht niet verwerken",
    incorrect_account_details: "onjuiste rekeninggegevens",
    insufficient_funds: "onvoldoende saldo",
    lost_or_stolen_card: "de kaart is verloren of gestolen",
    merchant_request: "op uw verzoek",
    no_account: "de rekening bestaat niet",
    noncompliant: "in strijd met de regels van het kaartnetwerk",
    product_not_received: "product of dienst niet ontvangen",
    product_unacceptable: "product of dienst niet zoals afgesproken",
    subscription_canceled: "het abonnement was opgezegd",
    unknown: "niet opgegeven",
    unrecognized: "de betaling werd niet herkend",
  },
};
