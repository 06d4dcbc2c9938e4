import type { Runtime } from "#src/platform/runtime.ts";
import type { Vault } from "#src/platform/vault.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "./password.ts";
import { PASSKEY_TABLES, SECOND_FACTOR_TABLES, SIGN_IN_TABLES } from "./sign-in-tables.ts";

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
  /** What to answer to a password that is not that of the person whose cookie came along. */
  refusePassword(password: string, headers: Headers): Promise<Response | null>;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly hasSecondFactor: boolean;
  /** The session that the cookie stands for. */
  readonly sessionId: string;
}

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
      const user: SignedIn = found.user;
      const { id, name, email, twoFactorEnabled } = user;
      return {
        id,
        name,
        email,
        hasSecondFactor: twoFactorEnabled === true,
        sessionId: found.session.id,
      };
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
    async refusePassword(password, headers) {
      const { api } = await auth();
      const answer = await api.verifyPassword({ body: { password }, headers, asResponse: true });
      return answer.ok ? null : answer;
    },
  };
}

interface SignedIn extends Pick<Person, "id" | "name" | "email"> {
  /** Comes with the library's extension for it, and is not in its types here. */
  readonly twoFactorEnabled?: boolean | null;
}

/** Said by us alone: what a browser sends under this name is written over. */
const ADDRESS_HEADER = "x-quittance-address";

function withAddress(headers: Headers, address: string): Headers {
  const said = new Headers(headers);
  said.set(ADDRESS_HEADER, address);
  return said;
}

/** Signs cookies, and encrypts what makes the codes of an authenticator app. */
export function signInSecret(vault: Vault): string {
  return vault.derive("sign-in cookies");
}

async function load(runtime: Runtime) {
  const { betterAuth } = await import("better-auth");
  const { config } = runtime;
  const isHttps = config.publicUrl.startsWith("https://");
  return betterAuth({
    baseURL: config.publicUrl,
    basePath: "/api/auth",
    secret: signInSecret(runtime.vault),
    trustedOrigins: [config.publicUrl],
    database: { db: runtime.db, type: "postgres" },
    telemetry: { enabled: false },
    logger: { disabled: true },
    onAPIError: { throw: true }, // what is none of its refusals is logged and told by our routes
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
    },
    ...SIGN_IN_TABLES,
    plugins: await secondFactors(config.publicUrl),
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

/** What is asked for beside the password, or instead of it. */
async function secondFactors(publicUrl: string) {
  const { twoFactor } = await import("better-auth/plugins/two-factor");
  const { passkey } = await import("@better-auth/passkey");
  const { APIError } = await import("better-auth/api");
  const { hostname, origin } = new URL(publicUrl);
  /** A passkey stands for two factors only if its device asked for a finger, a face or a PIN. */
  const requireVerified = (isVerified: boolean | undefined) => {
    if (isVerified === true) return;
    const message = "The device did not ask who you are. Switch on its screen lock first.";
    throw new APIError("BAD_REQUEST", { message, code: "DEVICE_ASKED_NOBODY" });
  };
  return [
    twoFactor({ issuer: `Quittance (${hostname})`, schema: SECOND_FACTOR_TABLES }),
    passkey({
      rpID: hostname,
      rpName: "Quittance",
      origin,
      schema: PASSKEY_TABLES,
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      registration: {
        afterVerification: ({ verification }) =>
          requireVerified(verification.registrationInfo?.userVerified),
      },
      authentication: {
        afterVerification: ({ verification }) =>
          requireVerified(verification.authenticationInfo.userVerified),
      },
    }),
  ];
}
