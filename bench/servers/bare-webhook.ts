/**
 * The least that takes a signed webhook durably: node:http, one HMAC, one INSERT. No connection is
 * looked up, nobody is kept apart, nothing is queued.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import pg from "pg";

const secret = process.env["WEBHOOK_SECRET"] ?? "";
const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"] ?? "", max: 16 });
await pool.query("create table events (id text primary key, type text, received_at timestamptz)");

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => void take(request, response, Buffer.concat(chunks).toString("utf8")));
});

async function take(request: IncomingMessage, response: ServerResponse, body: string) {
  const [, at = "", given = ""] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers["stripe-signature"])) ?? [];
  const made = createHmac("sha256", secret).update(`${at}.${body}`).digest();
  if (!timingSafeEqual(made, Buffer.from(given.padEnd(64, "0"), "hex"))) {
    response.writeHead(400).end();
    return;
  }
  const { id, type } = JSON.parse(body) as { id: string; type: string };
  await pool.query({
    name: "insert",
    text: "insert into events values ($1, $2, $3) on conflict do nothing",
    values: [id, type, new Date()],
  });
  response.writeHead(200, { "content-type": "application/json" }).end('{"received":true}');
}

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  process.stdout.write(`ready at http://127.0.0.1:${port}\n`);
});
process.once("SIGTERM", () => process.exit());
