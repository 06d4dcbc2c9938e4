/**
 * The document model: an invoice as people read it, every figure and date already written out.
 *
 * Page, PDF and mail all print these strings and compute nothing themselves, which is how the same
 * numbers, in the same order and with the same words, stand in every place (invariant I20).
 */
export interface InvoiceDocument {
  /** BCP 47 tag that figures and dates were written in, for `lang`. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  /** `null` while the invoice is a draft: a number is given when it becomes final. */
  readonly number: string | null;
  readonly seller: Party;
  readonly buyer: Party;
  /** Long day, e.g. `22 November 2026`; `null` for a draft. */
  readonly issuedOn: string | null;
  readonly dueOn: string | null;
  readonly isTaxInclusive: boolean;
  readonly lines: readonly DocumentLine[];
  readonly subtotal: string;
  readonly taxes: readonly DocumentRow[];
  readonly total: string;
  /** Payments and credits that count against the total, written with a minus (U+2212). */
  readonly payments: readonly DocumentRow[];
  readonly amountDue: string;
  readonly notes: string | null;
  readonly bankDetails: string | null;
  /** Test money is involved: the document is marked and not a valid invoice. */
  readonly isTest: boolean;
  readonly isVoid: boolean;
  readonly isPaid: boolean;
  /** Address of the page where it can be paid; `null` when there is none. */
  readonly payUrl: string | null;
  /** The picture instead of the initials, for documents that carry it in themselves. */
  readonly logo: DocumentLogo | null;
  /** Letter where the business's country uses it (US, CA, MX), else A4. */
  readonly paper: "a4" | "us-letter";
}

export interface DocumentLogo {
  readonly type: "png" | "jpg";
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

export interface Party {
  readonly name: string;
  /** The registered name when it differs from the name people know. */
  readonly legalName: string | null;
  readonly addressLines: readonly string[];
  readonly taxId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly website: string | null;
  /** One or two letters, shown where there is no logo. */
  readonly initials: string;
  /** `#rrggbb`, only when it was found legible; `null` means our own accent. */
  readonly accentColor: string | null;
}

export interface DocumentLine {
  /** First line of the description. */
  readonly title: string;
  /** The rest of the description, `""` when there is none. */
  readonly detail: string;
  readonly quantity: string;
  readonly unitPrice: string;
  /** e.g. `19%`; `""` for an untaxed line. */
  readonly taxRate: string;
  readonly amount: string;
}

export interface DocumentRow {
  readonly label: string;
  readonly amount: string;
}
