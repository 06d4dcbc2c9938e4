import { availableParallelism, cpus, loadavg, platform, release, totalmem } from "node:os";
import { figure, median } from "./measure.ts";
import type { Effort, Line } from "./row.ts";

/** The machine in general words, and how busy it was when the run began. */
export function describeRun(effort: Effort, postgresVersion: string): string {
  const processor = (cpus()[0]?.model ?? "unknown processor").replace(/ +/g, " ");
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg().map((one) => one.toFixed(2));
  return [
    `${availableParallelism()} cores (${processor}), ${memory} GB memory, ${platform()} ${release().replace(/-.*/, "")}`,
    `Node ${process.versions.node}, PostgreSQL ${postgresVersion} (fsync, synchronous_commit and full_page_writes on)`,
    `load average at the start ${load.join(", ")}; ${effort.pairs} pairs of slices, ${effort.sliceMs / 1000} s each where a slice is a time${effort.isQuick ? " (quick: for trying only)" : ""}`,
  ].join("\n");
}

export function verdictOf({ goal, values }: Line): "met" | "missed" {
  const middle = median(values);
  return ("least" in goal ? middle >= goal.least : middle <= goal.most) ? "met" : "missed";
}

/** A Markdown table, aligned so that it reads as plain text too. */
export function tableOf(lines: readonly Line[]): string {
  const head = ["row", "what", "against", "goal", "median", "min", "max", ""];
  const rows = lines.map((line) => {
    const { goal, unit, values } = line;
    const limit = "least" in goal ? `≥ ${goal.least}` : `≤ ${goal.most.toLocaleString("en")}`;
    const numbers = [median(values), Math.min(...values), Math.max(...values)];
    const verdict = verdictOf(line);
    return [
      line.row,
      line.what,
      line.against,
      withUnit(limit, unit),
      ...numbers.map((value) => withUnit(figure(value), unit)),
      verdict === "met" ? "met" : "**missed**",
    ];
  });
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const format = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [format(head), format(widths.map((width) => "-".repeat(width))), ...rows.map(format)].join(
    "\n",
  );
}

function withUnit(text: string, unit: Line["unit"]): string {
  return unit === "×" ? `${text}×` : `${text} ${unit}`;
}
