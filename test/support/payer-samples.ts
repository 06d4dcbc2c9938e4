import type { InvoiceDocument, Party } from "#src/formats/document.ts";
import type {
  BusinessFrame,
  PayableFrame,
  PayerBusiness,
  PayerPage,
  ReceiptView,
} from "#src/payments/pages/view.ts";

/** One invented business, customer and invoice, and every page a payer can see of them. */

export const sampleSeller: Party = {
  name: "Nordlicht Studio",
  legalName: "Nordlicht Studio GmbH",
  addressLines: ["Oranienstraße 24", "10999 Berlin, Germany"],
  taxId: "VAT DE 298 765 432",
  email: "hello@nordlicht.studio",
  phone: "+49 30 5557 0142",
  website: "https://nordlicht.studio",
  initials: "NS",
  accentColor: null,
};

export const sampleBuyer: Party = {
  name: "Atelier Moreau",
  legalName: "Atelier Moreau SARL",
  addressLines: ["18 rue des Martyrs", "75009 Paris, France"],
  taxId: "VAT FR 40 123456824",
  email: "compta@moreau.fr",
  phone: null,
  website: null,
  initials: "AM",
  accentColor: null,
};

export const sampleDocument: InvoiceDocument = {
  locale: "en",
  direction: "ltr",
  number: "2026-0042",
  seller: sampleSeller,
  buyer: sampleBuyer,
  issuedOn: "22 November 2026",
  dueOn: "6 December 2026",
  isTaxInclusive: false,
  lines: [
    {
      title: "Website redesign, phase 2",
      detail: "Design system, eight page templates, handover",
      quantity: "1",
      unitPrice: "€2,400.00",
      taxRate: "19%",
      amount: "€2,400.00",
    },
    {
      title: "Product photography",
      detail: "Half days, studio Kreuzberg",
      quantity: "2",
      unitPrice: "€320.00",
      taxRate: "19%",
      amount: "€640.00",
    },
    {
      title: "Hosting and care",
      detail: "December 2026",
      quantity: "1",
      unitPrice: "€35.00",
      taxRate: "19%",
      amount: "€35.00",
    },
  ],
  subtotal: "€3,075.00",
  taxes: [{ label: "VAT 19%", amount: "€584.25" }],
  total: "€3,659.25",
  payments: [],
  amountDue: "€3,659.25",
  notes: "Thank you for working with us. Please quote the invoice number with any bank transfer.",
  bankDetails: null,
  isTest: false,
  isVoid: false,
  isPaid: false,
  payUrl: null,
  paper: "a4",
  logo: null,
};

export const paidDocument: InvoiceDocument = {
  ...sampleDocument,
  payments: [{ label: "Paid 22 Nov, card", amount: "−€3,659.25" }],
  amountDue: "€0.00",
  isPaid: true,
};

const partlyPaidDocument: InvoiceDocument = {
  ...sampleDocument,
  payments: [{ label: "Paid 18 Nov, bank transfer", amount: "−€1,500.00" }],
  amountDue: "€2,159.25",
};

const overdueDocument: InvoiceDocument = {
  ...partlyPaidDocument,
  issuedOn: "30 October 2026",
  dueOn: "13 November 2026",
  notes: null,
};

export const sampleBusiness: PayerBusiness = {
  name: "Nordlicht Studio",
  legalName: "Nordlicht Studio GmbH",
  initials: "NS",
  logo: null,
  accentColor: null,
  email: "hello@nordlicht.studio",
  phone: "+49 30 5557 0142",
  legalUrl: "https://nordlicht.studio/legal",
  privacyUrl: "https://nordlicht.studio/legal",
};

const emailOnly: PayerBusiness = { ...sampleBusiness, phone: null };

const frame: BusinessFrame = {
  lang: "en",
  dir: "ltr",
  mode: "live",
  cssHref: "/assets/payer.css",
  business: emailOnly,
};

const payable: PayableFrame = {
  ...frame,
  document: sampleDocument,
  pdfUrl: "/i/token/pdf",
  dueBadge: { tone: "open", text: "in 14 days" },
  partlyPaid: null,
  payAction: "/i/token/pay",
  processorName: "Stripe",
  connections: [],
  ownAmount: null,
  popup: null,
};

const twoWays = [
  { id: "con_1", label: "Card or wallet", hint: "Visa, Mastercard, Apple Pay, Google Pay" },
  { id: "con_2", label: "PayPal", hint: "Balance, bank account or card" },
];

const shareOfTotal = { paid: "€1,500.00", total: "€3,659.25", fraction: 0.41 };

const complete = {
  ...frame,
  status: "complete",
  document: paidDocument,
  pdfUrl: null,
  amount: "€3,659.25",
  receiptNumber: "R-2026-0031",
  receiptUrl: "/i/token/receipt",
  paidAt: "22 November 2026, 10:16",
  method: "Visa, ends in 4242",
  emailedTo: "compta@moreau.fr",
  stillDue: null,
  overpaid: null,
  invoiceUrl: "/i/token",
} as const satisfies PayerPage;

const processing = {
  ...frame,
  status: "processing",
  kind: "bank",
  document: sampleDocument,
  pdfUrl: "/i/token/pdf",
  processorName: "Stripe",
  amount: "€3,659.25",
  startedAt: "22 November 2026, 10:14",
  method: "SEPA debit, ends in 3201",
  checkUrl: "/i/token/return",
} as const satisfies PayerPage;

/** Every state, and the variants of it that look different. The key names the picture. */
export const samplePages: Record<string, PayerPage> = {
  payable: { ...payable, status: "payable", notice: null },
  "payable-overdue": {
    ...payable,
    status: "payable",
    document: overdueDocument,
    dueBadge: { tone: "overdue", text: "9 days overdue" },
    partlyPaid: shareOfTotal,
    ownAmount: { currencySymbol: "€", value: "", maximum: "€2,159.25", error: null },
    notice: null,
  },
  "payable-choice": { ...payable, status: "payable", connections: twoWays, notice: null },
  "payable-own-amount": {
    ...payable,
    status: "payable",
    document: partlyPaidDocument,
    partlyPaid: shareOfTotal,
    ownAmount: {
      currencySymbol: "€",
      value: "3,000.00",
      maximum: "€2,159.25",
      error: "That is more than the €2,159.25 still due. Enter a lower amount.",
    },
    notice: null,
  },
  "payable-left": { ...payable, status: "payable", notice: { kind: "left" } },
  "payable-unreachable": { ...payable, status: "payable", notice: { kind: "unreachable" } },
  "payable-amount-error": {
    ...payable,
    status: "payable",
    notice: { kind: "amount_error", text: "The amount due has changed. It is now €3,659.25." },
  },
  "payable-test": {
    ...payable,
    status: "payable",
    mode: "test",
    document: { ...sampleDocument, isTest: true },
    notice: null,
  },
  failed: { ...payable, status: "failed", reason: "declined" },
  "failed-choice": { ...payable, status: "failed", reason: "expired", connections: twoWays },
  processing,
  "processing-unknown": { ...processing, kind: "unknown", startedAt: null, method: null },
  complete,
  "complete-part": {
    ...complete,
    document: partlyPaidDocument,
    amount: "€1,500.00",
    emailedTo: null,
    stillDue: { amount: "€2,159.25", dueOn: "6 December 2026" },
  },
  "complete-overpaid": { ...complete, overpaid: "€3,659.25" },
  paid: {
    ...frame,
    status: "paid",
    document: paidDocument,
    pdfUrl: "/i/token/pdf",
    paid: { amount: "€3,659.25", on: "22 November 2026" },
    receiptUrl: "/i/token/receipt",
  },
  void_link: {
    ...frame,
    business: sampleBusiness,
    status: "void_link",
    invoiceNumber: "2026-0042",
    isPaymentInDoubt: false,
  },
  voided: {
    ...frame,
    business: sampleBusiness,
    status: "voided",
    invoiceNumber: "2026-0042",
    voidedOn: "20 November 2026",
  },
  not_offered: {
    ...payable,
    status: "not_offered",
    document: {
      ...sampleDocument,
      bankDetails: "Account holder: Nordlicht Studio GmbH\nIBAN: DE12 5001 0517 0648 4898 90",
    },
  },
  suspended: {
    ...frame,
    business: sampleBusiness,
    status: "suspended",
    isPaymentInDoubt: false,
    retryUrl: "/i/token",
  },
  paused: {
    ...frame,
    business: sampleBusiness,
    status: "too_many",
    until: "22 Nov 2026, 15:40",
    invoiceUrl: "/i/token",
  },
  not_found: { ...withoutBusiness(frame), status: "not_found", retryUrl: "/i/token" },
  too_many: { ...withoutBusiness(frame), status: "too_many", retryUrl: "/i/token" },
  error: { ...withoutBusiness(frame), status: "error", retryUrl: "/i/token" },
  "payable-german": {
    ...payable,
    status: "payable",
    lang: "de",
    business: {
      ...emailOnly,
      name: "Versicherungsmakler Großhartmannsdorfer & Töchter",
      initials: "VG",
      accentColor: "#7a1f5c",
    },
    document: {
      ...sampleDocument,
      locale: "de",
      buyer: { ...sampleBuyer, name: "Donaudampfschifffahrtsgesellschaft mbH" },
      total: "3.659,25 €",
      amountDue: "3.659,25 €",
      dueOn: "6. Dezember 2026",
    },
    notice: null,
  },
  "payable-logo": {
    ...payable,
    status: "payable",
    business: {
      ...sampleBusiness,
      logo: { href: `/assets/logo/${"a".repeat(32)}.480x90.png`, width: 480, height: 90 },
    },
    notice: null,
  },
  "payable-huge": {
    ...payable,
    status: "payable",
    document: {
      ...sampleDocument,
      lines: [
        {
          title: "Everything",
          detail: "",
          quantity: "1",
          unitPrice: "IDR 12,345,678,901.00",
          taxRate: "",
          amount: "IDR 12,345,678,901.00",
        },
      ],
      taxes: [],
      subtotal: "IDR 12,345,678,901.00",
      total: "IDR 12,345,678,901.00",
      amountDue: "IDR 12,345,678,901.00",
      payUrl: "https://pay.nordlicht.studio/i/6Yw1kQm3TzVbR8uXcN2sLd",
    },
    notice: null,
  },
  "payable-arabic": {
    ...payable,
    status: "payable",
    lang: "ar",
    dir: "rtl",
    business: { ...emailOnly, name: "استوديو الشمال", initials: "ش" },
    document: {
      ...sampleDocument,
      locale: "ar",
      direction: "rtl",
      seller: {
        ...sampleSeller,
        name: "استوديو الشمال",
        legalName: null,
        addressLines: ["شارع الشيخ زايد", "دبي"],
      },
      buyer: {
        ...sampleBuyer,
        name: "أتيليه مورو",
        legalName: null,
        addressLines: ["باريس، فرنسا"],
      },
      total: "AED 3,659.25",
      amountDue: "AED 3,659.25",
      dueOn: "٦ ديسمبر ٢٠٢٦",
    },
    notice: null,
  },
};

function withoutBusiness({ lang, dir, mode, cssHref }: BusinessFrame) {
  return { lang, dir, mode, cssHref };
}

export const sampleReceipt: ReceiptView = {
  ...frame,
  business: sampleBusiness,
  seller: sampleSeller,
  number: "R-2026-0031",
  amount: "€3,659.25",
  receivedOn: "22 November 2026",
  invoiceNumber: "2026-0042",
  invoiceIssuedOn: "22 November 2026",
  paidBy: "Atelier Moreau SARL",
  method: "Visa, ends in 4242",
  processorName: "Stripe",
  paymentReference: "pi_3QkL9x2eZvKYlo2C",
  invoiceTotal: "€3,659.25",
  stillDue: "€0.00",
  isPaidInFull: true,
  taxShares: [{ label: "VAT 19%", amount: "€584.25" }],
  refunded: null,
  invoiceUrl: null,
  pdfUrl: "/i/token/receipt.pdf",
  paper: "a4",
};

/** As a payment made with test money, in part, and partly given back. */
export const testReceipt: ReceiptView = {
  ...sampleReceipt,
  mode: "test",
  isPaidInFull: false,
  stillDue: "€2,159.25",
  refunded: "€100.00",
  invoiceUrl: "/i/token",
};
