import { parentPort } from "node:worker_threads";
import { type CompiledPdf, createTypstEngine } from "./typst-engine.ts";

/** What the worker is sent: the `sys.inputs` of one invoice. */
export type PdfOrder = Record<string, string>;

/** What it answers, one answer to an order. */
export type PdfAnswer = { readonly bytes: Uint8Array } | { readonly fault: string };

if (parentPort === null) throw new Error("typst-worker runs as a worker thread");
const port = parentPort;
const engine = createTypstEngine();

/** A picture that our reader took and the engine does not must cost nobody the invoice. */
function compile(order: PdfOrder): CompiledPdf {
  const { logo, logoType: _, ...rest } = order;
  try {
    return engine.compile(order);
  } catch (error) {
    if (logo === undefined) throw error;
    return engine.compile(rest);
  }
}

port.on("message", (order: PdfOrder) => {
  try {
    // A copy of its own, so that it can be handed over rather than cloned.
    const bytes = new Uint8Array(compile(order).bytes);
    port.postMessage({ bytes } satisfies PdfAnswer, [bytes.buffer]);
  } catch (error) {
    port.postMessage({
      fault: error instanceof Error ? error.message : String(error),
    } satisfies PdfAnswer);
  }
});
