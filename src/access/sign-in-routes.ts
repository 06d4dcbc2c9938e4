import { Hono } from "hono";
import { clientAddress } from "#src/platform/http/client-address.ts";
import { asRefusal, problemResponse } from "#src/platform/http/problem.ts";
import { readText } from "#src/platform/http/read-body.ts";
import { countAttempt, type Limit } from "#src/platform/limiter.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { hashSecret } from "#src/values/token.ts";
import type { SignIn } from "./sign-in.ts";

const MAX_BODY_BYTES = 65_536;
const FROM_AN_ADDRESS: Limit = { points: 20, windowMs: 300_000 };
/** Slows down many addresses that guess one person's password, and leaves room for typing errors. */
const OF_A_PERSON: Limit = { points: 30, windowMs: 900_000 };

/** What of the library's doors is open, and what guessing there is counted under. */
const DOORS: Readonly<Record<string, string | null>> = {
  "POST /sign-in/email": "sign-in",
  "POST /sign-out": null,
  "POST /two-factor/enable": "second-factor",
  "POST /two-factor/disable": "second-factor",
  "POST /two-factor/generate-backup-codes": "second-factor",
  "POST /two-factor/verify-totp": "second-factor",
  "POST /two-factor/verify-backup-code": "second-factor",
  "GET /passkey/generate-register-options": null,
  "POST /passkey/verify-registration": null,
  "GET /passkey/generate-authenticate-options": "passkey",
  "POST /passkey/verify-authentication": "passkey",
  "POST /passkey/delete-passkey": null,
};

/** A code of an authenticator app is taken for a minute and a half, so once within two. */
const ONE_CODE: Limit = { points: 1, windowMs: 120_000 };
/** The library locks a second factor for this long after ten wrong codes in a row. */
const LOCKED_S = 900;

/** Signing in and out, by the library, behind limits that every app process shares. */
export function signInRoutes(runtime: Runtime, signIn: SignIn): Hono {
  const routes = new Hono();
  routes.onError((error) => problemResponse(asRefusal(error, runtime.log, "/api/auth")));
  routes.all("/*", async (context) => {
    const path = context.req.path.replace(/^\/api\/auth/, "");
    const counted = DOORS[`${context.req.method} ${path}`];
    if (counted === undefined) throw new Refusal("not_found", "There is nothing here.");
    const address = clientAddress(context, runtime.config.trustedProxies);
    const { raw } = context.req;
    const text = raw.method === "GET" ? null : await readText(raw, MAX_BODY_BYTES);
    const body = fieldsOf(text);
    if (counted !== null) await count(runtime, `${counted}:${address}`, FROM_AN_ADDRESS);
    if (counted === "sign-in") await countForPerson(runtime, body);
    const code = path.startsWith("/two-factor/verify-") ? codeIn(body) : null;
    // Of what the library would take besides, such as to trust this browser, nothing gets through.
    const sent = code === null ? text : JSON.stringify({ code });
    const { method, headers } = raw;
    const answer = await signIn.handle(
      new Request(raw.url, { method, headers, body: sent }),
      address,
    );
    if (answer.status === 429) {
      const words = "Too many wrong codes. Wait a quarter of an hour, then try again.";
      throw new Refusal("too_many_requests", words, { retryAfterS: LOCKED_S });
    }
    if (code !== null && answer.ok) await requireFresh(runtime, code, answer.clone());
    return answer;
  });
  return routes;
}

/**
 * A code that was read over a shoulder has been used already (RFC 6238, 5.2). The session it would
 * begin ends before its cookie leaves the house.
 */
async function requireFresh(runtime: Runtime, code: string, answer: Response): Promise<void> {
  const { token, user } = (await answer.json()) as { token: string; user: { id: string } };
  const key = `code-of:${user.id}:${hashSecret(code).toString("base64url")}`;
  const over = await countAttempt(runtime.db, key, ONE_CODE, runtime.now());
  const isNewSession = answer.headers.getSetCookie().some((one) => one.includes("session_token"));
  if (!over || !isNewSession) return;
  await runtime.db.deleteFrom("sign_in_sessions").where("token", "=", token).execute();
  throw new Refusal("unauthenticated", "This code was used already. Wait for the next one.");
}

function codeIn({ code }: Record<string, unknown>): string {
  return typeof code === "string" ? code.trim() : "";
}

function fieldsOf(text: string | null): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text ?? "null");
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch {
    return {}; // the library refuses it in its own words
  }
}

async function countForPerson(runtime: Runtime, { email }: Record<string, unknown>): Promise<void> {
  if (typeof email !== "string") return;
  const key = hashSecret(email.trim().toLowerCase()).toString("base64url");
  await count(runtime, `sign-in-of:${key}`, OF_A_PERSON);
}

/** Counts an attempt. Refuses with `too_many_requests`. */
export async function count(runtime: Runtime, key: string, limit: Limit): Promise<void> {
  const over = await countAttempt(runtime.db, key, limit, runtime.now());
  if (!over) return;
  const words = "Too many tries in a row. Wait a few minutes, then try again.";
  throw new Refusal("too_many_requests", words, over);
}
