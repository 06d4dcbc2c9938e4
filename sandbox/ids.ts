import { createHash, randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A new id in Stripe's manner: the prefix, then `length` random letters and digits. */
export function newId(prefix: string, length = 24): string {
  return prefix + spell(randomBytes(length));
}

/** The account id that always belongs to this account name. */
export function accountId(name: string): string {
  return `acct_1${spell(createHash("sha256").update(name).digest().subarray(0, 15))}`;
}

function spell(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => alphabet[byte % alphabet.length]).join("");
}
