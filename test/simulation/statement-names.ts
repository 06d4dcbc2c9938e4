import { createHash } from "node:crypto";

/** Statements travel by the name that src/platform/database.ts gives them: a hash of their text. */
export function nameOfStatement(text: string): string {
  return createHash("md5").update(text).digest("base64url");
}

const COMMIT = Buffer.from(nameOfStatement("commit"));

/** Stores webhooks and commits by itself: src/payments/receive-webhook.ts. */
export const RECEIVES = "receive_events";
const RECEIVING = new RegExp(`([\\w-]{22})\0\\s*select ${RECEIVES}`);
let receiving = COMMIT;

/** Whether bytes on their way to PostgreSQL commit something. */
export function isCommit(bytes: Buffer): boolean {
  const named = RECEIVING.exec(bytes.includes(RECEIVES) ? bytes.toString("latin1") : "");
  if (named?.[1]) receiving = Buffer.from(named[1]);
  return [COMMIT, receiving, Buffer.from("Q\0\0\0\x0bcommit\0", "latin1")].some((one) =>
    bytes.includes(one),
  );
}
