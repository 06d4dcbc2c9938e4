import { z } from "@hono/zod-openapi";
import { Hono } from "hono";
import { authenticate, listMemberships } from "#src/access/authenticate.ts";
import { hashPassword, newPassword } from "#src/access/password.ts";
import type { SignIn } from "#src/access/sign-in.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { clientAddress } from "#src/platform/http/client-address.ts";
import { asRefusal, problemResponse } from "#src/platform/http/problem.ts";
import { parseBody, readText } from "#src/platform/http/read-body.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { country, locale, timezone } from "./api.ts";
import { getBusiness } from "./get-business.ts";
import { needsSetUp, setUpBusiness } from "./set-up-business.ts";

export const OwnerFields = z.strictObject({
  name: field.line(100).optional(),
  email: field.email(),
  password: newPassword(),
});

export const BusinessFields = z.strictObject({
  name: field.line(100),
  country: country(),
  currency: field.currencyCode(),
  timezone: timezone(),
  locale: locale().optional(),
});

const SetUpBody = z.strictObject({ business: BusinessFields, owner: OwnerFields });

/** First run and "who am I" for the admin: outside the table of routes, as they are of no business. */
export function setUpRoutes(runtime: Runtime, signIn: SignIn): Hono {
  const routes = new Hono();
  routes.onError((error, context) =>
    problemResponse(asRefusal(error, runtime.log, context.req.path)),
  );

  routes.get("/setup", async (context) => context.json({ needed: await needsSetUp(runtime) }));

  routes.post("/setup", async (context) => {
    // Before the body is looked at: afterwards the address answers like any that never was.
    if (!(await needsSetUp(runtime))) throw new Refusal("not_found", "There is nothing here.");
    const text = await readText(context.req.raw);
    const contentType = context.req.header("content-type") ?? null;
    const { business, owner } = parseBody(text, contentType, SetUpBody) as z.output<
      typeof SetUpBody
    >;
    const ipAddress = clientAddress(context, runtime.config.trustedProxies);
    const { email } = owner;
    const passwordHash = await hashPassword(owner.password);
    await setUpBusiness(runtime, {
      isFirstOnly: true,
      business: { ...business, locale: business.locale ?? "en", email },
      owner: { email, name: owner.name ?? email, passwordHash },
      ipAddress,
    });
    const { headers } = context.req.raw;
    return signIn.signIn(email, owner.password, { headers, address: ipAddress });
  });

  routes.get("/session", async (context) => {
    const address = clientAddress(context, runtime.config.trustedProxies);
    const actor = await authenticate(runtime, signIn, context.req.raw, address);
    const person = await signIn.personOf(context.req.raw.headers);
    if (!person) throw new Refusal("unauthenticated", "Sign in first.");
    const memberships = await listMemberships(runtime, person.id);
    const businesses = await Promise.all(
      memberships.map(async ({ businessId, role }) => {
        const { name } = await transact(runtime.db, businessId, (tx) =>
          getBusiness(tx, businessId),
        );
        return { id: businessId, name, role };
      }),
    );
    const business = businesses.find(({ id }) => id === actor.businessId);
    return context.json({
      user: { name: person.name, email: person.email },
      business: { id: actor.businessId, name: business?.name ?? "" },
      businesses,
      role: actor.role,
      hasMailServer: runtime.config.smtpUrl !== null,
    });
  });
  return routes;
}
