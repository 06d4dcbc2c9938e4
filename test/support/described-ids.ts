import { describeApi } from "#src/openapi.ts";
import { splitRoute } from "#src/routes.ts";

/** A place in a request where an id of something else is named. */
export interface IdField {
  /** e.g. `onlinePayment.0` */
  readonly path: string;
  /** e.g. `con` */
  readonly prefix: string;
}

interface Schema {
  readonly $ref?: string;
  readonly example?: unknown;
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly anyOf?: Schema[];
  readonly oneOf?: Schema[];
  readonly allOf?: Schema[];
}

interface Operation {
  readonly requestBody?: { content: { "application/json": { schema: Schema } } };
  readonly parameters?: { name: string; in: string; schema: Schema }[];
}

const api = describeApi() as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** The ids that a route's body can name, read from the generated OpenAPI document. */
export function idsInBody(route: string): IdField[] {
  const body = operationOf(route).requestBody?.content["application/json"].schema;
  return body ? idsIn(body, "") : [];
}

/** The same for its query. */
export function idsInQuery(route: string): IdField[] {
  const parameters = operationOf(route).parameters ?? [];
  return parameters
    .filter((one) => one.in === "query")
    .flatMap(({ name, schema }) => idsIn(schema, name));
}

/** Every field that a route's body can have, with the first item of lists: `lines.0.quantity`. */
export function fieldsOfBody(route: string): string[] {
  const body = operationOf(route).requestBody?.content["application/json"].schema;
  return body ? [...new Set(fieldsIn(body, ""))] : [];
}

function fieldsIn(schema: Schema, path: string): string[] {
  if (schema.$ref !== undefined) {
    return fieldsIn(api.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, path);
  }
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...branches.flatMap((branch) => fieldsIn(branch, path)),
    ...(schema.items ? [`${path}.0`, ...fieldsIn(schema.items, `${path}.0`)] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
      const at = path === "" ? name : `${path}.${name}`;
      return [at, ...fieldsIn(inner, at)];
    }),
  ];
}

function operationOf(route: string): Operation {
  const { method, path } = splitRoute(route);
  const operation = api.paths[path]?.[method.toLowerCase()];
  if (!operation) throw new Error(`${route} is not in the OpenAPI document`);
  return operation;
}

function idsIn(schema: Schema, path: string): IdField[] {
  if (schema.$ref !== undefined) {
    return idsIn(api.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}, path);
  }
  const prefix = /^([a-z]{3,4})_[0-9a-z]{26}$/.exec(String(schema.example))?.[1];
  if (prefix !== undefined) return [{ path, prefix }];
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [
    ...branches.flatMap((branch) => idsIn(branch, path)),
    ...(schema.items ? idsIn(schema.items, `${path}.0`) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
      idsIn(inner, path === "" ? name : `${path}.${name}`),
    ),
  ];
}

/** A copy of the body with the value at the path; lists and objects on the way are made. */
export function withValueAt(body: object, path: string, value: unknown): object {
  const copy = structuredClone(body);
  const steps = path.split(".");
  let holder: object = copy;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    const inner: unknown = Reflect.get(holder, step);
    const isFit = typeof inner === "object" && inner !== null;
    const next: object = isFit ? inner : steps[index + 1] === "0" ? [] : {};
    Reflect.set(holder, step, next);
    holder = next;
  }
  Reflect.set(holder, steps.at(-1) ?? "", value);
  return copy;
}
