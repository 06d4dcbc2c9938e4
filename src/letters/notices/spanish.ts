import type { HeldFacts } from "./problem-facts.ts";
import type { FaultWords, NoticeWords, ProblemText, ProblemWords } from "./words.ts";

const KEPT =
  "No se ha perdido nada: el dinero se ha recibido y se conserva como saldo a favor del cliente. Aplíquelo a otra factura o reembólselo a través del proveedor de pagos.";

const TESTING =
  "Así se prueban los números de tarjeta robados. Cada intento puede costarle una comisión, y los pagos con las tarjetas que funcionan acaban en disputas.";

const faults: FaultWords = {
  key: {
    key_rejected: "Stripe ya no acepta la clave. Cree una nueva en Stripe y sustitúyala aquí.",
    permission_missing:
      "A la clave le falta un permiso que antes tenía. Revise la clave en Stripe.",
  },
  webhook: ({ fault, missing }) =>
    ({
      deleted: "El webhook se ha eliminado en Stripe.",
      deliveries_lost: "Desde hace una hora no llegan aquí las llamadas de Stripe.",
      events_missing: `El webhook no avisa de estos eventos: ${missing.join(", ")}.`,
      other_address: "El webhook llama a una dirección que no es la de este servidor.",
      other_version: "El webhook corresponde a otra versión de Stripe.",
      switched_off: "El webhook se ha desactivado en Stripe.",
    })[fault],
  difference: {
    not_recorded: "Stripe ha cobrado este pago, pero aquí no está registrado.",
    amount_differs:
      "Stripe ha cobrado un importe distinto del que está registrado aquí. Compare el pago en Stripe y corríjalo después con un reembolso o con un pago registrado a mano.",
    fee_differs: "Stripe ha cobrado una comisión distinta de la que está contabilizada aquí.",
    refunds_differ: "Stripe ha reembolsado un importe distinto del que está registrado aquí.",
    dispute_missing:
      "El banco del pagador ha impugnado este pago, pero aquí la disputa no está registrada.",
    not_at_processor:
      "Este pago está registrado aquí, pero no figura en la cuenta de Stripe de esta conexión. Es posible que la conexión tenga las claves de otra cuenta.",
    unknown_invoice:
      "Stripe ha cobrado este pago por una factura que aquí no existe. Devuélvalo en Stripe o regístrelo a mano en la factura correcta.",
  },
};

const problems: ProblemWords = {
  declined: ({ number, count }) => ({
    headline: `Se han rechazado ${count} intentos de pagar la factura ${number}`,
    explanation:
      "El banco los ha rechazado todos, así que no se ha cobrado nada y la factura sigue pendiente. El pagador ha visto el motivo y puede probar con otra tarjeta. Si es su cliente, quizá ayude otra forma de pago; si no está seguro de que lo sea, compruebe quién tiene el enlace de pago.\n\nNo se le volverá a avisar de otros rechazos de esta factura en el mismo día; los encontrará entre los pagos.",
  }),
  invoice_paused: ({ number }) => ({
    headline: `El pago en línea de la factura ${number} está en pausa`,
    explanation: `En una hora se han rechazado muchas tarjetas para esta factura. ${TESTING}\n\nDurante una hora nadie puede iniciar un pago de esta factura; todas las demás se pueden pagar. Si el enlace ha llegado a personas a las que no iba dirigido, anule la factura o desactive su página en línea. Si es su cliente, puede permitir el pago en la pantalla «Payments».`,
  }),
  business_paused: () => ({
    headline: "Los pagos en línea están en pausa durante una hora",
    explanation: `En una hora se han rechazado muchas tarjetas para muchas de sus facturas. ${TESTING}\n\nNadie puede iniciar un pago hasta que termine la pausa. Lo que los clientes pagaron antes, o están pagando ahora mismo, se registra como siempre. Revise los pagos fallidos; si son clientes reales, vuelva a aceptar pagos en la pantalla «Payments». En Stripe, Radar puede exigir más comprobaciones.`,
  }),

  paid_twice: ({ number }) => ({
    headline: `La factura ${number} se ha pagado dos veces`,
    explanation: `Ha llegado un pago de la factura ${number}, que ya estaba pagada.\n\n${KEPT}`,
  }),
  void_paid: ({ number }) => ({
    headline: `Se ha pagado la factura anulada ${number}`,
    explanation: `Ha llegado un pago de la factura ${number} después de su anulación.\n\n${KEPT}`,
  }),
  overpaid: ({ number }) => ({
    headline: `Se ha recibido más de lo pendiente por la factura ${number}`,
    explanation: `El pago era superior a lo que quedaba pendiente en la factura ${number}.\n\n${KEPT}`,
  }),
  not_as_asked: ({ number }) => ({
    headline: `Un pago de la factura ${number} no es lo que se había pedido`,
    explanation: `El importe o la divisa del pago no coinciden con lo que pedía la factura ${number}, por lo que esta sigue sin pagar.\n\n${KEPT}`,
  }),
  not_recorded: ({ number, closedThrough }) => ({
    headline: `Un pago de la factura ${number} aún no está contabilizado`,
    explanation: `El dinero se ha cobrado y el cliente ve la factura como pagada. Su contabilidad está cerrada${closedThrough === null ? "" : ` hasta el ${closedThrough} inclusive`}, por lo que no se pudo contabilizar nada el día en que llegó.\n\nAbra el pago y elija el día en que desea contabilizarlo.`,
  }),

  sending_held: held,

  debit_failed: ({ number }) => ({
    headline: `Un adeudo de la factura ${number} ha fallado`,
    explanation:
      "El banco del pagador ha devuelto el adeudo domiciliado unos días después de presentarlo al cobro, así que no se ha cobrado nada. La factura vuelve a estar pendiente y se puede pagar con su enlace. Es posible que el cliente aún no lo sepa: avísele.",
  }),
  refund_failed: ({ number }) => ({
    headline: `Un reembolso de la factura ${number} ha fallado`,
    explanation:
      "Stripe había aceptado este reembolso, pero el banco del cliente ha devuelto el dinero. Vuelve a estar en su saldo de Stripe, y el pago queda como antes. El cliente fue informado del reembolso y lo espera: pregúntele de qué otra forma devolverle el dinero.",
  }),
  payment_unanswered: () => ({
    headline: "No se conoce el resultado de un pago",
    explanation:
      "Stripe lleva una hora sin comunicar qué ha sido de este pago. La factura no está marcada como pagada, y su página no pide a nadie que pague por segunda vez sin advertirlo. Seguimos preguntando y lo registraremos en cuanto Stripe responda. Consulte el Dashboard de Stripe antes de pedir al cliente que pague de nuevo.",
  }),
  debit_unanswered: () => ({
    headline: "Un adeudo lleva tres semanas sin respuesta",
    explanation:
      "Los bancos responden a un adeudo domiciliado en un plazo de dos semanas. La factura no está marcada como pagada. Consulte en el Dashboard de Stripe qué lo retiene; lo que Stripe comunique se registrará de inmediato.",
  }),
  refund_unanswered: () => ({
    headline: "No se conoce el resultado de un reembolso",
    explanation:
      "Stripe lleva una hora sin comunicar si ha efectuado este reembolso. Todavía no se ha contabilizado nada. Seguimos preguntando con la misma clave, para que nunca se efectúe dos veces. No lo repita en el Dashboard de Stripe sin haberlo consultado antes.",
  }),

  disputed: ({ number, answerBy }) => ({
    headline: `Un pago de la factura ${number} está en disputa`,
    explanation: `El banco del pagador ha reclamado la devolución de este pago. Stripe retiene el dinero hasta que se resuelva la disputa; mientras tanto, la factura sigue pagada.\n\nResponda en el Dashboard de Stripe${answerBy === null ? "" : ` a más tardar el ${answerBy}`}. Sin respuesta, la disputa se pierde.`,
  }),
  dispute_lost: ({ number }) => ({
    headline: `Se ha perdido la disputa sobre la factura ${number}`,
    explanation:
      "El banco del pagador se ha quedado con el dinero. Está contabilizado como pérdida; la factura sigue pagada, ya que al cliente se le cobró una vez.",
  }),
  dispute_over: ({ number }) => ({
    headline: `La disputa sobre la factura ${number} ha terminado`,
    explanation:
      "Se ha resuelto a su favor o se ha retirado. El dinero retenido vuelve a su saldo.",
  }),
  fraud_suspected: ({ number }) => ({
    headline: `Un pago de la factura ${number} podría ser fraudulento`,
    explanation:
      "El banco del pagador ha avisado de que el titular de la tarjeta podría no haber hecho este pago. La mayoría de los pagos de este tipo se impugnan después, con una comisión. Si usted también duda, reembólselo ahora; si conoce al cliente, déjelo como está.",
  }),

  key_turned_down: ({ connection, fault }) => ({
    headline: `${connection} no acepta pagos en este momento`,
    explanation: `${faults.key[fault]}\n\nMientras tanto, a los clientes que abren una factura se les pide que paguen de otra forma. Los pagos en curso se registrarán en cuanto la clave vuelva a funcionar.`,
  }),
  processor_away: ({ connection }) => ({
    headline: `Stripe lleva una hora sin responder (${connection})`,
    explanation:
      "Mientras tanto, nadie puede abrir una página de pago, y los pagos anteriores aparecerán más tarde. No se pierde nada: lo que Stripe haya cobrado se registra en cuanto responda. Si esto dura, compruebe si este servidor tiene acceso a internet y consulte la página de estado de Stripe.",
  }),
  webhook_faulty: ({ connection, ...facts }) => ({
    headline: `Hay que reparar el webhook de ${connection}`,
    explanation: `${faults.webhook(facts)} No se pierde ningún pago: en su lugar, preguntamos a Stripe cada minuto, así que los pagos aparecen un poco más tarde. Abra la conexión y pulse «Repair webhook»: se creará uno nuevo.`,
  }),
  payout_failed: ({ connection }) => ({
    headline: `Una transferencia de ${connection} no ha llegado a su banco`,
    explanation:
      "Su banco ha devuelto el dinero a Stripe. Está en su saldo de Stripe y no se ha perdido; ninguna factura cambia. Revise la cuenta bancaria en el Dashboard de Stripe: Stripe no transferirá nada hasta que sea correcta.",
  }),
  differences: ({ connection, count, kinds }) => ({
    headline: `${count === 1 ? "1 diferencia" : `${count} diferencias`} entre ${connection} y su contabilidad`,
    explanation: `${kinds.map((kind) => faults.difference[kind]).join("\n\n")}\n\nAbra la conexión para ver ambos importes y corregir lo que se pueda corregir.`,
  }),
};

/** An invoice that was planned to be sent and was not: why, and what comes next. */
function held(facts: HeldFacts): ProblemText {
  const { number, customer, cause, closedThrough, next } = facts;
  if (cause === "backup_restored") return perhapsSent(facts);
  const why = {
    books_closed: `Ha llegado el día previsto, pero su contabilidad está cerrada${closedThrough === null ? "" : ` hasta el ${closedThrough} inclusive`}.`,
    business_suspended:
      "Ha llegado el día previsto, pero quien gestiona este servidor ha suspendido temporalmente su empresa: los enlaces de sus facturas no permiten pagar.",
    failed:
      "Ha llegado el día previsto, pero el envío ha fallado durante una hora. El motivo consta en el registro del servidor.",
    no_lines: "Ha llegado el día previsto, pero la factura no tiene ninguna línea.",
    no_recipient: `Ha llegado el día previsto, pero ${customer} no tiene dirección de correo electrónico.`,
    not_final: "Ha llegado el día previsto, pero la factura no se ha podido emitir.",
    paid_in_test:
      "Ha llegado el día previsto, pero la factura está pagada con dinero de prueba: su cliente leería que no debe nada.",
  }[cause];
  const then =
    next === null
      ? "El envío se vuelve a intentar cada mañana a las 8:00; la factura se enviará por sí sola en cuanto nada lo impida."
      : `Tal como están las cosas, la factura se enviará por sí sola el ${next} a las 8:00.`;
  return {
    headline:
      number === null
        ? `El borrador para ${customer} no se ha enviado`
        : `La factura ${number} no se ha enviado`,
    explanation: `${why} No se ha enviado ni contabilizado nada.\n\n${then} Desde la propia factura también puede enviarla ahora, elegir otro día o cancelar el envío previsto.`,
  };
}

/** A restored backup does not know what ran after it was made: only a person can find out. */
function perhapsSent({ number, customer }: HeldFacts): ProblemText {
  return {
    headline:
      number === null
        ? `Compruebe si se envió la factura para ${customer}`
        : `Compruebe si se envió la factura ${number}`,
    explanation:
      "El envío estaba previsto desde antes de que se restaurara una copia de seguridad. Es posible que la factura ya se enviara entonces; los datos restaurados no lo indican. No se ha vuelto a enviar ni se ha contabilizado nada.\n\nLa factura ya no se enviará por sí sola. Averigüe si su cliente la tiene. Si no la tiene, envíela ahora o elija otro día; si la tiene, cancele el envío previsto.",
  };
}

export const spanish: NoticeWords = {
  frame: {
    testMark: "Prueba",
    testSentence: "Modo de prueba. Aquí no se mueve dinero real.",
    testLine: "MODO DE PRUEBA. Aquí no se mueve dinero real.",
    testSubject: "[PRUEBA]",
    needsYou: "Requiere su atención",
    whyYou: (recipient, business) =>
      `Recibe este correo porque ${recipient} figura en la lista de notificaciones de pago de ${business}.`,
    changeAddresses: "Cambiar los destinatarios",
    colon: ": ",
  },
  payment: {
    paidFor: (customer, amount, number) =>
      `${customer} ha pagado ${amount} por la factura ${number}`,
    paid: (customer) => `${customer} ha pagado`,
    paidInFull: "Pagada por completo",
    partlyPaid: "Pagada en parte",
    notRecorded:
      "Su contabilidad está cerrada para ese día: el pago está cobrado, pero aún no contabilizado. Ábralo para contabilizarlo en otra fecha.",
    overpaid: (amount) =>
      `Este pago supera en ${amount} lo pendiente. Puede reembolsar la diferencia, aplicarla a otra factura o conservarla como saldo a favor.`,
    fee: (processor) => `Comisión de ${processor}`,
  },
  problems,
  faults,
  labels: {
    amount: "Importe",
    connection: "Conexión",
    customer: "Cliente",
    declinedWithinHour: "Rechazos en una hora",
    disputed: "Importe en disputa",
    expectedOn: "Envío esperado",
    invoice: "Factura",
    keptAsCredit: "Conservado como saldo a favor",
    method: "Forma de pago",
    pausedUntil: "En pausa hasta",
    payment: "Pago",
    payout: "Transferencia",
    plannedFor: "Envío previsto",
    reason: "Motivo",
    received: "Recibido",
    recordedIn: "Contabilizado en",
    since: "Desde",
    stillDue: "Pendiente",
    triedLast: "Último intento",
    youReceive: "Usted recibe",
  },
  actions: {
    openConnection: "Abrir la conexión",
    openInvoice: "Abrir la factura",
    openPayment: "Abrir el pago",
    openPayments: "Abrir los pagos",
  },
  methods: {
    kinds: {
      bank_transfer: "transferencia bancaria",
      card: "tarjeta",
      cash: "efectivo",
      cheque: "cheque",
      other: "otra forma",
      sepa_debit: "adeudo domiciliado",
    },
    endsIn: (method, last4) => `${method}, termina en ${last4}`,
  },
  reasons: {
    account_closed: "la cuenta bancaria está cancelada",
    bank_account_restricted: "la cuenta bancaria no admite adeudos",
    bank_cannot_process: "el banco no pudo tramitarlo",
    bank_ownership_changed: "la cuenta ha pasado a otro banco",
    charge_for_pending_refund_disputed: "el pago se ha impugnado entretanto",
    check_returned: "el cheque fue devuelto",
    credit_not_processed: "no llegó un reembolso prometido",
    customer_initiated: "el cliente lo ha pedido a su banco",
    debit_not_authorized: "el adeudo no estaba autorizado",
    declined: "rechazado por el banco",
    duplicate: "cobro duplicado",
    expired_or_canceled_card: "la tarjeta ha caducado o está cancelada",
    fraudulent: "fraude",
    general: "no indicado",
    generic_could_not_process: "el banco no pudo tramitarlo",
    incorrect_account_details: "datos bancarios incorrectos",
    insufficient_funds: "fondos insuficientes",
    lost_or_stolen_card: "tarjeta perdida o robada",
    merchant_request: "a petición suya",
    no_account: "la cuenta no existe",
    noncompliant: "incumplimiento de las normas de la red de tarjetas",
    product_not_received: "producto o servicio no recibido",
    product_unacceptable: "producto o servicio no conforme",
    subscription_canceled: "la suscripción estaba cancelada",
    unknown: "no indicado",
    unrecognized: "pago no reconocido",
  },
};
