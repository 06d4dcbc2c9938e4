import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { stripeSchema, type StripeSchema } from "../../scripts/stripe-schema.ts";

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
  const type = String((event as { type?: unknown }).type);
  check(checks().compile(`Events ${type}`), event, `event ${type}`);
}

function checkObject(body: unknown, place: string): void {
  const { deleted, object } = body as { deleted?: unknown; object?: unknown };
  if (object === "list") {
    check(checks().list, body, place);
    for (const item of (body as { data: unknown[] }).data) checkObject(item, place);
  } else if (object === "event") checkEvent(body);
  else
    check(
      checks().compile(`${deleted === true ? "DeletedObjects" : "Objects"} ${String(object)}`),
      body,
      place,
    );
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

/** Compiles a schema once; request parameters are text, read as what the types ask for. */
function validator(schema: StripeSchema, isText: boolean) {
  const ajv = new Ajv({
    coerceTypes: isText,
    strict: false,
    allErrors: false,
    inlineRefs: false,
    validateSchema: false,
  });
  const compiled = new Map<string, ValidateFunction>();
  ajv.addSchema({ $id: "stripe", definitions: schema.definitions });
  return (name: string, root: object | undefined): ValidateFunction => {
    if (!root) throw new Error(`Stripe's types know nothing of ${name}`);
    const known = compiled.get(name) ?? ajv.compile(withBase(root) as object);
    compiled.set(name, known);
    return known;
  };
}

function withBase(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"stripe#/definitions/'));
}

function check(validate: ValidateFunction, value: unknown, place: string): void {
  if (validate(value)) return;
  const problems = (validate.errors ?? []).map(describe);
  throw new Error(`${place}: ${[...new Set(problems)].slice(0, 8).join("; ")}`);
}

function describe({ instancePath, message, params }: ErrorObject): string {
  const detail = Object.values(params).filter((value) => typeof value === "string");
  return `${instancePath || "/"} ${message ?? "is wrong"} ${detail.join(" ")}`.trim();
}
