import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { stripeProcessor } from "#src/processors/stripe/stripe.ts";
import type { PaymentTags, Processor, SessionRequest } from "#src/processors/processor.ts";
import { currency } from "#src/values/currency.ts";
import { type Money, money } from "#src/values/money.ts";
import type { CheckedSandbox } from "#test/support/checked-sandbox.ts";

/** Whoever speaks Stripe's HTTP: the sandbox, or Stripe itself with a test key. */
export interface Target {
  readonly secretKey: string;
  readonly apiBase: string | null;
  /** The official SDK, where the raw form matters. */
  readonly client: Stripe;
  /** Our own eyes. */
  readonly processor: Processor;
  /** A key of the right form that Stripe turns down: mistyped there, revoked at the sandbox. */
  readonly deadKey: string;
  /** Looks again until it is so; gives up after many looks. */
  until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T>;
}

export interface SandboxTarget extends Target {
  readonly apiBase: string;
  readonly sandbox: CheckedSandbox;
}

/** One promise that our code relies on. Throws when it is broken. */
export interface Case {
  readonly name: string;
  run(target: Target): Promise<void>;
}

/** A promise that only the sandbox can be held to, and why. */
export interface SandboxCase {
  readonly name: string;
  readonly because: string;
  run(target: SandboxTarget): Promise<void>;
}

/** What one key sees of a target. */
export type View = Pick<Target, "secretKey" | "apiBase" | "client" | "processor">;

export function seenWith(secretKey: string, apiBase: string | null): View {
  const base = apiBase === null ? null : new URL(apiBase);
  const client = new Stripe(secretKey, {
    apiVersion: "2026-10-28.endive",
    // Stripe limits test keys to 25 requests a second: its 429 is not what is tested here.
    maxNetworkRetries: base === null ? 4 : 0,
    telemetry: false,
    ...(base === null ? {} : { host: base.hostname, port: base.port, protocol: "http" }),
  });
  return { secretKey, apiBase, client, processor: stripeProcessor(secretKey, apiBase) };
}

/** Tags that nothing else of this account has. */
export function newTags(): PaymentTags {
  const unique = randomUUID().replaceAll("-", "").slice(0, 16);
  return {
    installation: "ins_contract",
    business: "biz_contract",
    invoice: `inv_${unique}`,
    payment: `pay_${unique}`,
  };
}

export function of(amountMinor: bigint, code: string): Money {
  return money(amountMinor, currency(code));
}

/** What the product asks for, for one invoice of 100 euros unless told. */
export function newRequest(
  amount = of(10_000n, "EUR"),
  change: Partial<SessionRequest> = {},
): SessionRequest {
  return {
    form: "redirect",
    amount,
    title: "Invoice 2026-0001",
    description: "Invoice 2026-0001 of Contract Ltd",
    customerEmail: "jenny@example.com",
    locale: "en",
    // Between the 30 minutes and the 24 hours that Stripe allows, wherever the sandbox's clock is.
    expiresAt: new Date(Math.floor(Date.now() / 1000) * 1000 + 20 * 3_600_000),
    returnUrl: "https://example.com/return?session={session}",
    cancelUrl: "https://example.com/back",
    tags: newTags(),
    ...change,
  };
}
