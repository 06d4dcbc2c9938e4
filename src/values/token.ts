import { createHash } from "node:crypto";

const PATTERN = /^[A-Za-z0-9_-]{32}$/;

/** Whether text can be a link's token at all; anything else is not worth a query. */
export function isToken(text: string): boolean {
  return PATTERN.test(text);
}

/**
 * SHA-256 of a secret of at least 128 random bits: what is stored and looked up instead of it, so
 * that neither a table nor its index gives a working link or key away. No salt is needed at that
 * length.
 */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
