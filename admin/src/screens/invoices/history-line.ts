import type { History } from "../../api/types.ts";

export type Line = History["data"][number];

export type Tone = "good" | "bad" | "plain";

/** What a line says. */
export interface Description {
  readonly words: string;
  readonly tone: Tone;
  readonly more?: string | undefined;
}

export function detailsOf(line: Line): Record<string, unknown> {
  return typeof line.details === "object" && line.details !== null
    ? (line.details as Record<string, unknown>)
    : {};
}

export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
