import { parseArgs } from "node:util";

/** A command line that cannot be understood; the message says how it is meant. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>["options"]>;

/** The options of a command; refuses unknown ones with the usage line. */
export function readOptions<O extends Options>(args: string[], options: O, usage: string) {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${reason}\nUsage: ${usage}`);
  }
}
