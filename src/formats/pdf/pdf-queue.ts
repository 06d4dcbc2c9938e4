import { Worker } from "node:worker_threads";
import { PdfError } from "./pdf-error.ts";
import type { PdfAnswer, PdfOrder } from "./typst-worker.ts";

export interface PdfLimits {
  /** Time a document may take once its turn has come, the start of the engine included. */
  readonly timeoutMs: number;
  /** Documents that may wait for their turn. */
  readonly queueLimit: number;
  /** JavaScript memory of the worker thread. */
  readonly heapLimitMb: number;
}

interface Job {
  readonly order: PdfOrder;
  readonly timeoutMs: number;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: PdfError) => void;
}

interface RunningJob extends Job {
  readonly timer: NodeJS.Timeout;
}

/**
 * One worker thread and the documents that wait for it, first come first served. The thread starts
 * with the first document, is replaced after a crash or a timeout, and keeps the process alive only
 * while a document is under way.
 */
export class PdfQueue {
  readonly #limits: PdfLimits;
  readonly #waiting: Job[] = [];
  #running: RunningJob | null = null;
  #worker: Worker | null = null;
  #isClosed = false;

  constructor(limits: PdfLimits) {
    this.#limits = limits;
  }

  /** The PDF of one order; rejects with a `PdfError`, which concerns this document only. */
  render(order: PdfOrder, timeoutMs = this.#limits.timeoutMs): Promise<Uint8Array> {
    if (this.#isClosed)
      return Promise.reject(new PdfError("closed", "The PDF renderer is closed."));
    if (this.#waiting.length >= this.#limits.queueLimit) {
      return Promise.reject(
        new PdfError("busy", "Too many PDFs are waiting to be made. Try again in a moment."),
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ order, timeoutMs, resolve, reject });
      this.#startNext();
    });
  }

  /** Refuses what waits and what runs, and ends the thread. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = new PdfError(
      "closed",
      "The PDF renderer was closed before this document was made.",
    );
    for (const job of this.#waiting.splice(0)) job.reject(closed);
    this.#takeRunning()?.reject(closed);
    await this.#dropWorker();
  }

  #startNext(): void {
    if (this.#running !== null) return;
    const job = this.#waiting.shift();
    if (job === undefined) {
      this.#worker?.unref();
      return;
    }
    this.#running = { ...job, timer: setTimeout(() => this.#giveUp(job.timeoutMs), job.timeoutMs) };
    this.#worker ??= this.#startWorker();
    this.#worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(job.order);
  }

  #startWorker(): Worker {
    const worker = new Worker(new URL("./typst-worker.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.heapLimitMb },
    });
    // A thread that was replaced may still speak; its document has been answered already.
    const ifOurs = (act: () => void): void => {
      if (this.#worker === worker) act();
    };
    worker.on("message", (answer: PdfAnswer) => ifOurs(() => this.#answer(answer)));
    worker.on("error", (error: unknown) => ifOurs(() => this.#failRunning(error)));
    worker.on("exit", (code) => ifOurs(() => this.#failRunning(new Error(`exit code ${code}`))));
    return worker;
  }

  #answer(answer: PdfAnswer): void {
    const job = this.#takeRunning();
    if ("bytes" in answer) job?.resolve(answer.bytes);
    else job?.reject(new PdfError("not_compiled", `The PDF could not be made: ${answer.fault}`));
    this.#startNext();
  }

  #failRunning(cause: unknown): void {
    void this.#dropWorker();
    this.#takeRunning()?.reject(
      new PdfError("crashed", "The PDF engine stopped on this document.", { cause }),
    );
    this.#startNext();
  }

  #giveUp(timeoutMs: number): void {
    // Not awaited: a thread inside the compiler ends only when the compiler returns.
    void this.#dropWorker();
    this.#takeRunning()?.reject(
      new PdfError("timeout", `The PDF was not ready after ${timeoutMs} ms.`),
    );
    this.#startNext();
  }

  #takeRunning(): RunningJob | null {
    const job = this.#running;
    this.#running = null;
    clearTimeout(job?.timer);
    return job;
  }

  async #dropWorker(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    worker?.unref();
    await worker?.terminate();
  }
}
