import { assert } from "#src/values/assert.ts";
import type { Effort } from "./row.ts";

export interface Pairs {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** Ours by theirs, pair by pair. */
  readonly ratios: readonly number[];
}

/**
 * Measures both sides in alternating slices, so that a machine that slows down slows both. Who goes
 * first changes from pair to pair. One slice of each goes before and does not count.
 */
export async function measurePairs(
  { pairs }: Effort,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Pairs> {
  await ours();
  await theirs();
  const seen: { ours: number; theirs: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    if (pair % 2 === 0) seen.push({ ours: await ours(), theirs: await theirs() });
    else {
      const first = await theirs();
      seen.push({ ours: await ours(), theirs: first });
    }
  }
  return {
    ours: seen.map((pair) => pair.ours),
    theirs: seen.map((pair) => pair.theirs),
    ratios: seen.map((pair) => pair.ours / pair.theirs),
  };
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value that so many per cent do not exceed; halfway between two where there is no middle one. */
export function percentile(values: readonly number[], percent: number): number {
  assert(values.length > 0, "nothing was measured");
  const sorted = values.toSorted((a, b) => a - b);
  const at = ((sorted.length - 1) * percent) / 100;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}

/** `1,234` or `1.23`: as many digits as mean something. */
export function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  if (value < 0.1) return value.toFixed(3);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** How long `work` takes, in milliseconds. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
