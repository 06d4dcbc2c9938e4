import type { DocumentLine, InvoiceDocument, Party } from "../../document.ts";

const nordlicht: Party = {
  name: "Nordlicht Studio",
  legalName: "Nordlicht Studio GmbH",
  addressLines: ["Oranienstraße 24", "10999 Berlin", "Germany"],
  taxId: "VAT DE 298 765 432",
  email: "hello@nordlicht.studio",
  phone: "+49 30 5557 0142",
  website: "nordlicht.studio",
  initials: "NS",
  accentColor: null,
};

const atelier: Party = {
  name: "Atelier Moreau SARL",
  legalName: null,
  addressLines: ["18 rue des Martyrs", "75009 Paris", "France"],
  taxId: "VAT FR 40 123456824",
  email: null,
  phone: null,
  website: null,
  initials: "AM",
  accentColor: null,
};

/** Three lines at two tax rates, payable, one page. */
export const latinInvoice: InvoiceDocument = {
  locale: "en-GB",
  direction: "ltr",
  number: "2026-0042",
  seller: nordlicht,
  buyer: atelier,
  issuedOn: "22 November 2026",
  dueOn: "6 December 2026",
  isTaxInclusive: false,
  lines: [
    writeLine(
      "Website redesign, phase 2",
      "Design system, eight page templates",
      "1",
      "€2,400.00",
      "19%",
      "€2,400.00",
    ),
    writeLine(
      "Product photography",
      "Half days, studio Kreuzberg",
      "2",
      "€320.00",
      "19%",
      "€640.00",
    ),
    writeLine("Printed handbook", "", "5", "€7.00", "7%", "€35.00"),
  ],
  subtotal: "€3,075.00",
  taxes: [
    { label: "VAT 19% of €3,040.00", amount: "€577.60" },
    { label: "VAT 7% of €35.00", amount: "€2.45" },
  ],
  total: "€3,655.05",
  payments: [],
  amountDue: "€3,655.05",
  notes: "Thank you for working with us.",
  bankDetails: "Or transfer to IBAN DE12 5001 0517 0648 4898 90.",
  isTest: false,
  isVoid: false,
  isPaid: false,
  payUrl: "https://pay.nordlicht.studio/p/6Yw1kQm3TzVbR8uXcN2sLd",
  paper: "a4",
  logo: null,
};

/** Sixty lines, untaxed, on Letter paper. */
export const longInvoice: InvoiceDocument = {
  ...latinInvoice,
  paper: "us-letter",
  lines: Array.from({ length: 60 }, (_, index) =>
    writeLine(
      `Consulting day ${index + 1}`,
      "Workshop\nTravel\nPreparation\nMaterials\nMinutes\nfollow-up",
      "1.5",
      "$1,100.00",
      "",
      "$1,650.00",
    ),
  ),
  taxes: [],
};

export const arabicInvoice: InvoiceDocument = {
  ...latinInvoice,
  locale: "ar-AE",
  direction: "rtl",
  seller: {
    ...nordlicht,
    name: "استوديو الشمال",
    legalName: null,
    addressLines: ["شارع الشيخ زايد ١٢", "دبي", "الإمارات العربية المتحدة"],
    initials: "ش",
    accentColor: "#F2C94C",
  },
  buyer: { ...atelier, name: "مكتبة النور", addressLines: ["شارع الكورنيش 7", "أبوظبي"] },
  issuedOn: "22 نوفمبر 2026",
  dueOn: "6 ديسمبر 2026",
  lines: [
    writeLine(
      "تصميم موقع إلكتروني",
      "ثماني صفحات Typst 3.0",
      "2",
      "\u200F1,200.00 د.إ.\u200F",
      "5%",
      "AED 2,400.00",
    ),
  ],
  taxes: [{ label: "ضريبة القيمة المضافة 5%", amount: "AED 120.00" }],
  payments: [{ label: "مدفوع 20 نوفمبر", amount: "−AED 500.00" }],
  notes: "شكرا لتعاملكم معنا.",
  bankDetails: "أو بالتحويل إلى الحساب AE07 0331 2345 6789 0123 456",
};

export const japaneseInvoice: InvoiceDocument = {
  ...latinInvoice,
  locale: "ja-JP",
  seller: {
    ...nordlicht,
    name: "株式会社北極星デザイン",
    legalName: null,
    addressLines: ["〒150-0002 東京都渋谷区渋谷2丁目21番1号", "渋谷ヒカリエ"],
    initials: "北",
  },
  buyer: { ...atelier, name: "髙橋商店", addressLines: ["大阪府大阪市北区梅田1-1-3"] },
  issuedOn: "2026年11月22日",
  dueOn: "2026年12月6日",
  lines: [
    writeLine(
      "ウェブサイト制作（第二期）",
      "テンプレート八種、引き渡しまで。",
      "1",
      "¥184,000",
      "10%",
      "￥184,000",
    ),
  ],
  taxes: [{ label: "消費税 10%", amount: "¥18,400" }],
  notes: "「よろしく」お願いいたします。",
};

export const greekInvoice: InvoiceDocument = {
  ...latinInvoice,
  locale: "el-GR",
  buyer: { ...atelier, name: "Εταιρεία Παπαδόπουλος", addressLines: ["Οδός Ερμού 15", "Αθήνα"] },
  lines: [
    writeLine(
      "Σχεδιασμός ιστοσελίδας",
      "Οκτώ σελίδες, ΐ ΰ ώ",
      "1",
      "1.200,00 €",
      "24%",
      "1.200,00 €",
    ),
  ],
};

export const cyrillicInvoice: InvoiceDocument = {
  ...latinInvoice,
  locale: "uk-UA",
  buyer: { ...atelier, name: "ТОВ «Ґанок»", addressLines: ["вул. Хрещатик, 1", "Київ"] },
  lines: [
    writeLine(
      "Розробка сайту",
      "Спасибо за сотрудничество, їжак",
      "1",
      "1 200,00 ₴",
      "20%",
      "1 200,00 ₴",
    ),
  ],
};

/** Latin beyond English, and the signs of currencies. */
export const latinExtendedInvoice: InvoiceDocument = {
  ...latinInvoice,
  locale: "es-419",
  notes:
    "Łódź, İstanbul, Tiếng Việt, Ñandú, Þór, ő ű ș ț ģ ķ, € £ ¥ ₹ ₩ ₽ ₺ ₴ ₦ ₫ ₪ ₱ ₡ ₲ ₵ ₸ ฿ ƒ zł Kč",
};

function writeLine(
  title: string,
  detail: string,
  quantity: string,
  unitPrice: string,
  taxRate: string,
  amount: string,
): DocumentLine {
  return { title, detail, quantity, unitPrice, taxRate, amount };
}
