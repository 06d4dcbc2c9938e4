import { isIP } from "node:net";
import { isPublicIp } from "#src/platform/http/public-ip.ts";

/**
 * Whether a processor on the internet can call this address: loopback, private and link-local hosts
 * and names without a dot cannot be reached from outside.
 */
export function isPublicAddress(publicUrl: string): boolean {
  const host = new URL(publicUrl).hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) > 0) return isPublicIp(host);
  return (
    host.includes(".") && !/\.(local|localhost|internal|lan|home|test|invalid|example)$/i.test(host)
  );
}
