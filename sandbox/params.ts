import { invalid } from "./errors.ts";
import type { Raw, RawGroup } from "./form.ts";

/** Describes one parameter: how its text is read, and whether it must be there. */
export interface Param<T, Required extends boolean = false> {
  readonly isRequired: Required;
  readonly read: (raw: Raw, path: string) => T;
}

type Fields = Record<string, Param<unknown, boolean>>;
type ValueOf<P> = P extends Param<infer T, boolean> ? T : never;
type RequiredNames<F extends Fields> = {
  [K in keyof F]: F[K] extends Param<unknown, true> ? K : never;
}[keyof F];
/** What a group of parameters reads as. */
export type Values<F extends Fields> = { [K in RequiredNames<F>]: ValueOf<F[K]> } & {
  [K in Exclude<keyof F, RequiredNames<F>>]?: ValueOf<F[K]>;
};

const optional = <T>(read: (raw: Raw, path: string) => T): Param<T> => ({
  isRequired: false,
  read,
});

/** The same parameter, refused with `parameter_missing` when absent. */
export function required<T>(param: Param<T>): Param<T, true> {
  return { isRequired: true, read: param.read };
}

/** Text; empty text is refused, because it means "unset" to Stripe. */
export const text: Param<string> = optional((raw, path) => notEmpty(scalar(raw, path), path));

/** Text of at most `longest` characters. */
export function shortText(longest: number): Param<string> {
  return optional((raw, path) => {
    const value = text.read(raw, path);
    if (value.length <= longest) return value;
    throw invalid(
      `Invalid string: ${value.slice(0, 10)}...${value.slice(-5)}; must be at most ${longest} characters`,
      path,
    );
  });
}

/** As the parameter given, but empty text reads as null: the field is cleared. */
export function clearable<T>(param: Param<T>): Param<T | null> {
  return optional((raw, path) => (raw === "" ? null : param.read(raw, path)));
}

export const integer: Param<number> = optional((raw, path) => {
  const value = notEmpty(scalar(raw, path), path);
  if (/^-?\d{1,15}$/.test(value)) return Number(value);
  throw invalid(`Invalid integer: ${value}`, path, "parameter_invalid_integer");
});

export const decimal: Param<string> = optional((raw, path) => {
  const value = notEmpty(scalar(raw, path), path);
  if (/^-?\d{1,12}(\.\d{1,12})?$/.test(value)) return value;
  throw invalid(`Invalid decimal: ${value}`, path);
});

export const flag: Param<boolean> = optional((raw, path) => {
  const value = notEmpty(scalar(raw, path), path);
  if (value === "true" || value === "false") return value === "true";
  throw invalid(`Invalid boolean: ${value}`, path);
});

/** An absolute http or https address. */
export const address: Param<string> = optional((raw, path) => {
  const value = text.read(raw, path);
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return value;
  throw invalid("Not a valid URL", path, "url_invalid");
});

export function choice<const T extends string>(...values: T[]): Param<T> {
  return optional((raw, path) => {
    const value = notEmpty(scalar(raw, path), path);
    const known = values.find((each) => each === value);
    if (known !== undefined) return known;
    throw invalid(`Invalid ${path}: must be one of ${values.join(", ")}`, path);
  });
}

export function list<T>(item: Param<T>): Param<T[]> {
  return optional((raw, path) => {
    if (raw === "") return [];
    const isNumbered =
      typeof raw === "object" && Object.keys(raw).every((key) => /^\d+$/.test(key));
    if (!isNumbered) throw invalid("Invalid array", path);
    return Object.entries(raw).map(([key, value]) => item.read(value, `${path}[${key}]`));
  });
}

/** A set of named parameters; any other name is `parameter_unknown`. */
export function group<F extends Fields>(fields: F): Param<Values<F>> {
  return optional((raw, path) => {
    if (typeof raw === "string") throw invalid("Invalid object", path);
    refuseUnknown(raw, fields, path);
    const values: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields)) {
      const value = raw[name];
      const at = path === "" ? name : `${path}[${name}]`;
      if (value !== undefined) values[name] = field.read(value, at);
      else if (field.isRequired) throw missingParam(at);
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each value was read by its own field
    return values as Values<F>;
  });
}

/** Key-value pairs of the integrator; a value of null removes the key. */
export const metadata: Param<Record<string, string | null>> = optional((raw, path) => {
  if (raw === "") return {};
  if (typeof raw === "string") throw invalid("Invalid object", path);
  const pairs = Object.entries(raw);
  if (pairs.length > 50) throw invalid("Metadata can have at most 50 keys", path);
  return Object.fromEntries(
    pairs.map(([key, value]) => {
      if (typeof value !== "string") throw invalid("Metadata values must be strings", path);
      if (key.length > 40)
        throw invalid(
          `Metadata keys can have up to 40 characters. Your key is ${key.length} characters`,
          path,
        );
      if (value.length > 500)
        throw invalid(
          `Metadata values can have up to 500 characters, but you passed in a value that is ${value.length} characters.`,
          path,
        );
      return [key, value === "" ? null : value];
    }),
  );
});

/** An instant, or a range of instants, as list filters take it. */
export const timeRange: Param<TimeRange> = optional((raw, path) =>
  typeof raw === "string"
    ? { gte: integer.read(raw, path), lte: integer.read(raw, path) }
    : range.read(raw, path),
);
export interface TimeRange {
  gt?: number | undefined;
  gte?: number | undefined;
  lt?: number | undefined;
  lte?: number | undefined;
}
const range = group({ gt: integer, gte: integer, lt: integer, lte: integer });

/** Applies metadata as Stripe does: given keys replace, empty ones go, others stay. */
export function mergeMetadata(
  before: Record<string, string>,
  change: Record<string, string | null> | undefined,
): Record<string, string> {
  const merged = { ...before, ...change };
  return Object.fromEntries(
    Object.entries(merged).filter((pair): pair is [string, string] => pair[1] !== null),
  );
}

export function missingParam(param: string): Error {
  return invalid(`Missing required param: ${param}.`, param, "parameter_missing");
}

function refuseUnknown(raw: RawGroup, fields: Fields, path: string): void {
  const names = Object.keys(raw)
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => (path === "" ? name : `${path}[${name}]`));
  if (names.length === 0) return;
  const noun = names.length === 1 ? "parameter" : "parameters";
  throw invalid(`Received unknown ${noun}: ${names.join(", ")}`, names[0], "parameter_unknown");
}

function scalar(raw: Raw, path: string): string {
  if (typeof raw === "string") return raw;
  throw invalid("Invalid string: an object was given", path);
}

function notEmpty(value: string, path: string): string {
  if (value !== "") return value;
  throw invalid(
    `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`,
    path,
    "parameter_invalid_empty",
  );
}
