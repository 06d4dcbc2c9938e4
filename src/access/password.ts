import { hashPassword as hash } from "better-auth/crypto";
import { z } from "@hono/zod-openapi";

export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 128;

/** A password that somebody chooses, as a field of a body. */
export function newPassword() {
  return z
    .string()
    .min(MIN_PASSWORD_LENGTH, `must have at least ${MIN_PASSWORD_LENGTH} characters`)
    .max(MAX_PASSWORD_LENGTH, `must have at most ${MAX_PASSWORD_LENGTH} characters`);
}

declare const hashed: unique symbol;
/** All that is kept of a password. */
export type PasswordHash = string & { readonly [hashed]: true };

/** Takes a tenth of a second of one core, on purpose: never inside a transaction. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  return (await hash(password)) as PasswordHash;
}
