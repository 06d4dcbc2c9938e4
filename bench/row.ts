import type { Place } from "./place.ts";

/** How long a run measures: the real one, or a short one to try things. */
export interface Effort {
  /** Slices of each side; at least seven in a real run. */
  readonly pairs: number;
  readonly sliceMs: number;
  readonly isQuick: boolean;
}

/** One row of the table: what was measured against what, once for each pair of slices. */
export interface Line {
  readonly row: string;
  readonly what: string;
  readonly against: string;
  /** The median must not be below, or not above. */
  readonly goal: { readonly least: number } | { readonly most: number };
  readonly unit: "×" | "ms" | "MB" | "calls";
  readonly values: readonly number[];
  /** Both sides in absolute numbers, and what a reader must know to judge them. */
  readonly detail: string;
}

/**
 * Measures in a place of its own, then checks that what was measured was also done right: a row that
 * was fast and wrong throws.
 */
export type Row = (place: Place, effort: Effort) => Promise<Line[]>;

/** A row that cannot be measured on this machine; the message says why. */
export class CannotMeasure extends Error {
  override readonly name = "CannotMeasure";
}
