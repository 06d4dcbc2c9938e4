import type { Runtime } from "#src/platform/runtime.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "./password.ts";

/** Sign-in of people, by better-auth, with its tables among ours. Signing up is not offered. */
export interface SignIn {
  /** Answers requests below `/api/auth/`. */
  handle(request: Request): Promise<Response>;
  /** The person whose cookie came along; `null` for nobody. */
  personOf(headers: Headers): Promise<Person | null>;
  /** A signed-in answer for someone who just set up their business. */
  signIn(email: string, password: string, headers: Headers): Promise<Response>;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

const SESSION_S = 7 * 86_400;

/** Loaded with the first request that needs it: API keys, payers and webhooks never do. */
export function createSignIn(runtime: Runtime): SignIn {
  let loading: ReturnType<typeof load> | null = null;
  const auth = () => (loading ??= load(runtime));
  return {
    async handle(request) {
      return (await auth()).handler(request);
    },
    async personOf(headers) {
      if (!headers.get("cookie")?.includes("session_token")) return null;
      const session = await (await auth()).api.getSession({ headers });
      return session
        ? { id: session.user.id, name: session.user.name, email: session.user.email }
        : null;
    },
    async signIn(email, password, headers) {
      const { api } = await auth();
      return api.signInEmail({ body: { email, password }, headers, asResponse: true });
    },
  };
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
    rateLimit: {
      enabled: true,
      window: 60,
      max: 100,
      customRules: { "/sign-in/email": { window: 60, max: 10 } },
    },
    advanced: {
      // Said aloud: left to itself the library checks origins in some environments only.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      // `__Host-`: no other host, path or unencrypted page can set or replace it (RFC 6265bis).
      cookiePrefix: isHttps ? "__Host-quittance" : "quittance",
      useSecureCookies: false, // the library's own prefix is the weaker `__Secure-`
      defaultCookieAttributes: { secure: isHttps },
      ipAddress: { disableIpTracking: config.trustedProxies.length === 0 },
      database: { generateId: () => runtime.newId("usr") },
    },
  });
}
