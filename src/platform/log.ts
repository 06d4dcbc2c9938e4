import { pino } from "pino";

/** One JSON line an event, on standard error. Never a key, token, password or mail body. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const SECRET = /\b(?:sk|rk|whsec|qk)_[A-Za-z0-9_-]+|\/(?:p|i)\/[A-Za-z0-9_-]{32}/g;

export function createLog(level: string): Log {
  return pino(
    { level, base: null, serializers: { err: (error) => redactedError(error) } },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** Errors of libraries may quote what they were given: secrets in them are cut out. */
function redactedError(error: unknown): unknown {
  if (!(error instanceof Error)) return redact(String(error));
  return {
    name: error.name,
    message: redact(error.message),
    stack: error.stack === undefined ? undefined : redact(error.stack),
    code: "code" in error ? error.code : undefined,
  };
}

/** Cuts keys and link tokens out of text that may be logged or stored. */
export function redact(text: string): string {
  return text.replace(SECRET, (secret) => `${secret.slice(0, 3)}…`);
}
