/**
 * Answers look-ups of payments with what the sandbox answered about one of them, the ids replaced by
 * those asked for: twenty thousand payments take no memory and next to no time here.
 */
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { idOfClone, numberOfClone, type RecordedIds } from "../seed/clone-ids.ts";

interface Recording {
  readonly ids: RecordedIds;
  readonly session: string;
  readonly charges: string;
}

const [file = ""] = process.argv.slice(2);
const { ids, session, charges } = JSON.parse(readFileSync(file, "utf8")) as Recording;
const answers = { session: withPlaces(session), charges: withPlaces(charges) };

/** The text cut at every id of the recorded payment: what is between, and whose id comes after it. */
function withPlaces(text: string): { text: string; kind: keyof RecordedIds | null }[] {
  const kindOf = new Map(Object.entries(ids).map(([kind, id]) => [id, kind as keyof RecordedIds]));
  const parts = text.split(new RegExp(`(${[...kindOf.keys()].join("|")})`));
  return parts.flatMap((part, at) =>
    at % 2 === 0 ? [{ text: part, kind: kindOf.get(parts[at + 1] ?? "") ?? null }] : [],
  );
}

function answer(response: ServerResponse, kind: keyof typeof answers, number: number): void {
  const body = answers[kind].map((one) =>
    one.kind === null ? one.text : one.text + idOfClone(one.kind, number),
  );
  response.writeHead(200, { "content-type": "application/json", "request-id": "req_recorded" });
  response.end(body.join(""));
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://recorded");
  const sessionId = /^\/v1\/checkout\/sessions\/(cs_\w+)$/.exec(pathname)?.[1];
  if (sessionId !== undefined) answer(response, "session", numberOfClone(sessionId));
  else if (pathname === "/v1/charges")
    answer(response, "charges", numberOfClone(searchParams.get("payment_intent") ?? ""));
  else response.writeHead(404).end("{}");
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  process.stdout.write(`ready at http://127.0.0.1:${port}\n`);
});
process.once("SIGTERM", () => process.exit());
