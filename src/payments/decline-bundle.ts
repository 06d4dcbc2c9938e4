import type { Instant } from "#src/values/day.ts";

/** So many declined tries of one invoice are worth a letter: fewer, people sort out by themselves. */
export const TOLD_FROM = 3;
/** All declines of a day are one bundle, with one letter. */
export const BUNDLE_MS = 24 * 3_600_000;

export interface DeclineBundle {
  /** The try it began with; names the bundle, so that it is told once. */
  readonly firstId: string;
  readonly beganAt: Instant;
  readonly count: number;
}

/**
 * The newest bundle of an invoice's declined tries: a day's worth, from the first one on. The same
 * tries make the same bundles in whichever order they became known.
 */
export function newestBundle(
  tries: readonly { readonly id: string; readonly at: Instant }[],
): DeclineBundle | null {
  let bundle: DeclineBundle | null = null;
  const inOrder = tries.toSorted(
    (a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1),
  );
  for (const one of inOrder) bundle = joined(bundle, one);
  return bundle;
}

function joined(
  bundle: DeclineBundle | null,
  { id, at }: { readonly id: string; readonly at: Instant },
): DeclineBundle {
  const isWithin = bundle !== null && at.getTime() - bundle.beganAt.getTime() < BUNDLE_MS;
  return isWithin ? { ...bundle, count: bundle.count + 1 } : { firstId: id, beganAt: at, count: 1 };
}
