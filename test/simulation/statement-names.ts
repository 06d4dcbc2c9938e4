import { createHash } from "node:crypto";

/** Statements travel by the name that src/platform/database.ts gives them: a hash of their text. */
export function nameOfStatement(text: string): string {
  return createHash("md5").update(text).digest("base64url");
}

const COMMIT = Buffer.from(nameOfStatement("commit"));

/** Whether bytes on their way to PostgreSQL say COMMIT. */
export function isCommit(bytes: Buffer): boolean {
  return bytes.includes(COMMIT) || bytes.includes("Q\0\0\0\x0bcommit\0", 0, "latin1");
}
