import { expect } from "vitest";
import Stripe from "stripe";
import type { PaymentTruth } from "#src/processors/processor.ts";
import type { Money } from "#src/values/money.ts";
import { toStripeUnits } from "#src/processors/stripe/amounts.ts";
import { newRequest, newTags, type Target } from "./target.ts";

const billing = { email: "jenny@example.com", name: "Jenny Rosen" };

/** Opens a payment page through our own eyes and says which it is. */
export async function openPage(target: Target, request = newRequest()): Promise<string> {
  const opened = await target.processor.openSession(request, request.tags.payment);
  expect(opened).toMatchObject({ kind: "opened" });
  return opened.kind === "opened" ? opened.sessionId : "";
}

export type Means = { readonly token: string } | { readonly iban: string };

/**
 * Submits the page with a test card or account, as the Stripe CLI does in test mode: by what the
 * page itself calls. Cards that ask for 3-D Secure need a payer in a browser and cannot be used.
 */
export async function submitPage(
  target: Target,
  sessionId: string,
  means: Means = { token: "tok_visa" },
): Promise<"submitted" | "declined"> {
  const { client } = target;
  const method = await client.paymentMethods.create(
    "token" in means
      ? { type: "card", card: { token: means.token }, billing_details: billing }
      : { type: "sepa_debit", sepa_debit: { iban: means.iban }, billing_details: billing },
  );
  const { amount_total: amount } = await client.checkout.sessions.retrieve(sessionId);
  try {
    await client.rawRequest("POST", `/v1/payment_pages/${sessionId}/confirm`, {
      payment_method: method.id,
      expected_amount: amount,
    });
    return "submitted";
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) return "declined";
    throw error;
  }
}

/** A payment of one invoice on its page, as we see it once its fee is known. */
export async function payPage(target: Target, request = newRequest()): Promise<PaymentTruth> {
  const sessionId = await openPage(target, request);
  expect(await submitPage(target, sessionId)).toBe("submitted");
  return target.until(
    () => lookUp(target, { sessionId }),
    ({ collected }) => collected !== null && collected.settlement !== null,
  );
}

/** Charges a test card without a page; answers once it is paid and its fee known. */
export async function chargeCard(
  target: Target,
  card: string,
  amount: Money,
): Promise<PaymentTruth> {
  const intent = await target.client.paymentIntents.create({
    amount: toStripeUnits(amount),
    currency: amount.currency.toLowerCase(),
    payment_method: card,
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata: { ...newTags() },
  });
  return target.until(
    () => lookUp(target, { processorPaymentId: intent.id }),
    ({ collected }) => collected !== null && collected.settlement !== null,
  );
}

export async function lookUp(
  { processor }: Target,
  reference: { sessionId?: string; processorPaymentId?: string; hasRefunds?: boolean },
): Promise<PaymentTruth> {
  const truth = await processor.lookUpPayment({
    sessionId: null,
    processorPaymentId: null,
    ...reference,
  });
  if (truth === null) throw new Error(`nobody knows ${JSON.stringify(reference)}`);
  return truth;
}

/** The currency that the account settles in. */
export async function ownCurrency({ client }: Pick<Target, "client">): Promise<string> {
  const { available } = await client.balance.retrieve();
  return available[0]?.currency.toUpperCase() ?? "";
}

/** The refusal that a request came to; throws when it was not refused. */
export async function refusalOf(
  request: Promise<unknown>,
): Promise<InstanceType<typeof Stripe.errors.StripeError>> {
  const error: unknown = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw new Error("it was not refused by Stripe", { cause: error });
}
