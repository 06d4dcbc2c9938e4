import { isIP } from "node:net";

/**
 * Whether a processor on the internet can call this address: loopback, private and link-local hosts
 * and names without a dot cannot be reached from outside.
 */
export function isPublicAddress(publicUrl: string): boolean {
  const host = new URL(publicUrl).hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) === 4) return !PRIVATE_V4.test(host);
  if (isIP(host) === 6) return !/^(::1?$|f[cd]|fe[89ab]|::ffff:)/i.test(host);
  return (
    host.includes(".") && !/\.(local|localhost|internal|lan|home|test|invalid|example)$/i.test(host)
  );
}

const PRIVATE_V4 =
  /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
