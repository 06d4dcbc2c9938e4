import type { IncomingMessage, ServerResponse } from "node:http";

/** An answer to a browser, or to whoever controls the sandbox. */
export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const largestBody = 1024 * 1024;

/** The whole body as text; undefined when it is larger than Stripe would read. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Sends an answer; null breaks the connection instead, as a failing network does. */
export function send(response: ServerResponse, answer: PageAnswer | null): void {
  if (answer === null) response.socket?.destroy();
  else response.writeHead(answer.status, answer.headers).end(answer.body);
}
