import { parentPort } from "node:worker_threads";
import { createTypstEngine } from "./typst-engine.ts";

/** What the worker is sent: the `sys.inputs` of one invoice. */
export type PdfOrder = Record<string, string>;

/** What it answers, one answer to an order. */
export type PdfAnswer = { readonly bytes: Uint8Array } | { readonly fault: string };

if (parentPort === null) throw new Error("typst-worker runs as a worker thread");
const port = parentPort;
const engine = createTypstEngine();

port.on("message", (order: PdfOrder) => {
  try {
    // A copy of its own, so that it can be handed over rather than cloned.
    const bytes = new Uint8Array(engine.compile(order).bytes);
    port.postMessage({ bytes } satisfies PdfAnswer, [bytes.buffer]);
  } catch (error) {
    port.postMessage({
      fault: error instanceof Error ? error.message : String(error),
    } satisfies PdfAnswer);
  }
});
