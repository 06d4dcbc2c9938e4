import { readProblem, unreachable } from "./problem.ts";

/** One operation as the generated types describe it. */
export interface Operation {
  readonly url: string;
  readonly body?: unknown;
  readonly path?: unknown;
  readonly query?: unknown;
}

type Parts<Op extends Operation> = Pick<Op, "body" | "path" | "query">;
type Method = "GET" | "POST" | "PATCH" | "DELETE";

interface Extra {
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

const BUSINESS_KEY = "quittance.business";

/** Told to the window when something typed was a card number, which the server does not keep. */
export const CARD_NUMBER_MASKED = "quittance.card-number-masked";

/** The business a person of several is working in; `null` lets the server choose. */
export function chosenBusiness(): string | null {
  return localStorage.getItem(BUSINESS_KEY);
}

export function chooseBusiness(id: string | null): void {
  if (id === null) localStorage.removeItem(BUSINESS_KEY);
  else localStorage.setItem(BUSINESS_KEY, id);
}

/** Calls the API. Throws {@link ApiProblem} for everything that is not a success. */
export async function call<Answer, Op extends Operation = Operation>(
  method: Method,
  url: Op["url"],
  parts: Parts<Op> = {},
  { idempotencyKey, signal }: Extra = {},
): Promise<Answer> {
  const response = await reach(`/api/v1${fillPath(url, parts.path)}${queryText(parts.query)}`, {
    method,
    headers: {
      Accept: "application/json",
      ...(method === "GET" ? {} : { "Content-Type": "application/json" }),
      ...businessHeader(),
      ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
    },
    ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw await readProblem(response);
  if (response.headers.has("Quittance-Masked")) dispatchEvent(new Event(CARD_NUMBER_MASKED));
  return (response.status === 204 ? null : await response.json()) as Answer;
}

/** A page of a list as CSV; its header `next-cursor` names the next. */
export async function callCsv(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): Promise<Response> {
  const response = await reach(`/api/v1${path}${queryText(query)}`, {
    headers: { Accept: "text/csv", ...businessHeader() },
  });
  if (!response.ok) throw await readProblem(response);
  return response;
}

/** Signing in and out have their own, untyped doors. Without a body it is a GET. */
export async function callSignIn<Answer = unknown>(path: string, body?: object): Promise<Answer> {
  const response = await reach(`/api/auth${path}`, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    headers: { "Content-Type": "application/json" },
  });
  if (!response.ok) throw await readProblem(response);
  return (await response.json()) as Answer;
}

/** Names one attempt, so that a repeated request is carried out once. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function businessHeader(): Record<string, string> {
  const business = chosenBusiness();
  return business === null ? {} : { "Quittance-Business": business };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
}

function fillPath(url: string, values: unknown): string {
  const named = (values ?? {}) as Record<string, string>;
  return url.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(named[name])));
}

function queryText(values: unknown): string {
  const pairs = Object.entries((values ?? {}) as Record<string, string | null | undefined>);
  const named = pairs.flatMap(([name, value]) => (value ? [[name, value]] : []));
  return named.length === 0 ? "" : `?${new URLSearchParams(named)}`;
}
