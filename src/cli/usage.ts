import { parseArgs } from "node:util";

/** A command line that cannot be understood; the message says how it is meant. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;

/** The options of a command; refuses unknown ones with the usage line. */
export function readOptions<O extends Options>(args: string[], options: O, usage: string) {
  return parse(usage, () => parseArgs({ args, options, strict: true, allowPositionals: false }))
    .values;
}

/** The same for a command that is told one file, under whatever name. */
export function readFileAndOptions<O extends Options>(args: string[], options: O, usage: string) {
  const { values, positionals } = parse(usage, () =>
    parseArgs({ args, options, strict: true, allowPositionals: true }),
  );
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError(`Usage: ${usage}`);
  return { file, options: values };
}

function parse<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${reason}\nUsage: ${usage}`);
  }
}
