import { isDatabaseAway } from "../database.ts";
import type { Log } from "../log.ts";
import { Refusal, type RefusalCode, REFUSALS } from "../refusal.ts";

/** A refusal as RFC 9457 says it: stable `code`, a `detail` for a person, fields with their path. */
export function problemResponse(refusal: Refusal): Response {
  const status = REFUSALS[refusal.code];
  const body = {
    type: "about:blank",
    title: TITLES[status] ?? "Refused",
    status,
    code: refusal.code,
    detail: refusal.message,
    ...refusal.extra,
  };
  const headers = new Headers({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
  if (status === 429) headers.set("retry-after", retryAfter(refusal));
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return new Response(JSON.stringify(body), { status, headers });
}

function retryAfter({ extra: { retryAfterS } }: Refusal): string {
  return typeof retryAfterS === "number" ? String(Math.ceil(retryAfterS)) : "60";
}

const TITLES: Partial<Record<number, string>> = {
  400: "The request is not valid",
  401: "Not signed in",
  403: "Not allowed",
  404: "Not found",
  405: "Method not allowed",
  409: "Not possible in this state",
  413: "Too large",
  415: "Unsupported media type",
  429: "Too many requests",
  500: "Something went wrong on our side",
  502: "The processor did not answer",
  503: "Not available at the moment",
};

const PROCESSOR_FAULTS = new Set(["ProcessorAway", "AnswerOutstanding", "KeyRejected"]);

/** Turns whatever was thrown into a refusal; what nobody foresaw is logged and told as our fault. */
export function asRefusal(error: unknown, log: Log, where: string): Refusal {
  if (error instanceof Refusal) return error;
  if (isDatabaseAway(error)) {
    log.error({ err: error, where }, "the database is away");
    return refuse(
      "database_unavailable",
      "The database cannot be reached at the moment. Nothing was changed; try again in a minute.",
    );
  }
  if (error instanceof Error && PROCESSOR_FAULTS.has(error.name)) {
    return refuse("processor_unreachable", error.message);
  }
  log.error({ err: error, where }, "a request failed");
  return refuse(
    "internal_error",
    "Something went wrong on our side. It was logged; try again in a moment.",
  );
}

function refuse(code: RefusalCode, message: string): Refusal {
  return new Refusal(code, message);
}
