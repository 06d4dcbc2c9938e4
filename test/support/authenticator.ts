import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP_S = 30;

/** An authenticator app (RFC 6238), with the secret out of an `otpauth:` address. */
export interface Authenticator {
  readonly secret: string;
  /** The same as the bytes it stands for. */
  readonly plain: string;
  /** The code of now, or of so many steps later; each is taken once. */
  code(steps?: number): string;
}

export function authenticatorFor(totpUri: string): Authenticator {
  const secret = new URL(totpUri).searchParams.get("secret") ?? "";
  const key = fromBase32(secret);
  return {
    secret,
    plain: key.toString("utf8"),
    code(steps = 0) {
      const counter = Buffer.alloc(8);
      counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_S) + steps));
      const digest = createHmac("sha1", key).update(counter).digest();
      const offset = (digest.at(-1) ?? 0) & 15;
      const number = digest.readUInt32BE(offset) & 0x7fff_ffff;
      return String(number % 1_000_000).padStart(6, "0");
    },
  };
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text.replace(/=+$/, ""))
    .map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const bytes = bits.match(/.{8}/g) ?? [];
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}
