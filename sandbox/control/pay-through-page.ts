/** Who pays, and with which card. */
export interface Payer {
  /** 4242424242424242 unless told. */
  card?: string | undefined;
  exp?: string | undefined;
  cvc?: string | undefined;
  name?: string | undefined;
  email?: string | undefined;
  /** What the payer does on the 3-D Secure page; "leave" stops there. Complete unless told. */
  authentication?: "complete" | "fail" | "leave" | undefined;
  /** Pays by SEPA debit from this account instead of by card. */
  iban?: string | undefined;
}

export interface PaymentResult {
  outcome: "declined" | "invalid" | "left" | "not_open" | "processing" | "succeeded";
  /** HTTP status of the last answer. */
  status: number;
  /** Where the payer's browser was sent last. */
  location: string | null;
  /** The page that was shown instead, as HTML. */
  page: string;
}

/** Does what a payer's browser does on the payment page, with plain HTTP. */
export async function payThroughPage(
  base: string,
  sessionId: string,
  payer: Payer,
): Promise<PaymentResult> {
  const {
    card = "4242424242424242",
    exp = "12/34",
    cvc = "123",
    name = "Jenny Rosen",
    email = "jenny@example.com",
  } = payer;
  const path = `/c/pay/${sessionId}`;
  if (payer.iban !== undefined) {
    const sent = await post(base + path, { iban: payer.iban, name, email });
    return sent.outcome === "succeeded" ? { ...sent, outcome: "processing" } : sent;
  }
  const first = await post(base + path, {
    number: card,
    exp,
    cvc: card.startsWith("37") ? "1234" : cvc,
    name,
    email,
  });
  if (!first.location?.startsWith("/c/authenticate/")) return first;
  const { authentication = "complete" } = payer;
  if (authentication === "leave") return { ...first, outcome: "left" };
  const second = await post(base + first.location, { outcome: authentication });
  return second.location === path ? { ...second, outcome: "declined" } : second;
}

async function post(url: string, fields: Record<string, string>): Promise<PaymentResult> {
  const response = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    redirect: "manual",
  });
  const { status } = response;
  const outcome = outcomes[status] ?? "not_open";
  return {
    outcome,
    status,
    location: response.headers.get("location"),
    page: await response.text(),
  };
}

const outcomes: Record<number, PaymentResult["outcome"]> = {
  303: "succeeded",
  400: "invalid",
  402: "declined",
};
