import type { Context } from "hono";
import type { HttpBindings } from "@hono/node-server";
import { isIP } from "node:net";

/**
 * The address a request came from: the socket's, or what a trusted proxy says it was. Anybody can
 * send `X-Forwarded-For`; only the part that our own proxies added counts, read from the right.
 */
export function clientAddress(
  context: Context<{ Bindings: Partial<HttpBindings> }>,
  trustedProxies: readonly string[],
): string {
  const peer = plain(context.env?.incoming?.socket.remoteAddress ?? "unknown");
  if (!trustedProxies.includes(peer)) return peer;
  const hops = (context.req.header("x-forwarded-for") ?? "")
    .split(",")
    .map((hop) => plain(hop.trim()));
  const foreign = hops.toReversed().find((hop) => !trustedProxies.includes(hop));
  return foreign !== undefined && isIP(foreign) > 0 ? foreign : peer;
}

function plain(address: string): string {
  return address.replace(/^::ffff:/, "");
}
