import { z } from "@hono/zod-openapi";
import { type Context, Hono } from "hono";
import { requireSameOrigin } from "#src/access/authenticate.ts";
import { newPassword } from "#src/access/password.ts";
import { endSessions } from "#src/access/end-sessions.ts";
import { countPasswordTry, countTriesFrom } from "#src/access/count-tries.ts";
import type { Person, SignIn } from "#src/access/sign-in.ts";
import * as field from "#src/platform/fields.ts";
import { clientAddress } from "#src/platform/http/client-address.ts";
import { asRefusal, problemResponse } from "#src/platform/http/problem.ts";
import { readJson } from "#src/platform/http/read-body.ts";
import { isId } from "#src/platform/ids.ts";
import type { Limit } from "#src/platform/limiter.ts";
import { Refusal, refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { requestPasswordReset } from "./request-password-reset.ts";
import { readReset, resetPassword } from "./reset-password.ts";
import { endSession, endWhatIsOpen, listPasskeys, listSessions, setName } from "./people.ts";

const REQUESTS: Limit = { points: 5, windowMs: 900_000 };
const TRIES: Limit = { points: 20, windowMs: 900_000 };

const Asked = z.strictObject({ email: field.email() });
const Opened = z.strictObject({ token: z.string().max(100) });
const Chosen = Opened.extend({ password: newPassword() });
const Changed = z.strictObject({ name: field.line(100) });
const Passwords = z.strictObject({ currentPassword: z.string().max(200), password: newPassword() });

/**
 * What is a person's own, whatever business they work in: name, password, where they are signed in.
 * Only for a browser that is signed in, never for a key; so outside the table of routes.
 */
export function personalRoutes(runtime: Runtime, signIn: SignIn): Hono {
  const routes = new Hono();
  const { db } = runtime;
  routes.onError((error, context) =>
    problemResponse(asRefusal(error, runtime.log, context.req.path)),
  );
  const own = (context: Context) => requirePerson(runtime, signIn, context);

  routes.get("/me", async (context) => {
    const { id, name, email, hasSecondFactor, sessionId } = await own(context);
    const sessions = await listSessions(db, id, runtime.now());
    const shown = sessions.map((one) => ({ ...one, isThisOne: one.id === sessionId }));
    const passkeys = await listPasskeys(db, id);
    return context.json({ name, email, hasSecondFactor, passkeys, sessions: shown });
  });

  routes.patch("/me", async (context) => {
    const { id } = await own(context);
    const { name } = await readJson(context.req.raw, Changed);
    await setName(db, id, name);
    runtime.log.info({ userId: id }, "the name was changed");
    return context.body(null, 204);
  });

  routes.post("/me/password", async (context) => {
    const { id } = await own(context);
    const { currentPassword: current, password: next } = await readJson(context.req.raw, Passwords);
    await countPasswordTry(runtime, id);
    const from = { headers: context.req.raw.headers, address: addressOf(runtime, context) };
    const answer = await signIn.changePassword({ current, next }, from);
    if (!answer) throw refuseField("currentPassword", "is not your password");
    await endWhatIsOpen(db, id);
    runtime.log.info({ userId: id }, "the password was changed");
    for (const cookie of answer.headers.getSetCookie()) {
      context.header("set-cookie", cookie, { append: true });
    }
    return context.body(null, 204);
  });

  routes.delete("/me/sessions", async (context) => {
    const { id, sessionId } = await own(context);
    await endSessions(db, id, { butFor: sessionId });
    runtime.log.info({ userId: id }, "signed out everywhere else");
    return context.body(null, 204);
  });

  routes.delete("/me/sessions/:id", async (context) => {
    const person = await own(context);
    const id = context.req.param("id");
    if (!isId(id) || !(await endSession(db, person.id, id))) {
      throw new Refusal("not_found", "You are not signed in there any more.");
    }
    runtime.log.info({ userId: person.id }, "signed out somewhere else");
    return context.body(null, 204);
  });
  return routes.route("/password-resets", resetRoutes(runtime));
}

/** For somebody who cannot sign in. The secret comes in the body, which is logged nowhere. */
function resetRoutes(runtime: Runtime): Hono {
  const routes = new Hono();
  routes.post("/", async (context) => {
    requireSameOrigin(runtime, context.req.raw);
    const { email } = await readJson(context.req.raw, Asked);
    await countTriesFrom(runtime, "reset-from", addressOf(runtime, context), REQUESTS);
    await requestPasswordReset(runtime, email);
    return context.json({ isMailed: runtime.config.smtpUrl !== null }, 202);
  });
  routes.post("/read", async (context) => {
    requireSameOrigin(runtime, context.req.raw);
    const { token } = await readJson(context.req.raw, Opened);
    await countTriesFrom(runtime, "reset", addressOf(runtime, context), TRIES);
    return context.json(await readReset(runtime, token));
  });
  routes.post("/use", async (context) => {
    requireSameOrigin(runtime, context.req.raw);
    const { token, password } = await readJson(context.req.raw, Chosen);
    await countTriesFrom(runtime, "reset", addressOf(runtime, context), TRIES);
    await resetPassword(runtime, token, password);
    return context.body(null, 204);
  });
  return routes;
}

async function requirePerson(runtime: Runtime, signIn: SignIn, context: Context): Promise<Person> {
  const person = await signIn.personOf(context.req.raw.headers);
  if (!person) throw new Refusal("unauthenticated", "Sign in first.");
  if (context.req.method !== "GET") requireSameOrigin(runtime, context.req.raw);
  return person;
}

function addressOf(runtime: Runtime, context: Context): string {
  return clientAddress(context, runtime.config.trustedProxies);
}
