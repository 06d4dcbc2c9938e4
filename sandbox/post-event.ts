import { createHmac } from "node:crypto";

const answerWithinMs = 20_000;

/** Stripe's signature header: v1 with the secret, and in test mode a v0 that means nothing. */
function signatureHeader(body: string, secret: string, at: number): string {
  const sign = (key: string) => createHmac("sha256", key).update(`${at}.${body}`).digest("hex");
  return `t=${at},v1=${sign(secret)},v0=${sign("not a secret of this endpoint")}`;
}

/** Sends one event, signed at `at` seconds; tells the status, or why there is none. */
export async function postEvent(
  url: string,
  body: string,
  secret: string,
  at: number,
  stopping: AbortSignal,
): Promise<{ status: number | null; error: string | null }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.any([stopping, AbortSignal.timeout(answerWithinMs)]),
      headers: {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signatureHeader(body, secret, at),
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      },
    });
    await response.body?.cancel();
    return { status: response.status, error: null };
  } catch (error) {
    return {
      status: null,
      error: error instanceof Error ? reasonOf(error) : "failed",
    };
  }
}

/** fetch hides why it failed in `cause`. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
