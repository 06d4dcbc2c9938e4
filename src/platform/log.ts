import { type DestinationStream, pino } from "pino";
import { maskCardNumbers } from "#src/values/card-number.ts";

/** One JSON line an event, on standard error. Never a key, token, password or mail body. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const SECRET =
  /(?:[sr]k_(?:test|live)_|whsec_|qk_)[A-Za-z0-9_-]+|\/(?:p\/|i\/|invitation#|new-password#)[A-Za-z0-9_-]{32}/g;

/**
 * Writes to standard error unless told where. Whatever was logged, and whatever a library's error
 * quotes: secrets are cut out of the finished line.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      serializers: { err: (error) => describeError(error) },
      hooks: { streamWrite: redact },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

/** Enough to find the place; a library's error may carry whole requests besides. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack } = error;
  return { name, message, stack, code: "code" in error ? error.code : undefined };
}

/** Cuts keys, link tokens and card numbers out of text that may be logged or stored. */
export function redact(text: string): string {
  return maskCardNumbers(text).replace(SECRET, (secret) => `${secret.slice(0, 3)}…`);
}
