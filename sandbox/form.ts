import { invalid } from "./errors.ts";

/** A decoded form: values are strings, `a[b]` nests, `a[]` and `a[0]` make numbered groups. */
export type Raw = string | RawGroup;
export interface RawGroup {
  [name: string]: Raw;
}

const deepest = 8;

/** Decodes a form-encoded body or query string as Stripe does. */
export function decodeForm(text: string): RawGroup {
  const form = emptyGroup();
  for (const [name, value] of new URLSearchParams(text)) put(form, keysOf(name), value);
  return form;
}

function keysOf(name: string): string[] {
  const keys = name.split("[").map((part, index) => (index === 0 ? part : part.replace(/\]$/, "")));
  if (keys.length > deepest) throw invalid(`Invalid parameter: ${name} is nested too deeply`, name);
  return keys;
}

function put(form: RawGroup, keys: string[], value: string): void {
  let group = form;
  for (const key of keys.slice(0, -1)) {
    const name = key === "" ? lastOrNext(group, keys) : key;
    const inner = group[name];
    const next = typeof inner === "object" ? inner : emptyGroup();
    group[name] = next;
    group = next;
  }
  const last = keys.at(-1) ?? "";
  group[last === "" ? String(Object.keys(group).length) : last] = value;
}

/** `items[][a]=1&items[][b]=2` belongs to one item, until a name repeats. */
function lastOrNext(group: RawGroup, keys: string[]): string {
  const count = Object.keys(group).length;
  const last = group[String(count - 1)];
  const leaf = keys.at(-1) ?? "";
  const fits = typeof last === "object" && !(leaf in last);
  return String(fits ? count - 1 : count);
}

function emptyGroup(): RawGroup {
  const group: RawGroup = Object.create(null);
  return group;
}
