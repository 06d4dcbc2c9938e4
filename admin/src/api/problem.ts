/** A field of the request that was turned down, by its path: `lines.0.quantity`. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

/** What the API answered instead of a result (RFC 9457), or that it could not be reached. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  /** 0 when there was no answer at all. */
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldProblem[];

  constructor(status: number, code: string, detail: string, errors: readonly FieldProblem[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

export const unreachable = () =>
  new ApiProblem(
    0,
    "unreachable",
    "The server did not answer. Check your connection, then try again.",
  );

/** Reads a problem document; an answer that is none (a proxy's page, say) still says something. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body !== "object" || body === null) {
    return new ApiProblem(response.status, "unknown", `The server answered ${response.status}.`);
  }
  const { code, detail, title, message, errors } = body as Record<string, unknown>;
  const words = [detail, message, title].find((text) => typeof text === "string");
  return new ApiProblem(
    response.status,
    typeof code === "string" ? code : "unknown",
    typeof words === "string" ? words : `The server answered ${response.status}.`,
    Array.isArray(errors) ? errors.filter(isFieldProblem) : [],
  );
}

function isFieldProblem(value: unknown): value is FieldProblem {
  if (typeof value !== "object" || value === null) return false;
  const { path, message } = value as Record<string, unknown>;
  return typeof path === "string" && typeof message === "string";
}

/** What to tell a person about any failure. */
export function wordsOf(error: unknown): string {
  return error instanceof ApiProblem
    ? error.message
    : "Something went wrong. Try again in a moment.";
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof ApiProblem && error.code === code;
}

/** The message for one field of a form; `undefined` when it is not to blame. */
export function fieldError(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const found = error.errors.find((one) => one.path === path);
  return found && sentence(found.message);
}

/** `must not be empty` reads as `Must not be empty.` beside a field. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
