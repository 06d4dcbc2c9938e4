import { z } from "@hono/zod-openapi";
import { type Context, Hono } from "hono";
import { requireSameOrigin } from "#src/access/authenticate.ts";
import { hashPassword, newPassword } from "#src/access/password.ts";
import { countTriesFrom } from "#src/access/count-tries.ts";
import type { SignIn } from "#src/access/sign-in.ts";
import * as field from "#src/platform/fields.ts";
import { clientAddress } from "#src/platform/http/client-address.ts";
import { asRefusal, problemResponse } from "#src/platform/http/problem.ts";
import { readJson } from "#src/platform/http/read-body.ts";
import type { Limit } from "#src/platform/limiter.ts";
import { refuseField } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { acceptInvitation, type Newcomer, readInvitation } from "./accept-invitation.ts";

const TRIES: Limit = { points: 30, windowMs: 300_000 };

const Opened = z.strictObject({ token: z.string().max(100) });
const Accepted = Opened.extend({
  name: field.line(100).optional(),
  password: newPassword().optional(),
});

/**
 * What the page of an invitation asks: for people who belong to no business yet, so outside the table
 * of routes. The secret comes in the body, which is logged nowhere.
 */
export function invitationRoutes(runtime: Runtime, signIn: SignIn): Hono {
  const routes = new Hono();
  routes.onError((error, context) =>
    problemResponse(asRefusal(error, runtime.log, context.req.path)),
  );

  routes.post("/invitations/read", async (context) => {
    const { token } = await readBody(runtime, context, Opened);
    const invitation = await readInvitation(runtime, token);
    const person = await signIn.personOf(context.req.raw.headers);
    return context.json({ ...invitation, signedInAs: person?.email ?? null });
  });

  routes.post("/invitations/accept", async (context) => {
    const { token, name, password } = await readBody(runtime, context, Accepted);
    const { headers } = context.req.raw;
    const person = await signIn.personOf(headers);
    const newcomer = person ? null : await newcomerOf(runtime, token, { name, password });
    const ipAddress = clientAddress(context, runtime.config.trustedProxies);
    const accepted = await acceptInvitation(runtime, token, { person, newcomer, ipAddress });
    if (!newcomer) return context.json({ businessId: accepted.businessId });
    const answer = await signIn.signIn(accepted.email, String(password), {
      headers,
      address: ipAddress,
    });
    const cookies = answer.headers.getSetCookie();
    for (const cookie of cookies) context.header("set-cookie", cookie, { append: true });
    return context.json({ businessId: accepted.businessId });
  });
  return routes;
}

/** Whoever has no sign-in yet says a name and chooses a password; others are told to sign in. */
async function newcomerOf(
  runtime: Runtime,
  token: string,
  { name, password }: { name: string | undefined; password: string | undefined },
): Promise<Newcomer | null> {
  if ((await readInvitation(runtime, token)).hasSignIn) return null;
  if (name === undefined) throw refuseField("name", "must not be empty");
  if (password === undefined) throw refuseField("password", "must not be empty");
  return { name, passwordHash: await hashPassword(password) };
}

async function readBody<T extends z.ZodType>(
  runtime: Runtime,
  context: Context,
  schema: T,
): Promise<z.output<T>> {
  requireSameOrigin(runtime, context.req.raw);
  const address = clientAddress(context, runtime.config.trustedProxies);
  await countTriesFrom(runtime, "invitation", address, TRIES);
  return readJson(context.req.raw, schema);
}
