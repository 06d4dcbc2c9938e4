/**
 * Why there is no PDF. `busy`: too many wait, try later. `timeout`: it took longer than allowed.
 * `too_large`: more than the engine can be sure to set in the time. `crashed`: the engine fell over this document. `not_compiled`: the engine refused it.
 * `closed`: the renderer was closed first.
 */
export type PdfErrorReason =
  | "busy"
  | "timeout"
  | "too_large"
  | "crashed"
  | "not_compiled"
  | "closed";

export class PdfError extends Error {
  override readonly name = "PdfError";
  readonly reason: PdfErrorReason;

  constructor(reason: PdfErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
