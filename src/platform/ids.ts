import { randomBytes } from "node:crypto";

/** What an id names: its prefix, in every table, URL and log line. */
export type IdPrefix =
  | "acc"
  | "app"
  | "aud"
  | "crd"
  | "his"
  | "biz"
  | "con"
  | "cus"
  | "dif"
  | "dsp"
  | "ent"
  | "evt"
  | "ins"
  | "inv"
  | "key"
  | "lnk"
  | "mail"
  | "mem"
  | "pau"
  | "pay"
  | "ref"
  | "sch"
  | "txn"
  | "usr";

/** Makes ids; handed in, so that rules stay free of randomness. */
export type NewId = (prefix: IdPrefix) => string;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford's base 32: no i l o u
const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

/**
 * `inv_01jd…`: 48 bits of milliseconds, then 80 random bits, so that ids sort by creation and
 * cannot be guessed from one another. Ids made in the same millisecond by one maker still ascend.
 */
export function createIds(now: () => Date): NewId {
  let lastMs = -1;
  let lastRandom = 0n;
  return (prefix) => {
    const ms = now().getTime();
    if (ms === lastMs) {
      lastRandom += 1n;
    } else {
      lastMs = ms;
      lastRandom = BigInt(`0x${randomBytes(10).toString("hex")}`);
    }
    return `${prefix}_${encode(BigInt(ms), TIME_CHARS)}${encode(lastRandom, RANDOM_CHARS)}`;
  };
}

function encode(value: bigint, length: number): string {
  let text = "";
  let rest = value;
  for (let i = 0; i < length; i += 1) {
    text = ALPHABET.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return text;
}

const ID = /^[a-z]{3,4}_[0-9a-hjkmnp-tv-z]{26}$/;

/** Whether text can be one of our ids; anything else is not worth a query. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** A link's secret: 192 random bits in 32 characters that survive every mail program. */
export function newToken(): string {
  return randomBytes(24).toString("base64url");
}

/** An API key: `qk_` and 256 random bits. */
export function newApiKey(): string {
  return `qk_${randomBytes(32).toString("base64url")}`;
}
