import { createHmac } from "node:crypto";
import { isIP } from "node:net";
import { isPublicIp } from "#src/platform/http/public-ip.ts";
import type { Runtime } from "#src/platform/runtime.ts";

/**
 * A payer's network address as a keyed hash of its own for each business: it tells that somebody came
 * before, not who. `null` for addresses that many share without anybody's doing: those of a proxy that
 * was not named in TRUSTED_PROXIES, and of the machine itself.
 */
export function hashPayer(
  { vault }: Pick<Runtime, "vault">,
  businessId: string,
  address: string,
): Buffer | null {
  if (!isPublicIp(address)) return null;
  const key = vault.derive("quittance payer addresses");
  return createHmac("sha256", key)
    .update(`${businessId} ${networkOf(address)}`)
    .digest();
}

/** With IPv6 one connection has a whole /64 to choose from: the network is the payer. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail = ""] = address.toLowerCase().split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const groups = address.includes("::") ? [...left, ...zeros, ...right] : left;
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
