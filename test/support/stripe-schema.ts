import { Ajv, type ErrorObject, type SchemaValidateFunction, type ValidateFunction } from "ajv";
import { stripeSchema, type JsonSchema, type StripeSchema } from "../../scripts/stripe-schema.ts";

/** One request to Stripe's API and its answer. */
export interface StripeExchange {
  method: string;
  path: string;
  /** Request parameters are checked for the version the installed types describe. */
  apiVersion?: string;
  requestBody?: unknown;
  status: number;
  responseBody: unknown;
}

const errorTypes = ["api_error", "card_error", "idempotency_error", "invalid_request_error"];
const text = { type: "string" };

/** Throws when an exchange is not what Stripe's own types allow: a field too many, too few or of another kind. */
export function checkExchange(exchange: StripeExchange): void {
  const { method, path, status, requestBody, responseBody } = exchange;
  const place = `${method} ${path} ${status}`;
  if (status >= 400) {
    check(checks().error, responseBody, place);
    return;
  }
  checkObject(responseBody, place);
  const isOfTheseTypes =
    exchange.apiVersion === undefined || exchange.apiVersion.endsWith(".endive");
  if (method === "POST" && isOfTheseTypes) checkRequest(`${method} ${path}`, requestBody);
}

/** Throws when an event is not what Stripe's types say of its `type`. */
export function checkEvent(event: unknown): void {
  const type = isGroup(event) ? String(event["type"]) : "";
  check(checks().compile(`Events ${type}`), event, `event ${type}`);
}

function checkObject(body: unknown, place: string): void {
  if (!isGroup(body)) throw new Error(`${place}: the answer is not an object`);
  const object = String(body["object"]);
  if (object === "list") {
    check(checks().list, body, place);
    const items: unknown = body["data"];
    if (Array.isArray(items)) for (const item of items) checkObject(item, place);
  } else if (object === "event") checkEvent(body);
  else {
    const kind = body["deleted"] === true ? "DeletedObjects" : "Objects";
    check(checks().compile(`${kind} ${object}`), body, place);
  }
}

function checkRequest(place: string, body: unknown): void {
  const name = Object.keys(checks().schema.roots).find(
    (root) => root.startsWith("Requests ") && matches(root.slice("Requests ".length), place),
  );
  if (name) check(checks().compileRequest(name), arraysOf(body ?? {}), `parameters of ${place}`);
}

function matches(pattern: string, place: string): boolean {
  return new RegExp(`^${pattern.replaceAll(/:\w+/g, "[^/]+")}$`).test(place);
}

/** Form-encoded lists arrive as groups with numbered names. */
function arraysOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, arraysOf(inner)] as const);
  const isNumbered = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  return isNumbered ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

interface Checks {
  schema: StripeSchema;
  compile(root: string): ValidateFunction;
  compileRequest(root: string): ValidateFunction;
  error: ValidateFunction;
  list: ValidateFunction;
}

let made: Checks | undefined;

function checks(): Checks {
  made ??= makeChecks(stripeSchema());
  return made;
}

function makeChecks(schema: StripeSchema): Checks {
  const answers = validator(schema, false);
  const requests = validator(schema, true);
  const intent = schema.roots["Objects payment_intent"];
  const method = schema.roots["Objects payment_method"];
  const setup = schema.roots["Objects setup_intent"];
  const error = {
    type: "object",
    required: ["type", "message", "request_log_url"],
    additionalProperties: false,
    properties: {
      advice_code: text,
      charge: text,
      code: text,
      decline_code: text,
      doc_url: text,
      message: text,
      param: text,
      payment_intent: intent,
      payment_method: method,
      payment_method_type: text,
      request_log_url: text,
      setup_intent: setup,
      type: { enum: errorTypes },
    },
  };
  const list = {
    type: "object",
    required: ["object", "data", "has_more", "url"],
    additionalProperties: false,
    properties: {
      object: { const: "list" },
      data: { type: "array" },
      has_more: { type: "boolean" },
      url: text,
    },
  };
  return {
    schema,
    compile: (root) => answers(root, schema.roots[root]),
    compileRequest: (root) => requests(root, schema.roots[root]),
    error: answers("error", {
      type: "object",
      required: ["error"],
      additionalProperties: false,
      properties: { error },
    }),
    list: answers("list", list),
  };
}

/** Compiles schemas as they are met; request parameters are text, read as what the types ask for. */
function validator(schema: StripeSchema, isText: boolean) {
  const ajv = new Ajv({ coerceTypes: isText, strict: false, validateSchema: false });
  const compiled = new Map<string, ValidateFunction>();
  const compile = (name: string, root: JsonSchema | undefined): ValidateFunction => {
    if (!root) throw new Error(`Stripe's types know nothing of ${name}`);
    const known = compiled.get(name) ?? ajv.compile(lazily(root));
    compiled.set(name, known);
    return known;
  };
  ajv.addKeyword({ keyword: "typeOf", errors: "full", validate: referenceCheck(schema, compile) });
  return compile;
}

/**
 * Follows a reference only when a value is there to follow it with: Stripe's types all lead to
 * each other, and compiling the few that are met takes a fraction of compiling all.
 */
function referenceCheck(
  schema: StripeSchema,
  compile: (name: string, root: JsonSchema | undefined) => ValidateFunction,
) {
  const follow: SchemaValidateFunction = (name: string, value: unknown, _parent, context) => {
    const path = context?.instancePath ?? "";
    const definition = schema.definitions[name];
    if (!isKind(definition, value)) {
      follow.errors = [
        { instancePath: path, message: `must be ${name.replace(/_\d+$/, "")}`, params: {} },
      ];
      return false;
    }
    const validate = compile(name, definition);
    const isValid = validate(value);
    follow.errors = (validate.errors ?? []).map((error) => ({
      ...error,
      instancePath: path + error.instancePath,
    }));
    return isValid;
  };
  return follow;
}

/** Whether a value can be of a type at all, told by its `object` where the type fixes one. */
function isKind(definition: JsonSchema | undefined, value: unknown): boolean {
  if (!isGroup(value)) return false;
  const properties = definition?.["properties"];
  const object = isGroup(properties) ? properties["object"] : undefined;
  const fixed = isGroup(object) ? object["const"] : undefined;
  return fixed === undefined || value["object"] === fixed;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** The same schema with references that are followed on demand. */
function lazily(schema: JsonSchema): JsonSchema {
  const lazy: JsonSchema = JSON.parse(
    JSON.stringify(schema).replaceAll(/"\$ref":"#\/definitions\/(\w+)"/g, '"typeOf":"$1"'),
  );
  return lazy;
}

function check(validate: ValidateFunction, value: unknown, place: string): void {
  if (validate(value)) return;
  const problems = (validate.errors ?? []).map(describe);
  throw new Error(`${place}: ${[...new Set(problems)].slice(0, 8).join("; ")}`);
}

function describe({ instancePath, message, params }: ErrorObject): string {
  const extra: unknown = params["additionalProperty"];
  return `${instancePath || "/"} ${message ?? "is wrong"}${typeof extra === "string" ? ` ${extra}` : ""}`;
}
