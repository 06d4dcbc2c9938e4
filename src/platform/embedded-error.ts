/** Why the embedded database cannot be used; each with one sentence for whoever started it. */
export type EmbeddedDatabaseErrorCode =
  | "database_in_use"
  | "database_not_writable"
  | "database_no_space"
  | "database_newer"
  | "database_older"
  | "database_not_supported"
  | "database_failed";

export class EmbeddedDatabaseError extends Error {
  override readonly name = "EmbeddedDatabaseError";
  readonly code: EmbeddedDatabaseErrorCode;

  constructor(code: EmbeddedDatabaseErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Turns what the file system or PostgreSQL said about `directory` into one sentence. */
export function explainFailure(directory: string, cause: unknown): EmbeddedDatabaseError {
  if (cause instanceof EmbeddedDatabaseError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text)) {
    return new EmbeddedDatabaseError(
      "database_no_space",
      `There is no disk space left for the database in ${directory}.`,
      cause,
    );
  }
  if (/EACCES|EPERM|EROFS|ENOTDIR|EEXIST|Permission denied|Read-only file system/.test(text)) {
    return new EmbeddedDatabaseError(
      "database_not_writable",
      `The database directory ${directory} cannot be written to by the user who started Quittance.`,
      cause,
    );
  }
  return new EmbeddedDatabaseError(
    "database_failed",
    `The embedded PostgreSQL in ${directory} did not start: ${lastLine(text)}`,
    cause,
  );
}

function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const telling = lines.filter((line) => /\b(FATAL|PANIC|ERROR|error)\b/.test(line));
  return (telling.at(-1) ?? lines.at(-1) ?? "it gave no reason").trim();
}
