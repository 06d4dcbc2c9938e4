import { hashSecret } from "#src/values/token.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { Refusal } from "#src/platform/refusal.ts";
import { type Actor, type Role, roleOf } from "./actor.ts";
import type { SignIn } from "./sign-in.ts";

const KEY = /^qk_[A-Za-z0-9_-]{43}$/;
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Who sends a request: an API key in `Authorization`, or a person's sign-in cookie. A cookie counts
 * for changes only when the request comes from our own pages (CSRF). Refuses with
 * `unauthenticated`, `cross_site_request`, `forbidden`.
 */
export async function authenticate(
  runtime: Runtime,
  signIn: SignIn,
  request: Request,
  ipAddress: string,
): Promise<Actor> {
  const header = request.headers.get("authorization");
  if (header !== null) return byKey(runtime, header.replace(/^Bearer\s+/i, ""), ipAddress);
  return byCookie(runtime, signIn, request, ipAddress);
}

async function byKey(runtime: Runtime, key: string, ipAddress: string): Promise<Actor> {
  const row = KEY.test(key)
    ? await runtime.db
        .selectFrom("api_keys")
        .selectAll()
        .where("key_hash", "=", hashSecret(key))
        .where("revoked_at", "is", null)
        .executeTakeFirst()
    : undefined;
  if (!row) throw new Refusal("unauthenticated", "This API key is not valid.");
  return {
    type: "api_key",
    id: row.id,
    name: row.name,
    businessId: row.business_id,
    role: roleOf(row.role),
    ipAddress,
  };
}

async function byCookie(
  runtime: Runtime,
  signIn: SignIn,
  request: Request,
  ipAddress: string,
): Promise<Actor> {
  const person = await signIn.personOf(request.headers);
  if (!person) throw new Refusal("unauthenticated", "Sign in, or send an API key.");
  if (!SAFE_METHODS.has(request.method)) requireSameOrigin(runtime, request);
  const memberships = await listMemberships(runtime, person.id);
  const wanted = request.headers.get("quittance-business");
  const member =
    wanted === null ? memberships[0] : memberships.find((one) => one.businessId === wanted);
  if (!member) throw new Refusal("forbidden", "You are not a member of this business.");
  return {
    type: "member",
    id: member.id,
    name: person.name,
    businessId: member.businessId,
    role: member.role,
    ipAddress,
  };
}

/** Browsers say where a request comes from; one that comes from elsewhere changes nothing. */
export function requireSameOrigin(runtime: Runtime, request: Request): void {
  const origin = request.headers.get("origin");
  const site = request.headers.get("sec-fetch-site");
  const isOurs =
    origin === null ? site === "same-origin" : origin === new URL(runtime.config.publicUrl).origin;
  if (!isOurs) throw new Refusal("cross_site_request", "This request came from another site.");
}

export interface Membership {
  readonly id: string;
  readonly businessId: string;
  readonly role: Role;
}

/** The businesses a person belongs to, oldest membership first. */
export async function listMemberships(runtime: Runtime, userId: string): Promise<Membership[]> {
  const rows = await runtime.db
    .selectFrom("members")
    .select(["id", "business_id", "role"])
    .where("user_id", "=", userId)
    .orderBy("id")
    .execute();
  return rows.map((row) => ({ id: row.id, businessId: row.business_id, role: roleOf(row.role) }));
}
