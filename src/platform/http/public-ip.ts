import { isIP } from "node:net";

const PRIVATE_V4 =
  /^(0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;

/** Whether text is an IP address of the open internet: not loopback, private or link-local. */
export function isPublicIp(address: string): boolean {
  if (isIP(address) === 4) return !PRIVATE_V4.test(address);
  return isIP(address) === 6 && !/^(::1?$|f[cd]|fe[89ab]|::ffff:)/i.test(address);
}
