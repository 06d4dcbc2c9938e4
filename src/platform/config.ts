import { createSecretKey, randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";

/**
 * Stripe.js of the version that the `stripe` package speaks (2026-10-28.endive). Stripe's rules: from
 * this host, never kept or bundled.
 */
const STRIPE_JS = "https://js.stripe.com/endive/stripe.js";

/** The environment, read once at start. Nothing else in the program looks at `process.env`. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Without a trailing slash; every link in mails, pages and documents begins with it. */
  readonly publicUrl: string;
  /** `null`: an embedded PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly secretKey: Buffer;
  /** The file that keeps it; `null` when it came with the environment. */
  readonly secretKeyFile: string | null;
  /** `null`: mails wait in the outbox, readable in the admin. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string | null;
  /** `null`: Stripe itself. */
  readonly stripeApiBase: string | null;
  /**
   * Stripe's script for the payment form in a pop-up, always of the processor that is asked;
   * `null`: the stand-in has none, so there is no pop-up.
   */
  readonly stripeJsUrl: string | null;
  readonly sweepMs: number;
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
}

/** A value of the environment that cannot be used; the message is one sentence for a person. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const url = (protocols: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be an address that begins with ${protocols.map((p) => `${p}//`).join(" or ")}`,
    );

const integer = (low: number, high: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${low} to ${high}`)
    .transform(Number)
    .refine((n) => n >= low && n <= high, `must be a whole number from ${low} to ${high}`);

const ENVIRONMENT = z.object({
  PORT: integer(1, 65_535).default(3000),
  HOST: z.string().min(1).default("127.0.0.1"),
  PUBLIC_URL: url(["http:", "https:"]).optional(),
  DATABASE_URL: url(["postgres:", "postgresql:"]).optional(),
  DATA_DIR: z.string().default("./data"),
  SECRET_KEY: z.string().min(32, "must have at least 32 characters of random text").optional(),
  SMTP_URL: url(["smtp:", "smtps:"]).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]+$/, "must be an email address")
    .optional(),
  STRIPE_API_BASE: url(["http:", "https:"]).optional(),
  STRIPE_JS_URL: url(["http:", "https:"]).optional(),
  SWEEP_SECONDS: integer(1, 86_400).default(60),
  TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .refine((list) => list.every((ip) => isIP(ip) > 0), "must be IP addresses separated by commas"),
  LOG_LEVEL: z
    .enum(
      ["trace", "debug", "info", "warn", "error", "fatal", "silent"],
      "must be trace, debug, info, warn, error, fatal or silent",
    )
    .default("info"),
  NODE_ENV: z.string().optional(),
});

/**
 * Reads the environment; refuses with a {@link ConfigError} that names the variable.
 * @param whenKeyIsMissing a start makes one; what needs the key that is in use must not
 */
export function readConfig(
  environment: Record<string, string | undefined>,
  whenKeyIsMissing: "make" | "refuse" = "make",
): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = ENVIRONMENT.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${String(issue?.path[0])} ${issue?.message ?? "is not usable"}.`);
  }
  const env = parsed.data;
  const stripeApiBase = env.STRIPE_API_BASE?.replace(/\/+$/, "") ?? null;
  if (env.NODE_ENV === "production" && stripeApiBase?.startsWith("http://")) {
    throw new ConfigError("STRIPE_API_BASE must begin with https:// when NODE_ENV is production.");
  }
  if (env.STRIPE_JS_URL !== undefined && stripeApiBase === null) {
    throw new ConfigError(
      "STRIPE_JS_URL goes with STRIPE_API_BASE only; Stripe's own script comes from js.stripe.com.",
    );
  }
  if (env.NODE_ENV === "production" && env.STRIPE_JS_URL?.startsWith("http://")) {
    throw new ConfigError("STRIPE_JS_URL must begin with https:// when NODE_ENV is production.");
  }
  const dataDir = resolve(env.DATA_DIR);
  const secretKeyFile = env.SECRET_KEY === undefined ? join(dataDir, "secret.key") : null;
  if (secretKeyFile !== null && whenKeyIsMissing === "make") makeSecretKey(secretKeyFile);
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ""),
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir,
    secretKey:
      secretKeyFile === null ? Buffer.from(env.SECRET_KEY ?? "") : readSecretKey(secretKeyFile),
    secretKeyFile,
    smtpUrl: env.SMTP_URL ?? null,
    mailFrom: env.MAIL_FROM ?? null,
    stripeApiBase,
    stripeJsUrl: stripeApiBase === null ? STRIPE_JS : (env.STRIPE_JS_URL ?? null),
    sweepMs: env.SWEEP_SECONDS * 1000,
    trustedProxies: env.TRUSTED_PROXIES,
    logLevel: env.LOG_LEVEL,
  };
}

/** Made on first start, readable by its owner only. */
function makeSecretKey(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, newSecretKey(), { mode: 0o600, flag: "wx" });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return;
    throw unusableKey(path, error);
  }
}

/** 256 random bits, as a file keeps them. */
export function newSecretKey(): string {
  return `${randomBytes(32).toString("base64")}\n`;
}

/** The key in a file such as `DATA_DIR/secret.key`. */
export function readSecretKey(path: string): Buffer {
  try {
    chmodSync(path, 0o600);
    return createSecretKey(Buffer.from(readFileSync(path, "utf8").trim(), "base64")).export();
  } catch (error) {
    throw unusableKey(path, error);
  }
}

function unusableKey(path: string, error: unknown): ConfigError {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") {
    return new ConfigError(
      `There is no secret key ${path}. Put the key this installation uses there first.`,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new ConfigError(`The secret key ${path} cannot be read or made: ${reason}.`);
}
