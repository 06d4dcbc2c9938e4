import { z } from "@hono/zod-openapi";
import { type Context, Hono } from "hono";
import { can } from "#src/access/actor.ts";
import { authenticate } from "#src/access/authenticate.ts";
import type { Endpoint } from "#src/access/endpoint.ts";
import { clientAddress } from "#src/platform/http/client-address.ts";
import { toCsv } from "#src/platform/http/csv.ts";
import { asRefusal, problemResponse } from "#src/platform/http/problem.ts";
import { parseBody, readText, validate } from "#src/platform/http/read-body.ts";
import { type Attempt, onceByKey, type StoredAnswer } from "#src/platform/idempotency.ts";
import { isId } from "#src/platform/ids.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import { AnswerOutstanding } from "#src/processors/processor.ts";
import { maskCardNumbers } from "#src/values/card-number.ts";
import type { Parts } from "./parts.ts";
import { API_ROUTES, splitRoute } from "./routes.ts";

const MAX_KEY_LENGTH = 255;

/** The API: authentication, permission, validation, idempotency, then the verb. */
export function buildApi(parts: Parts): Hono {
  const api = new Hono();
  for (const [route, described] of Object.entries(API_ROUTES)) {
    const { method, path } = splitRoute(route);
    api.on(method, path.replace(/\{(\w+)\}/g, ":$1"), (context) =>
      answer(parts, described, context),
    );
  }
  for (const [path, methods] of Map.groupBy(
    Object.keys(API_ROUTES).map(splitRoute),
    (one) => one.path,
  )) {
    const allowed = methods.map(({ method }) => method).join(", ");
    api.all(path.replace(/\{(\w+)\}/g, ":$1"), () => methodNotAllowed(allowed));
  }
  return api;
}

function methodNotAllowed(allowed: string): Response {
  const response = problemResponse(
    new Refusal("method_not_allowed", `This address takes ${allowed}.`),
  );
  response.headers.set("allow", allowed);
  return response;
}

async function answer(parts: Parts, described: Endpoint, context: Context): Promise<Response> {
  const { runtime } = parts;
  const request = context.req.raw;
  try {
    const ipAddress = clientAddress(context, runtime.config.trustedProxies);
    const actor = await authenticate(runtime, parts.signIn, request, ipAddress);
    if (!can(actor.role, described.permission)) {
      throw new Refusal(
        "forbidden",
        `Your role (${actor.role}) does not allow this. Ask an owner or admin.`,
      );
    }
    const params = context.req.param() as Record<string, string>;
    if (!Object.values(params).every(isId))
      throw new Refusal("not_found", "There is nothing here.");
    const query = readQuery(described, new URL(request.url).searchParams);
    const text = request.method === "GET" ? "" : await readText(request);
    const run = async (attempt: Attempt | null) => {
      const body = readBody(described, text, request.headers.get("content-type"));
      return described.run({ runtime, pdf: parts.pdf, actor, params, query, body, attempt });
    };
    if (described.answer === "pdf") return pdfResponse((await run(null)) as Uint8Array);
    const key = request.method === "POST" ? request.headers.get("idempotency-key") : null;
    if (key === null) {
      const shaped = shape(described, await run(null));
      return wantsCsv(request) ? csvResponse(shaped.body) : jsonResponse(shaped, text);
    }
    const stored = await onceByKey(
      runtime,
      {
        businessId: actor.businessId,
        key: `${actor.id}:${checkKey(key)}`,
        fingerprint: `${request.method} ${new URL(request.url).pathname}\n${text}`,
      },
      (attempt) => asAnswer(parts, described, () => run(attempt)),
    );
    return jsonResponse(stored, text);
  } catch (error) {
    return problemResponse(
      asRefusal(error, runtime.log, `${request.method} ${context.req.routePath}`),
    );
  }
}

/** Refusals are answers too, and replayed like any other. */
async function asAnswer(
  parts: Parts,
  described: Endpoint,
  run: () => Promise<unknown>,
): Promise<StoredAnswer> {
  try {
    return shape(described, await run());
  } catch (error) {
    const refusal = problemResponse(asRefusal(error, parts.runtime.log, described.summary));
    const hasEffect = error instanceof AnswerOutstanding;
    return { status: refusal.status, body: await refusal.text(), hasEffect };
  }
}

function checkKey(key: string): string {
  if (key.length > 0 && key.length <= MAX_KEY_LENGTH) return key;
  throw refuseField("Idempotency-Key", `must have 1 to ${MAX_KEY_LENGTH} characters`);
}

function readQuery(described: Endpoint, search: URLSearchParams): unknown {
  const twice = [...search.keys()].find((name) => search.getAll(name).length > 1);
  if (twice !== undefined) throw refuseField(twice, "may be given only once");
  return validate(described.query ?? z.strictObject({}), Object.fromEntries(search));
}

function readBody(described: Endpoint, text: string, contentType: string | null): unknown {
  return parseBody(text, contentType, described.body ?? z.strictObject({}).optional());
}

/** An answer as described: what the schema does not name never leaves the house. */
function shape(described: Endpoint, result: unknown): StoredAnswer {
  if (described.status === 204 || described.answer === "pdf") return { status: 204, body: "" };
  return { status: described.status, body: JSON.stringify(described.answer.parse(result)) };
}

/** @param asked the request's body: one with a card number in it is told that it was masked */
function jsonResponse({ status, body }: StoredAnswer, asked: string): Response {
  const isMasked = maskCardNumbers(asked) !== asked;
  const headers = {
    "cache-control": "no-store",
    ...(isMasked ? { "quittance-masked": "card-number" } : {}),
  };
  if (status === 204) return new Response(null, { status, headers });
  const type = status >= 400 ? "application/problem+json" : "application/json";
  return new Response(body, { status, headers: { ...headers, "content-type": type } });
}

function wantsCsv(request: Request): boolean {
  return request.method === "GET" && (request.headers.get("accept") ?? "").startsWith("text/csv");
}

/** A list as CSV; the cursor of the next page is in a header. */
function csvResponse(body: string): Response {
  const { data, nextCursor } = CsvSource.parse(JSON.parse(body));
  const headers = new Headers({
    "content-type": "text/csv; charset=utf-8",
    "cache-control": "no-store",
  });
  if (nextCursor) headers.set("next-cursor", nextCursor);
  return new Response(toCsv(data), { headers });
}

/** What has no rows is a table of one. */
const CsvSource = z.union([
  z.object({ data: z.array(z.record(z.string(), z.unknown())), nextCursor: z.string().nullable() }),
  z.record(z.string(), z.unknown()).transform((row) => ({ data: [row], nextCursor: null })),
]);

function pdfResponse(bytes: Uint8Array): Response {
  return new Response(Buffer.from(bytes), {
    headers: {
      "content-type": "application/pdf",
      "content-disposition": "inline",
      "cache-control": "no-store",
    },
  });
}
