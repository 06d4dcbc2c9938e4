import pg from "pg";

export interface RecordedStatement {
  readonly text: string;
  /** As they are sent to the database: text, bytes or null. */
  readonly values: readonly (string | null)[];
}

let recorded: RecordedStatement[] | null = null;

/**
 * Lets every connection that is opened from now on be listened to. For this process only: it changes
 * the driver, and nothing of ours.
 */
export function listenToStatements(): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  pg.Client.prototype.query = function listening(this: pg.Client, ...args: unknown[]): unknown {
    const [first, second] = args;
    const config = (typeof first === "string" ? { text: first, values: second } : first) as {
      text: string;
      values?: unknown[];
    };
    recorded?.push({
      text: config.text,
      values: (Array.isArray(config.values) ? config.values : []).map(asText),
    });
    return query.apply(this, args);
  } as typeof pg.Client.prototype.query;
}

/** Every statement that `work` sends, in order. */
export async function recordStatements(work: () => Promise<unknown>): Promise<RecordedStatement[]> {
  const mine: RecordedStatement[] = [];
  recorded = mine;
  await work();
  recorded = null;
  return mine;
}

/** As the driver writes a value: what we send are texts, numbers, bytes, instants and lists of texts. */
function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) return `\\x${value.toString("hex")}`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `{${value.map((one) => JSON.stringify(one)).join(",")}}`;
  return typeof value === "object" ? JSON.stringify(value) : `${value as string | bigint}`;
}
