import type { Context } from "./world.ts";
import type { Key } from "./keys.ts";
import type { Raw } from "./form.ts";
import type { Param } from "./params.ts";

/** One API request, as a resource sees it. */
export interface Call extends Context {
  readonly key: Key;
  /** The id in the path, or "" where the route has none. */
  readonly id: string;
  readonly apiVersion: string;
  readonly request: { readonly id: string; readonly idempotencyKey: string | null };
}

export interface Route {
  /** Matches method and path, e.g. `GET /v1/charges/ch_1`. */
  readonly pattern: RegExp;
  readonly permission: string;
  run(call: Call, raw: Raw): object;
}

/**
 * One endpoint. `name` is e.g. `GET /v1/charges/:id`; `permission` is the slug a restricted
 * key needs; the answer is an object as stored (references are ids), expanded later.
 */
export function route<T>(
  name: `${"DELETE" | "GET" | "POST"} /v1/${string}`,
  permission: string,
  params: Param<T>,
  handle: (call: Call, params: T) => object,
): Route {
  return {
    pattern: new RegExp(`^${name.replaceAll(/:\w+/g, "([^/]+)")}$`),
    permission,
    run: (call, raw) => handle(call, params.read(raw, "")),
  };
}
