// For tests: a sandbox whose every answer, event and request is held against Stripe's own types.
import { createServer } from "node:http";
import { Stripe } from "stripe";
import { checkEvent, checkExchange } from "./stripe-schema.ts";
import { startSandbox, type Sandbox, type SandboxOptions } from "#sandbox/server.ts";

export interface CheckedSandbox extends Sandbox {
  /** Every API request it has answered, as `GET /v1/charges`, oldest first. */
  readonly requests: readonly string[];
  /** The official client, talking to the sandbox with this key. */
  client(key?: string, options?: { retries?: number }): Stripe;
}

/** Starts a sandbox for a test; stop() throws when anything was not as Stripe's types say. */
export async function startCheckedSandbox(
  options: Partial<SandboxOptions> = {},
): Promise<CheckedSandbox> {
  const requests: string[] = [];
  const sandbox = await startSandbox({
    port: 0,
    ...options,
    onExchange(exchange) {
      requests.push(`${exchange.method} ${exchange.path}`);
      checkExchange(exchange);
    },
    onEvent: checkEvent,
  });
  return {
    ...sandbox,
    requests,
    client: (key = "sk_test_shop", { retries = 0 } = {}) =>
      new Stripe(key, {
        host: "127.0.0.1",
        port: sandbox.port,
        protocol: "http",
        maxNetworkRetries: retries,
      }),
  };
}

/** The id of a reference, whether it is expanded or not; "" when there is none. */
export function idOf(reference: string | { id: string } | null | undefined): string {
  return typeof reference === "string" ? reference : (reference?.id ?? "");
}

export interface Receiver {
  readonly url: string;
  /** What arrived, in order of arrival. */
  readonly received: { body: string; signature: string }[];
  /** The status to answer with; 200 unless set. */
  answerWith(status: number): void;
  /** Resolves when so many requests have arrived. */
  arrived(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** An endpoint that takes webhooks and keeps them. */
export async function startReceiver(): Promise<Receiver> {
  const received: Receiver["received"] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const signature = String(request.headers["stripe-signature"]);
      received.push({ body: Buffer.concat(chunks).toString("utf8"), signature });
      response.writeHead(status).end();
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    received,
    answerWith: (next) => {
      status = next;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        if (received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Parameters of a session for one invoice of 100 euros; anything may be replaced. */
export function invoiceSession(
  change: Stripe.Checkout.SessionCreateParams = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: "payment",
    ui_mode: "hosted_page",
    success_url: "https://shop.example/done?session={CHECKOUT_SESSION_ID}",
    cancel_url: "https://shop.example/back",
    line_items: [line(10_000, "eur")],
    metadata: { invoice: "inv_1" },
    payment_intent_data: { description: "Invoice 2026-0001", metadata: { invoice: "inv_1" } },
    adaptive_pricing: { enabled: false },
    ...change,
  };
}

export function line(
  amountMinor: number,
  currency: string,
): Stripe.Checkout.SessionCreateParams.LineItem {
  return {
    quantity: 1,
    price_data: { currency, unit_amount: amountMinor, product_data: { name: "Invoice 2026-0001" } },
  };
}
