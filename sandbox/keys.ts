import { StripeError } from "./errors.ts";
import { openAccount, type Account, type State } from "./state.ts";

/** An API key that was accepted: whose it is and what it may do. */
export interface Key {
  readonly account: Account;
  readonly secret: string;
  readonly isRestricted: boolean;
  /** The slugs it was given; null: all that are not missing. */
  readonly granted: readonly string[] | null;
  readonly missing: readonly string[];
}

const shape = /^(sk|rk)_(test|live)_([A-Za-z0-9_-]+)$/;

/** Permissions that a restricted key lacks unless it is given them by name. */
const rarelyGranted = ["rak_accounts_kyc_basic_read"];

/** Reads the key of an Authorization header (Bearer or Basic); refuses as Stripe does. */
export function authenticate(state: State, header: string | undefined, seconds: number): Key {
  const secret = secretOf(header);
  if (!secret) throw unauthorized(noKey);
  if (/^pk_(test|live)_/.test(secret)) throw unauthorized(publishable, "secret_key_required");
  const parsed = parseKey(secret);
  if (!parsed) throw unauthorized(`Invalid API Key provided: ${mask(secret)}`);
  const known = state.keys[secret];
  if (known?.isRevoked)
    throw unauthorized(`Expired API Key provided: ${mask(secret)}`, "api_key_expired");
  return {
    account: openAccount(state, parsed.accountName, parsed.livemode, seconds),
    secret,
    isRestricted: parsed.isRestricted,
    granted: known?.granted ?? null,
    missing: [...(known?.missing ?? []), ...rarelyGranted],
  };
}

/** Takes a key apart; undefined when it does not look like one. */
export function parseKey(
  secret: string,
): { accountName: string; isRestricted: boolean; livemode: boolean } | undefined {
  const match = shape.exec(secret);
  if (!match) return undefined;
  const [, kind, mode, rest = ""] = match;
  const split = rest.indexOf("__");
  return {
    accountName: split > 0 ? rest.slice(0, split) : `${kind}_${rest}`,
    isRestricted: kind === "rk",
    livemode: mode === "live",
  };
}

/** Throws Stripe's 403 when a restricted key lacks a permission; write includes read. */
export function checkPermission(key: Key, permission: string): void {
  if (!key.isRestricted || isGranted(key, permission)) return;
  throw new StripeError(
    403,
    {
      type: "invalid_request_error",
      message: `The provided key '${mask(key.secret)}' does not have the required permissions for this endpoint on account '${key.account.id}'. Having the '${permission}' permission would allow this request to continue.`,
    },
    true,
  );
}

function isGranted(key: Key, permission: string): boolean {
  if (!key.granted) return !key.missing.includes(permission);
  return (
    key.granted.includes(permission) || key.granted.includes(permission.replace(/_read$/, "_write"))
  );
}

/** `sk_test_****abcd`, as Stripe prints keys in messages. */
export function mask(secret: string): string {
  const prefix = /^(sk|rk|pk)_(test|live)_/.exec(secret)?.[0] ?? secret.slice(0, 2);
  const rest = secret.slice(prefix.length);
  const shown = rest.length > 8 ? rest.slice(-4) : "";
  return prefix + "*".repeat(rest.length - shown.length) + shown;
}

function secretOf(header: string | undefined): string {
  const [scheme = "", value = ""] = (header ?? "").split(" ", 2);
  if (scheme.toLowerCase() === "bearer") return value.trim();
  if (scheme.toLowerCase() !== "basic") return "";
  return Buffer.from(value, "base64").toString("utf8").split(":", 1)[0] ?? "";
}

function unauthorized(message: string, code?: string): StripeError {
  return new StripeError(
    401,
    { type: "invalid_request_error", message, ...(code ? { code } : {}) },
    true,
  );
}

const noKey =
  "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.";
const publishable =
  "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.";
