import { createHmac } from "node:crypto";
import { networkOf } from "#src/platform/http/network-of.ts";
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
