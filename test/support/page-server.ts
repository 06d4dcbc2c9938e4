import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { accentCss } from "#src/payments/pages/accent-css.ts";
import { payerCss, payerFonts } from "#src/payments/pages/payer-css.ts";
import { pngOf } from "./pictures.ts";

/** The policy that payer pages are served with. */
export const strictPolicy =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

export interface PageServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves finished documents under `/name`, with the payer stylesheet, accents and fonts. */
export async function servePages(
  pages: ReadonlyMap<string, string>,
  policy: string,
): Promise<PageServer> {
  const server = createServer((request, response) => answer(pages, policy, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { origin: `http://127.0.0.1:${address.port}`, close: () => closeServer(server) };
}

const LOGO = pngOf({ width: 480, height: 90 });

function answer(
  pages: ReadonlyMap<string, string>,
  policy: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = request.url ?? "/";
  const page = pages.get(decodeURIComponent(path.slice(1)));
  const accent = /^\/assets\/accent\/([0-9a-f]{6})\.css$/.exec(path)?.[1];
  const font = payerFonts.find((file) => file.href === path);
  response.setHeader("content-security-policy", policy);
  if (page !== undefined) send(response, "text/html; charset=utf-8", page);
  else if (path === "/assets/payer.css") send(response, "text/css", payerCss);
  else if (accent !== undefined) send(response, "text/css", accentCss(`#${accent}`) ?? "");
  else if (font !== undefined) send(response, "font/woff2", readFileSync(font.fileUrl));
  else if (path.startsWith("/assets/logo/")) send(response, "image/png", LOGO);
  else response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.setHeader("content-type", type);
  response.end(body);
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
  });
}
