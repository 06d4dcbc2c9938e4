import { decodeForm } from "../form.ts";

/** What is wrong with each field of a form. */
export type Problems<Name extends string = string> = Partial<Record<Name, string>>;

/** Decodes a posted form; what is absent is empty. */
export function readFields<Name extends string>(
  body: string,
  names: readonly Name[],
): Record<Name, string> {
  const form = decodeForm(body);
  const values = names.map((name) => {
    const value = form[name];
    return [name, typeof value === "string" ? value.trim() : ""] as const;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every name was given its value
  return Object.fromEntries(values) as Record<Name, string>;
}

export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
