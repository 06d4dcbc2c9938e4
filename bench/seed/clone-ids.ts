/** Ids of the one payment that was made for real, and of everything of it at the processor. */
export interface RecordedIds {
  readonly invoice: string;
  readonly payment: string;
  readonly session: string;
  readonly intent: string;
  readonly charge: string;
}

/** How an id begins and how many digits follow, so that clones' ids are as long as real ones. */
export const CLONE_IDS: Readonly<Record<keyof RecordedIds, { prefix: string; digits: number }>> = {
  invoice: { prefix: "inv_", digits: 26 },
  payment: { prefix: "pay_", digits: 26 },
  session: { prefix: "cs_test_", digits: 58 },
  intent: { prefix: "pi_", digits: 24 },
  charge: { prefix: "ch_", digits: 24 },
};

/** Clones are numbered, and their ids are made of that number: whoever knows one id knows them all. */
export function idOfClone(kind: keyof RecordedIds, number: number): string {
  const { prefix, digits } = CLONE_IDS[kind];
  return prefix + String(number).padStart(digits, "0");
}

export function numberOfClone(id: string): number {
  return Number(/\d+$/.exec(id)?.[0] ?? "0");
}
