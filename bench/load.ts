import { connect, type Socket } from "node:net";
import { assert } from "#src/values/assert.ts";

export interface Answered {
  /** Requests answered with 2xx. */
  readonly answered: number;
  readonly perSecond: number;
}

/**
 * Keeps so many connections busy for a while, each with one request after another. A client of few
 * lines on bare sockets: on a small machine what the client costs is taken from the server.
 *
 * @param nextRequest the bytes of the next request; asked again for every one
 */
export async function load(
  url: string,
  connections: number,
  sliceMs: number,
  nextRequest: () => Buffer,
): Promise<Answered> {
  const { hostname, port } = new URL(url);
  const startedAt = performance.now();
  const until = startedAt + sliceMs;
  const counts = await Promise.all(
    Array.from({ length: connections }, () =>
      keepBusy(connect({ host: hostname, port: Number(port), noDelay: true }), until, nextRequest),
    ),
  );
  const answered = counts.reduce((sum, count) => sum + count, 0);
  assert(answered > 0, `nothing was answered by ${url}`);
  return { answered, perSecond: (answered * 1000) / (performance.now() - startedAt) };
}

/** The bytes of a request that keeps its connection open. */
export function requestBytes(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body = "",
): Buffer {
  const { host, pathname, search } = new URL(url);
  const all = { host, ...headers, ...(body && { "content-length": Buffer.byteLength(body) }) };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${pathname}${search} HTTP/1.1\r\n${head.join("")}\r\n${body}`);
}

function keepBusy(socket: Socket, until: number, nextRequest: () => Buffer): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let count = 0;
  let seen: Buffer[] = [];
  socket.on("error", reject);
  socket.on("close", () => reject(new Error("the server closed the connection")));
  socket.on("connect", () => socket.write(nextRequest()));
  socket.on("data", (chunk: Buffer) => {
    seen.push(chunk);
    const whole = seen.length === 1 ? chunk : Buffer.concat(seen);
    if (!isComplete(whole)) return;
    seen = [];
    const isGood = whole.toString("latin1", 9, 10) === "2";
    if (!isGood) return reject(new Error(`answered ${whole.toString("utf8").slice(0, 500)}`));
    count += 1;
    if (performance.now() < until) return socket.write(nextRequest());
    socket.destroy();
    resolve(count);
  });
  return promise.finally(() => socket.destroy());
}

/** Whether the bytes are a whole answer: as long as it says, or with the last chunk. */
function isComplete(bytes: Buffer): boolean {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const head = bytes.toString("latin1", 0, end);
  const length = /\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return bytes.length >= end + 4 + Number(length);
  return bytes.subarray(-5).equals(Buffer.from("0\r\n\r\n"));
}
