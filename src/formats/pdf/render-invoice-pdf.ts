import type { InvoiceDocument } from "../document.ts";
import { writeInvoiceInputs } from "./invoice-inputs.ts";
import { PdfError } from "./pdf-error.ts";
import { PdfQueue, type PdfLimits } from "./pdf-queue.ts";

export interface PdfRenderer {
  /**
   * The invoice as PDF bytes, the same bytes for the same document on every machine. Rejects with a
   * `PdfError`, and with a `TypeError` for a pay address that is not http or https or an accent that
   * is not `#rrggbb`. `timeoutMs` replaces the renderer's own limit for this document.
   */
  renderInvoice(document: InvoiceDocument, timeoutMs?: number): Promise<Uint8Array>;
  /** Ends the worker thread; whatever waits is refused with `closed`. */
  close(): Promise<void>;
}

const DEFAULT_LIMITS: PdfLimits = { timeoutMs: 10_000, queueLimit: 100, heapLimitMb: 128 };

/**
 * Some 1,500 lines. A thread can't be stopped while it is inside the compiler, so what could keep it
 * there longer than the time limit is refused beforehand: the worst text of this length, nothing but
 * line ends, took 5 s.
 */
const LARGEST_DOCUMENT_CHARACTERS = 250_000;

/** A renderer with a thread of its own, started by the first document. One is enough for a process. */
export function createPdfRenderer(limits: Partial<PdfLimits> = {}): PdfRenderer {
  const queue = new PdfQueue({ ...DEFAULT_LIMITS, ...limits });
  return {
    async renderInvoice(document, timeoutMs) {
      const inputs = writeInvoiceInputs(document);
      if (inputs.document.length > LARGEST_DOCUMENT_CHARACTERS) {
        throw new PdfError("too_large", "This invoice is too long for a PDF.");
      }
      return queue.render(inputs, timeoutMs);
    },
    close: () => queue.close(),
  };
}
