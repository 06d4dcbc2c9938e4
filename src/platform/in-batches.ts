import { isDatabaseAway } from "./database.ts";

/**
 * Does at once what was asked for while it was busy: `work` is given all of it, at most `most`, and
 * answers each in its place; so many batches may be under way. Nothing waits for company: what comes
 * alone is done alone. Where a batch fails, each of it is tried alone, so that one that cannot be done
 * holds up no other; `work` must therefore bear being given the same twice. Where the database is away
 * all of it fails at once: it would only be waited for again and again.
 */
export function inBatches<Item, Result>(
  { most, underWay }: { most: number; underWay: number },
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let busy = 0;

  async function workOff(): Promise<void> {
    if (busy >= underWay) return;
    busy += 1;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await answer(batch);
    }
    busy -= 1;
  }

  async function answer(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [at, { resolve }] of batch.entries()) resolve(results[at] as Result);
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) return only?.reject(error);
      if (isDatabaseAway(error)) return batch.forEach((one) => one.reject(error));
      for (const one of batch) await answer([one]);
    }
  }

  return (item) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    waiting.push({ item, resolve, reject });
    // what arrived in the same turn of the event loop goes along
    setImmediate(() => void workOff());
    return promise;
  };
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}
