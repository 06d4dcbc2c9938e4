import { Hono } from "hono";
import { clientAddress } from "#src/platform/http/client-address.ts";
import { asRefusal, problemResponse } from "#src/platform/http/problem.ts";
import { readJson } from "#src/platform/http/read-body.ts";
import { countAttempt, type Limit } from "#src/platform/limiter.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { hashSecret } from "#src/values/token.ts";
import { requireSameOrigin } from "./authenticate.ts";
import { countPasswordTry, countSignIn, countTriesFrom, noteSignIn } from "./count-tries.ts";
import { readPassword, requirePasswordOf } from "./password-then.ts";
import { type Door, DOORS, type Fields, REGISTER, SWITCHED_ON } from "./sign-in-doors.ts";
import type { Person, SignIn } from "./sign-in.ts";

const MAX_BODY_BYTES = 65_536;
const FROM_AN_ADDRESS: Limit = { points: 20, windowMs: 300_000 };
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
    const door = DOORS[`${context.req.method} ${path}`];
    if (door === undefined) throw new Refusal("not_found", "There is nothing here.");
    const address = clientAddress(context, runtime.config.trustedProxies);
    const { raw } = context.req;
    const body = door.body && (await readJson(raw, door.body, MAX_BODY_BYTES));
    if (door.counted !== null) {
      await countTriesFrom(runtime, door.counted, address, FROM_AN_ADDRESS);
    }
    const person = door.says || door.asksPassword ? await signIn.personOf(raw.headers) : null;
    if (person && door.asksPassword) await countPasswordTry(runtime, person.id);
    const wrong = path === REGISTER && (await refusePassword(runtime, signIn, raw, body));
    if (wrong) return wrong;
    const ask = () => signIn.handle(requestFor(raw, path, body), address);
    const isPassword = door.counted === "sign-in";
    const answer = await (isPassword ? byPassword(runtime, body, address, ask) : ask());
    requireAnswer(answer);
    const code = body?.["code"];
    if (typeof code === "string" && answer.ok) await requireFresh(runtime, code, answer.clone());
    await noteWhere(runtime, answer, address);
    if (person && answer.ok) note(runtime, door, person);
    return answer;
  });
  return routes;
}

/** Tries are counted for the person as well, and a password that is replaced meanwhile opens nothing. */
async function byPassword(
  runtime: Runtime,
  body: Fields | null,
  address: string,
  ask: () => Promise<Response>,
): Promise<Response> {
  const email = String(body?.["email"]);
  await countSignIn(runtime, email, address);
  const password = await readPassword(runtime.db, email);
  const answer = await ask();
  if (!password || !answer.ok) return answer;
  await requirePasswordOf(runtime.db, password);
  return answer;
}

/** Remembers from where a session began: behind the second factor, where there is one. */
async function noteWhere(runtime: Runtime, answer: Response, address: string): Promise<void> {
  if (!answer.ok || !beginsSession(answer)) return;
  const { user } = (await answer.clone().json()) as { user?: { email: string } };
  if (user) await noteSignIn(runtime, user.email, address);
}

function beginsSession(answer: Response): boolean {
  return answer.headers.getSetCookie().some((one) => one.includes("session_token="));
}

/** A passkey signs in for good, so a browser that was left open is not enough to add one. */
async function refusePassword(
  runtime: Runtime,
  signIn: SignIn,
  request: Request,
  body: Fields | null,
): Promise<Response | null> {
  requireSameOrigin(runtime, request);
  return signIn.refusePassword(String(body?.["password"]), request.headers);
}

/** What the library gets to see: of a body only what the door names, written anew. */
function requestFor({ url, method, headers: sent }: Request, path: string, body: Fields | null) {
  const headers = new Headers(sent);
  headers.delete("content-length");
  if (path === REGISTER) {
    headers.delete("content-type");
    return new Request(url, { method: "GET", headers });
  }
  return new Request(url, { method, headers, body: body && JSON.stringify(body) });
}

/** The library's refusals are answers; what failed is told and logged like everywhere else. */
function requireAnswer({ status }: Response): void {
  if (status === 429) {
    const words = "Too many wrong codes. Wait a quarter of an hour, then try again.";
    throw new Refusal("too_many_requests", words, { retryAfterS: LOCKED_S });
  }
  if (status >= 500) throw new Error(`signing in answered ${status}`);
}

function note(runtime: Runtime, { says }: Door, { id, hasSecondFactor }: Person): void {
  if (says === undefined || (says === SWITCHED_ON && hasSecondFactor)) return;
  runtime.log.info({ userId: id }, says);
}

/**
 * A code that was read over a shoulder has been used already (RFC 6238, 5.2). The session it would
 * begin ends before its cookie leaves the house.
 */
async function requireFresh(runtime: Runtime, code: string, answer: Response): Promise<void> {
  const { token, user } = (await answer.json()) as { token: string; user: { id: string } };
  const key = `code-of:${user.id}:${hashSecret(code).toString("base64url")}`;
  const over = await countAttempt(runtime.db, key, ONE_CODE, runtime.now());
  if (!over || !beginsSession(answer)) return;
  await runtime.db.deleteFrom("sign_in_sessions").where("token", "=", token).execute();
  const words = "This code was used already. Go back and sign in again, with the next one.";
  throw new Refusal("unauthenticated", words);
}
