import type { RecordedStatement } from "./record-statements.ts";
import { CLONE_IDS, type RecordedIds } from "./clone-ids.ts";

/** Ids that are made anew for each payment; those of the business and its accounts stay. */
const NEW_ID = /(?:txn|ent|app|his|aud|mail|crd)_[0-9a-z]{26}|R-\d{4}-\d+/g;

/**
 * The recorded statements as a script for pgbench, for the clone whose number is `:n`: the same texts
 * with the same parameters, only that the ids of the recorded payment become the clone's. Values that
 * differ from clone to clone are made by one SELECT in front, the only statement that is added.
 */
export function pgbenchScript(
  statements: readonly RecordedStatement[],
  ids: RecordedIds,
  firstNumber: string,
): string {
  const pieces = idPieces(statements, ids);
  const made = new Map<string, string>();
  const body = statements.map(({ text, values }) => {
    const parameters = values.map((value) => {
      if (value === null) return "null";
      const expression = expressionOf(value, pieces);
      if (expression === null) return literal(value);
      const name = made.get(expression) ?? `v${made.size + 1}`;
      made.set(expression, name);
      return `:${name}`;
    });
    const filled = text.replace(
      /\$(\d+)/g,
      (_, at: string) => parameters[Number(at) - 1] ?? "null",
    );
    return `${filled.replaceAll(/\s+/g, " ")};`;
  });
  const columns = [...made].map(([expression, name]) => `${expression} as ${name}`);
  return [
    "\\set i :i + 1",
    `\\set n ${firstNumber} + :client_id * :share + :i`,
    `select ${columns.join(", ")} from (select (:n)::text as n) number \\gset`,
    ...body,
    "",
  ].join("\n");
}

/** SQL for each id that has to become the clone's. */
function idPieces(statements: readonly RecordedStatement[], ids: RecordedIds): Map<string, string> {
  const pieces = new Map<string, string>();
  for (const [kind, id] of Object.entries(ids)) {
    const { prefix, digits } = CLONE_IDS[kind as keyof RecordedIds];
    pieces.set(id, `'${prefix}' || lpad(n, ${digits}, '0')`);
  }
  for (const value of statements.flatMap((statement) => statement.values)) {
    for (const [id] of value?.matchAll(NEW_ID) ?? []) {
      if (pieces.has(id)) continue;
      const start = id.startsWith("R-") ? id.slice(0, 7) : `${id.slice(0, 4)}z${pieces.size}x`;
      pieces.set(id, `'${start}' || n`);
    }
  }
  return pieces;
}

/** The value with the clone's ids, or `null` when it holds none. */
function expressionOf(value: string, pieces: ReadonlyMap<string, string>): string | null {
  const parts = value.split(new RegExp(`(${[...pieces.keys()].join("|")})`));
  if (parts.length === 1) return null;
  return parts
    .filter((part) => part !== "")
    .map((part) => pieces.get(part) ?? literal(part))
    .join(" || ");
}

/** Without a colon, which pgbench would take for the begin of a variable. */
function literal(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "''");
  return `E'${escaped.replaceAll(":", "\\x3a").replaceAll("\n", "\\n")}'`;
}
