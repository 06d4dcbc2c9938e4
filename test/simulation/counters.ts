/** How often something was reached: rows by columns. */
export type Table = Record<string, Record<string, number>>;

/** What a run of seeds reached. */
export interface Counters {
  /** What broke, by the state of the invoice it met. */
  readonly faults: Table;
  /** What each step came to. */
  readonly steps: Table;
}

export function createCounters(): Counters {
  return { faults: {}, steps: {} };
}

export function count(table: Table, row: string, column: string, times = 1): void {
  const cells = (table[row] ??= {});
  cells[column] = (cells[column] ?? 0) + times;
}

export function addCounters(into: Counters, from: Counters): void {
  for (const name of ["faults", "steps"] as const) {
    for (const [row, cells] of Object.entries(from[name])) {
      for (const [column, times] of Object.entries(cells)) count(into[name], row, column, times);
    }
  }
}

/** A table as Markdown, with the columns in the given order. */
export function printTable(title: string, table: Table, columns: readonly string[]): string {
  const rows = Object.keys(table).toSorted();
  const cells = rows.map((row) => [
    row,
    ...columns.map((column) => String(table[row]?.[column] ?? "·")),
  ]);
  const head = [title, ...columns];
  const widths = head.map((text, at) =>
    Math.max(text.length, ...cells.map((line) => (line[at] ?? "").length)),
  );
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))).join(" | ")} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(Math.max(1, width - 1))}:`)).join(" | ")} |`;
  return [line(head), rule, ...cells.map(line)].join("\n");
}
