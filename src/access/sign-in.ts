import type { Runtime } from "#src/platform/runtime.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "./password.ts";

/** Sign-in of people, by better-auth, with its tables among ours. Signing up is not offered. */
export interface SignIn {
  /** Answers requests below `/api/auth/`, as they came from an address. */
  handle(request: Request, address: string): Promise<Response>;
  /** The person whose cookie came along; `null` for nobody. */
  personOf(headers: Headers): Promise<Person | null>;
  /** A signed-in answer for someone who just chose a password. */
  signIn(
    email: string,
    password: string,
    from: { headers: Headers; address: string },
  ): Promise<Response>;
  /**
   * Changes the password of the person whose cookie came along, who proves to know the current one:
   * all their sessions end, and the answer begins a new one. `null` when they do not know it.
   */
  changePassword(
    passwords: { current: string; next: string },
    from: { headers: Headers; address: string },
  ): Promise<Response | null>;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly hasSecondFactor: boolean;
  /** The session that the cookie stands for. */
  readonly sessionId: string;
}

const SESSION_S = 7 * 86_400;

/** Loaded with the first request that needs it: API keys, payers and webhooks never do. */
export function createSignIn(runtime: Runtime): SignIn {
  let loading: ReturnType<typeof load> | null = null;
  const auth = () => (loading ??= load(runtime));
  return {
    async handle(request, address) {
      const headers = withAddress(request.headers, address);
      return (await auth()).handler(new Request(request, { headers }));
    },
    async personOf(headers) {
      if (!headers.get("cookie")?.includes("session_token")) return null;
      const found = await (await auth()).api.getSession({ headers });
      if (!found) return null;
      const { id, name, email } = found.user;
      return { id, name, email, hasSecondFactor: false, sessionId: found.session.id };
    },
    async signIn(email, password, { headers, address }) {
      const { api } = await auth();
      const from = { headers: withAddress(headers, address), asResponse: true } as const;
      return api.signInEmail({ body: { email, password }, ...from });
    },
    async changePassword({ current, next }, { headers, address }) {
      const { api } = await auth();
      const body = { currentPassword: current, newPassword: next, revokeOtherSessions: true };
      const from = { headers: withAddress(headers, address), asResponse: true } as const;
      const answer = await api.changePassword({ body, ...from });
      return answer.ok ? answer : null;
    },
  };
}

/** Said by us alone: what a browser sends under this name is written over. */
const ADDRESS_HEADER = "x-quittance-address";

function withAddress(headers: Headers, address: string): Headers {
  const said = new Headers(headers);
  said.set(ADDRESS_HEADER, address);
  return said;
}

/** Our tables and columns by the names the library has for them. */
const TABLES = {
  user: {
    modelName: "users",
    fields: { emailVerified: "email_verified", createdAt: "created_at", updatedAt: "updated_at" },
  },
  session: {
    modelName: "sign_in_sessions",
    expiresIn: SESSION_S,
    fields: {
      userId: "user_id",
      expiresAt: "expires_at",
      ipAddress: "ip_address",
      userAgent: "user_agent",
      createdAt: "created_at",
      updatedAt: "updated_at",
    },
  },
  account: {
    modelName: "sign_in_methods",
    fields: {
      userId: "user_id",
      accountId: "account_id",
      providerId: "provider_id",
      accessToken: "access_token",
      refreshToken: "refresh_token",
      idToken: "id_token",
      accessTokenExpiresAt: "access_token_expires_at",
      refreshTokenExpiresAt: "refresh_token_expires_at",
      createdAt: "created_at",
      updatedAt: "updated_at",
    },
  },
  verification: {
    modelName: "sign_in_verifications",
    fields: { expiresAt: "expires_at", createdAt: "created_at", updatedAt: "updated_at" },
  },
};

async function load(runtime: Runtime) {
  const { betterAuth } = await import("better-auth");
  const { config } = runtime;
  const isHttps = config.publicUrl.startsWith("https://");
  return betterAuth({
    baseURL: config.publicUrl,
    basePath: "/api/auth",
    secret: runtime.vault.derive("sign-in cookies"),
    trustedOrigins: [config.publicUrl],
    database: { db: runtime.db, type: "postgres" },
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
    },
    ...TABLES,
    rateLimit: { enabled: false }, // ours count in the database: see sign-in-routes.ts
    advanced: {
      // Said aloud: left to itself the library checks origins in some environments only.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      // `__Host-`: no other host, path or unencrypted page can set or replace it (RFC 6265bis).
      cookiePrefix: isHttps ? "__Host-quittance" : "quittance",
      useSecureCookies: false, // the library's own prefix is the weaker `__Secure-`
      defaultCookieAttributes: { secure: isHttps },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      database: { generateId: () => runtime.newId("usr") },
    },
  });
}
