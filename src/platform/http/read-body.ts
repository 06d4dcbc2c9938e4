import type { z } from "@hono/zod-openapi";
import { type FieldError, Refusal } from "../refusal.ts";

const MAX_BODY_BYTES = 1_048_576;
const MAX_DEPTH = 12;
const MAX_ERRORS = 20;

/** The body as text, refused with `request_too_large` as soon as it is over the limit. */
export async function readText(request: Request, maxBytes = MAX_BODY_BYTES): Promise<string> {
  const tooLarge = (): Refusal =>
    new Refusal("request_too_large", `The body is larger than ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Reads a JSON body and checks it, as {@link parseBody} does. */
export async function readJson<T extends z.ZodType>(
  request: Request,
  schema: T,
  maxBytes = MAX_BODY_BYTES,
): Promise<z.output<T>> {
  const text = await readText(request, maxBytes);
  return parseBody(text, request.headers.get("content-type"), schema) as z.output<T>;
}

/**
 * A JSON body, checked against its schema. Refuses with `unsupported_media_type`,
 * `malformed_request`, or `validation_failed` with every bad field and its path.
 */
export function parseBody(text: string, contentType: string | null, schema: z.ZodType): unknown {
  const isJson = /^application\/json\s*(;|$)/i.test(contentType ?? "");
  if (text !== "" && !isJson) {
    throw new Refusal("unsupported_media_type", "Send the body as application/json.");
  }
  return validate(schema, text === "" ? undefined : parseJson(text));
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!isDeeperThan(MAX_DEPTH, value)) return value;
  } catch {
    throw new Refusal("malformed_request", "The body is not valid JSON.");
  }
  throw new Refusal("malformed_request", `The body is nested deeper than ${MAX_DEPTH} levels.`);
}

function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(levels - 1, inner));
}

/** The value as the schema gives it; refuses with `validation_failed`. */
export function validate<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const found = parsed.error.issues.flatMap(describeIssue);
  // One sentence for each field: the first thing that is wrong with it.
  const errors = [...Map.groupBy(found, ({ path }) => path).values()]
    .flatMap(([first]) => first ?? [])
    .slice(0, MAX_ERRORS);
  const [first] = errors;
  const detail = first
    ? `${first.path === "" ? "The body" : first.path} ${first.message}.`
    : "The request is not valid.";
  throw new Refusal("validation_failed", detail, { errors });
}

type Issue = z.core.$ZodIssue;

function describeIssue(issue: Issue): FieldError[] {
  const path = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: path === "" ? key : `${path}.${key}`,
      message: "is not a field that can be set here",
    }));
  }
  if (issue.code === "invalid_union") {
    const branches = issue.errors.map((branch) => branch.flatMap(describeIssue));
    const deepest =
      branches.find((branch) => branch.some((error) => error.path !== "")) ?? branches[0] ?? [];
    return deepest.map((error) => ({
      path: [path, error.path].filter(Boolean).join("."),
      message: error.message,
    }));
  }
  return [{ path, message: messageOf(issue) }];
}

const KINDS: Partial<Record<string, string>> = {
  string: "must be text",
  boolean: "must be true or false",
  number: "must be a number",
  int: "must be a whole number",
  object: "must be an object",
  array: "must be a list",
};

/** The field's own words; else ours, where the library would speak of its types. */
function messageOf(issue: Issue): string {
  if (issue.code === "invalid_type" && issue.input === undefined) return "is missing";
  const isDefault = issue.message.startsWith("Invalid ");
  if (isDefault && issue.code === "invalid_type") return KINDS[issue.expected] ?? "is not valid";
  if (isDefault && issue.code === "invalid_value") {
    return `must be one of ${issue.values.map(String).join(", ")}`;
  }
  return lowerFirst(issue.message);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
