import type { HeldFacts } from "./problem-facts.ts";
import type { FaultWords, NoticeWords, ProblemText, ProblemWords } from "./words.ts";

// The spaces before ; : ! ? and inside « » are narrow no-break ones (U+202F), as French wants them;
// the one before an h for hours is a no-break one (U+00A0). No name stands behind « de », which would
// be « d’ » before a vowel.

const KEPT =
  "Rien n’est perdu : l’argent a été reçu et il est conservé comme crédit du client. Imputez-le sur une autre facture ou remboursez-le auprès du prestataire de paiement.";

const TESTING =
  "C’est ainsi que sont testés les numéros de carte volés. Chaque tentative peut vous coûter des frais, et les paiements des cartes qui fonctionnent font ensuite l’objet de litiges.";

const faults: FaultWords = {
  key: {
    key_rejected:
      "Stripe n’accepte plus la clé. Créez-en une nouvelle dans Stripe et remplacez l’ancienne ici.",
    permission_missing:
      "Il manque à la clé une autorisation qu’elle avait auparavant. Vérifiez la clé dans Stripe.",
  },
  webhook: ({ fault, missing }) =>
    ({
      deleted: "Le webhook a été supprimé dans Stripe.",
      deliveries_lost: "Depuis une heure, les appels de Stripe n’arrivent plus ici.",
      events_missing: `Le webhook ne signale pas ces événements : ${missing.join(", ")}.`,
      other_address: "Le webhook appelle une autre adresse que celle de ce serveur.",
      other_version: "Le webhook relève d’une autre version de Stripe.",
      switched_off: "Le webhook a été désactivé dans Stripe.",
    })[fault],
  difference: {
    not_recorded: "Stripe a encaissé ce paiement, mais il n’est pas enregistré ici.",
    amount_differs:
      "Stripe a encaissé un montant différent de celui qui est enregistré ici. Comparez le paiement dans Stripe, puis corrigez-le par un remboursement ou par un paiement saisi à la main.",
    fee_differs: "Stripe a prélevé des frais différents de ceux qui sont comptabilisés ici.",
    refunds_differ: "Stripe a remboursé un montant différent de celui qui est enregistré ici.",
    dispute_missing:
      "La banque du payeur conteste ce paiement, mais le litige n’est pas enregistré ici.",
    not_at_processor:
      "Ce paiement est enregistré ici, mais le compte Stripe de cette connexion ne le contient pas. La connexion a peut-être reçu les clés d’un autre compte.",
    unknown_invoice:
      "Stripe a encaissé ce paiement pour une facture qui n’existe pas ici. Remboursez-le dans Stripe ou saisissez-le à la main sur la bonne facture.",
  },
};

const problems: ProblemWords = {
  declined: ({ number, count }) => ({
    headline: `${count} tentatives de paiement de la facture ${number} ont été refusées`,
    explanation:
      "La banque a refusé chacune d’elles : rien n’a été encaissé et la facture reste due. Le payeur a vu pourquoi et peut essayer une autre carte. S’il s’agit de votre client, un autre moyen de paiement peut aider ; si vous en doutez, vérifiez qui possède le lien de paiement.\n\nLes nouveaux refus concernant cette facture en l’espace d’une journée ne vous sont plus signalés ; vous les trouverez parmi les paiements.",
  }),
  invoice_paused: ({ number }) => ({
    headline: `Le paiement en ligne de la facture ${number} est suspendu`,
    explanation: `De nombreuses cartes ont été refusées pour cette facture en une heure. ${TESTING}\n\nPendant une heure, personne ne peut commencer à la payer ; toutes les autres factures peuvent l’être. Si le lien est parvenu à des personnes à qui il n’était pas destiné, annulez la facture ou désactivez sa page en ligne. S’il s’agit de votre client, vous pouvez autoriser le paiement sur l’écran « Payments ».`,
  }),
  business_paused: () => ({
    headline: "Les paiements en ligne sont suspendus pour une heure",
    explanation: `De nombreuses cartes ont été refusées pour un grand nombre de vos factures en une heure. ${TESTING}\n\nPersonne ne peut commencer un paiement avant la fin de la suspension. Ce que vos clients ont payé auparavant, ou paient en ce moment, est enregistré comme toujours. Examinez les paiements échoués ; s’il s’agit de vrais clients, acceptez à nouveau les paiements sur l’écran « Payments ». Dans Stripe, Radar peut exiger des contrôles supplémentaires.`,
  }),

  paid_twice: ({ number }) => ({
    headline: `La facture ${number} a été payée deux fois`,
    explanation: `Un paiement est arrivé pour la facture ${number}, qui était déjà payée.\n\n${KEPT}`,
  }),
  void_paid: ({ number }) => ({
    headline: `La facture annulée ${number} a été payée`,
    explanation: `Un paiement est arrivé pour la facture ${number} après son annulation.\n\n${KEPT}`,
  }),
  overpaid: ({ number }) => ({
    headline: `La facture ${number} a été payée au-delà du montant dû`,
    explanation: `Le paiement était supérieur à ce qui restait dû sur la facture ${number}.\n\n${KEPT}`,
  }),
  not_as_asked: ({ number }) => ({
    headline: `Un paiement de la facture ${number} ne correspond pas à ce qui était demandé`,
    explanation: `Le montant ou la devise du paiement ne correspond pas à ce que demandait la facture ${number} ; celle-ci reste donc impayée.\n\n${KEPT}`,
  }),
  not_recorded: ({ number, closedThrough }) => ({
    headline: `Un paiement de la facture ${number} n’est pas encore comptabilisé`,
    explanation: `L’argent a été encaissé et le client voit la facture comme payée. Votre comptabilité est clôturée${closedThrough === null ? "" : ` jusqu’au ${closedThrough} inclus`}, si bien que rien n’a pu être comptabilisé le jour de l’encaissement.\n\nOuvrez le paiement et choisissez le jour auquel le comptabiliser.`,
  }),

  sending_held: held,

  debit_failed: ({ number }) => ({
    headline: `Un prélèvement pour la facture ${number} a échoué`,
    explanation:
      "La banque du payeur a rejeté le prélèvement plusieurs jours après son émission : rien n’a été encaissé. La facture est de nouveau due et peut être payée par son lien. Le client ne le sait peut-être pas encore : prévenez-le.",
  }),
  refund_failed: ({ number }) => ({
    headline: `Un remboursement de la facture ${number} a échoué`,
    explanation:
      "Stripe avait accepté ce remboursement, mais la banque du client a renvoyé l’argent. Il est de nouveau sur votre solde Stripe et le paiement se retrouve comme avant. Le client a été informé du remboursement et l’attend : demandez-lui par quel autre moyen lui rendre l’argent.",
  }),
  payment_unanswered: () => ({
    headline: "Le résultat d’un paiement n’est pas connu",
    explanation:
      "Depuis une heure, Stripe n’a pas indiqué ce qu’est devenu ce paiement. La facture n’est pas marquée comme payée et sa page n’invite personne à payer une seconde fois sans le signaler. Nous continuons à interroger Stripe et enregistrerons le paiement dès sa réponse. Consultez le Dashboard Stripe avant de demander au client de payer à nouveau.",
  }),
  debit_unanswered: () => ({
    headline: "Un prélèvement est sans réponse depuis trois semaines",
    explanation:
      "Les banques répondent à un prélèvement sous deux semaines. La facture n’est pas marquée comme payée. Consultez le Dashboard Stripe pour savoir ce qui le retient ; ce que Stripe indiquera sera enregistré aussitôt.",
  }),
  refund_unanswered: () => ({
    headline: "Le résultat d’un remboursement n’est pas connu",
    explanation:
      "Depuis une heure, Stripe n’a pas indiqué si ce remboursement a été effectué. Rien n’est encore comptabilisé à ce titre. Nous continuons à interroger Stripe avec la même clé, afin qu’il ne soit jamais effectué deux fois. Ne le refaites pas dans le Dashboard Stripe sans l’avoir d’abord consulté.",
  }),

  disputed: ({ number, answerBy }) => ({
    headline: `Un paiement de la facture ${number} fait l’objet d’un litige`,
    explanation: `La banque du payeur a réclamé le remboursement de ce paiement. Stripe retient l’argent jusqu’à ce que le litige soit tranché ; d’ici là, la facture reste payée.\n\nRépondez dans le Dashboard Stripe${answerBy === null ? "" : ` au plus tard le ${answerBy}`}. Sans réponse, le litige est perdu.`,
  }),
  dispute_lost: ({ number }) => ({
    headline: `Le litige sur la facture ${number} est perdu`,
    explanation:
      "La banque du payeur a gardé l’argent. Il est comptabilisé en perte ; la facture reste payée, puisque le client a bien été débité une fois.",
  }),
  dispute_over: ({ number }) => ({
    headline: `Le litige sur la facture ${number} est clos`,
    explanation:
      "Il a été tranché en votre faveur ou retiré. L’argent retenu revient sur votre solde.",
  }),
  fraud_suspected: ({ number }) => ({
    headline: `Un paiement de la facture ${number} est peut-être frauduleux`,
    explanation:
      "La banque du payeur signale que le titulaire de la carte n’est peut-être pas à l’origine de ce paiement. La plupart des paiements de ce genre font ensuite l’objet d’un litige, avec des frais. Si vous en doutez aussi, remboursez-le maintenant ; si vous connaissez le client, laissez-le tel quel.",
  }),

  key_turned_down: ({ connection, fault }) => ({
    headline: `${connection} n’accepte aucun paiement pour le moment`,
    explanation: `${faults.key[fault]}\n\nEntre-temps, les clients qui ouvrent une facture sont invités à payer autrement. Les paiements en cours seront enregistrés dès que la clé fonctionnera à nouveau.`,
  }),
  processor_away: ({ connection }) => ({
    headline: `Stripe ne répond pas depuis une heure (${connection})`,
    explanation:
      "Pendant ce temps, personne ne peut ouvrir de page de paiement, et les paiements antérieurs apparaissent plus tard. Rien n’est perdu : ce que Stripe a encaissé est enregistré dès sa réponse. Si cela dure, vérifiez que ce serveur accède à internet et consultez la page d’état de Stripe.",
  }),
  webhook_faulty: ({ connection, ...facts }) => ({
    headline: `Un webhook doit être réparé (${connection})`,
    explanation: `${faults.webhook(facts)} Aucun paiement n’est perdu : nous interrogeons Stripe chaque minute à la place ; les paiements apparaissent donc un peu plus tard. Ouvrez la connexion et cliquez sur « Repair webhook » : un nouveau webhook sera créé.`,
  }),
  payout_failed: ({ connection }) => ({
    headline: `Un virement n’est pas arrivé à votre banque (${connection})`,
    explanation:
      "Votre banque a renvoyé l’argent à Stripe. Il est sur votre solde Stripe et n’est pas perdu ; aucune facture ne change. Vérifiez le compte bancaire dans le Dashboard Stripe : Stripe n’effectue aucun virement tant qu’il n’est pas correct.",
  }),
  differences: ({ connection, count, kinds }) => ({
    headline: `${count === 1 ? "1 écart" : `${count} écarts`} entre ${connection} et votre comptabilité`,
    explanation: `${kinds.map((kind) => faults.difference[kind]).join("\n\n")}\n\nOuvrez la connexion pour voir les deux montants et corriger ce qui peut l’être.`,
  }),
};

/** An invoice that was planned to be sent and was not: why, and what comes next. */
function held(facts: HeldFacts): ProblemText {
  const { number, customer, cause, closedThrough, next } = facts;
  if (cause === "backup_restored") return perhapsSent(facts);
  const why = {
    books_closed: `Le jour prévu est arrivé, mais votre comptabilité est clôturée${closedThrough === null ? "" : ` jusqu’au ${closedThrough} inclus`}.`,
    business_suspended:
      "Le jour prévu est arrivé, mais la personne qui gère ce serveur a temporairement suspendu votre entreprise : les liens de vos factures ne permettent plus de payer.",
    failed:
      "Le jour prévu est arrivé, mais l’envoi a échoué pendant une heure. La raison figure dans le journal du serveur.",
    no_lines: "Le jour prévu est arrivé, mais la facture ne comporte aucune ligne.",
    no_recipient: `Le jour prévu est arrivé, mais ${customer} n’a pas d’adresse e-mail.`,
    not_final: "Le jour prévu est arrivé, mais la facture n’a pas pu être finalisée.",
    paid_in_test:
      "Le jour prévu est arrivé, mais la facture est payée avec de l’argent fictif : votre client lirait que rien n’est dû.",
  }[cause];
  const then =
    next === null
      ? "L’envoi est retenté chaque matin à 8 h ; la facture partira d’elle-même dès que plus rien ne s’y opposera."
      : `En l’état actuel, la facture partira d’elle-même le ${next} à 8 h.`;
  return {
    headline:
      number === null
        ? `Le brouillon pour ${customer} n’a pas été envoyé`
        : `La facture ${number} n’a pas été envoyée`,
    explanation: `${why} Rien n’a été envoyé ni comptabilisé.\n\n${then} Depuis la facture, vous pouvez aussi l’envoyer maintenant, choisir un autre jour ou annuler l’envoi prévu.`,
  };
}

/** A restored backup does not know what ran after it was made: only a person can find out. */
function perhapsSent({ number, customer }: HeldFacts): ProblemText {
  return {
    headline:
      number === null
        ? `Vérifiez si la facture pour ${customer} a été envoyée`
        : `Vérifiez si la facture ${number} a été envoyée`,
    explanation:
      "L’envoi était prévu dès avant la restauration d’une sauvegarde. La facture a donc peut-être déjà été envoyée ; les données restaurées ne l’indiquent pas. Elle n’a pas été envoyée à nouveau et rien n’a été comptabilisé.\n\nLa facture ne partira plus d’elle-même. Vérifiez si votre client l’a reçue. Si ce n’est pas le cas, envoyez-la maintenant ou choisissez un autre jour ; s’il l’a reçue, annulez l’envoi prévu.",
  };
}

export const french: NoticeWords = {
  frame: {
    testMark: "Test",
    testSentence: "Mode test. Aucun argent réel ne circule ici.",
    testLine: "MODE TEST. Aucun argent réel ne circule ici.",
    testSubject: "[TEST]",
    needsYou: "Action requise",
    whyYou: (recipient, business) =>
      `Vous recevez cet e-mail parce que ${recipient} figure dans la liste des notifications de paiement pour ${business}.`,
    changeAddresses: "Modifier les destinataires",
    colon: " : ",
  },
  payment: {
    paidFor: (customer, amount, number) => `${customer} a payé ${amount} pour la facture ${number}`,
    paid: (customer) => `${customer} a payé`,
    paidInFull: "Payée en totalité",
    partlyPaid: "Payée en partie",
    notRecorded:
      "Votre comptabilité est clôturée pour ce jour : le paiement est encaissé, mais pas encore comptabilisé. Ouvrez-le pour le comptabiliser à une autre date.",
    overpaid: (amount) =>
      `Ce paiement dépasse de ${amount} ce qui était dû. Vous pouvez rembourser cet excédent, l’imputer sur une autre facture ou le conserver comme crédit.`,
    fee: (processor) => `Frais ${processor}`,
  },
  problems,
  faults,
  labels: {
    amount: "Montant",
    connection: "Connexion",
    customer: "Client",
    declinedWithinHour: "Refus en une heure",
    disputed: "Montant contesté",
    expectedOn: "Envoi attendu le",
    invoice: "Facture",
    keptAsCredit: "Conservé comme crédit",
    method: "Moyen de paiement",
    pausedUntil: "Suspendu jusqu’au",
    payment: "Paiement",
    payout: "Virement",
    plannedFor: "Envoi prévu le",
    reason: "Motif",
    received: "Reçu",
    recordedIn: "Comptabilisé sur",
    since: "Depuis le",
    stillDue: "Reste dû",
    triedLast: "Dernière tentative",
    youReceive: "Vous recevez",
  },
  actions: {
    openConnection: "Ouvrir la connexion",
    openInvoice: "Ouvrir la facture",
    openPayment: "Ouvrir le paiement",
    openPayments: "Ouvrir les paiements",
  },
  methods: {
    kinds: {
      bank_transfer: "virement bancaire",
      card: "carte",
      cash: "espèces",
      cheque: "chèque",
      other: "autre moyen",
      sepa_debit: "prélèvement",
    },
    endsIn: (method, last4) => `${method} se terminant par ${last4}`,
  },
  reasons: {
    account_closed: "le compte bancaire est clôturé",
    bank_account_restricted: "le compte bancaire n’accepte pas les prélèvements",
    bank_cannot_process: "la banque n’a pas pu traiter l’opération",
    bank_ownership_changed: "le compte a été transféré dans une autre banque",
    charge_for_pending_refund_disputed: "le paiement a entre-temps été contesté",
    check_returned: "le chèque a été rejeté",
    credit_not_processed: "un remboursement promis n’est pas arrivé",
    customer_initiated: "le client l’a demandé à sa banque",
    debit_not_authorized: "le prélèvement n’était pas autorisé",
    declined: "refus de la banque",
    duplicate: "débité deux fois",
    expired_or_canceled_card: "la carte a expiré ou a été annulée",
    fraudulent: "fraude",
    general: "non précisé",
    generic_could_not_process: "la banque n’a pas pu traiter l’opération",
    incorrect_account_details: "coordonnées bancaires erronées",
    insufficient_funds: "provision insuffisante",
    lost_or_stolen_card: "la carte a été perdue ou volée",
    merchant_request: "à votre demande",
    no_account: "le compte n’existe pas",
    noncompliant: "non-respect des règles du réseau de cartes",
    product_not_received: "produit ou service non reçu",
    product_unacceptable: "produit ou service non conforme",
    subscription_canceled: "l’abonnement était résilié",
    unknown: "non précisé",
    unrecognized: "le paiement n’a pas été reconnu",
  },
};
