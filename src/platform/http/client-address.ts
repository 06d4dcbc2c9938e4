import type { HttpBindings } from "@hono/node-server";
import { isIP } from "node:net";

interface WithPeer {
  /** The server's bindings; absent when a test hands a Request in directly. */
  readonly env: unknown;
  readonly req: { header(name: string): string | undefined };
}

/**
 * The address a request came from: the socket's, or what a trusted proxy says it was. Anybody can
 * send `X-Forwarded-For`; only the part that our own proxies added counts, read from the right.
 */
export function clientAddress(context: WithPeer, trustedProxies: readonly string[]): string {
  const bindings = context.env as Partial<HttpBindings> | undefined;
  const peer = plain(bindings?.incoming?.socket.remoteAddress ?? "unknown");
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
