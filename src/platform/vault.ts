import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { assert } from "#src/values/assert.ts";

/**
 * Seals secrets for the database with AES-256-GCM. The place a secret belongs to (table, column,
 * row, business) is authenticated with it, so a ciphertext moved elsewhere does not open.
 */
export interface Vault {
  seal(place: string, secret: string): Buffer;
  /** Throws when the bytes were changed, moved or sealed with another key. */
  open(place: string, sealed: Buffer): string;
  /** A key for one purpose of its own (sign-in cookies …), derived and never stored. */
  derive(purpose: string): string;
}

const VERSION = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** @param secretKey 32 random bytes or more, as kept in SECRET_KEY. */
export function createVault(secretKey: Buffer): Vault {
  assert(secretKey.length >= 32, "the secret key must have at least 32 bytes");
  const key = deriveKey(secretKey, "quittance vault");
  return {
    seal(place, secret) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), iv, cipher.getAuthTag(), body]);
    },
    open(place, sealed) {
      assert(sealed[0] === VERSION, "unknown version of a sealed secret");
      const iv = sealed.subarray(1, 1 + IV_BYTES);
      const tag = sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
      const body = sealed.subarray(1 + IV_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8");
    },
    derive: (purpose) => deriveKey(secretKey, purpose).toString("base64url"),
  };
}

function deriveKey(secretKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secretKey, "quittance", purpose, 32));
}
