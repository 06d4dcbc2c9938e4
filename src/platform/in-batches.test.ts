import { describe, expect, it } from "vitest";
import { inBatches } from "./in-batches.ts";

describe("work in batches", () => {
  it("does together what came together, at most so many, and answers each in its place", async () => {
    const batches: number[][] = [];
    const double = inBatches({ most: 3, underWay: 1 }, async (items: readonly number[]) => {
      batches.push([...items]);
      return items.map((item) => item * 2);
    });
    expect(await Promise.all([1, 2, 3, 4].map(double))).toEqual([2, 4, 6, 8]);
    expect(batches).toEqual([[1, 2, 3], [4]]);
    expect(await double(5)).toBe(10);
    expect(batches.at(-1)).toEqual([5]);
  });

  it("takes along what came while it was busy", async () => {
    const batches: number[][] = [];
    const gate = Promise.withResolvers<void>();
    const same = inBatches({ most: 10, underWay: 1 }, async (items: readonly number[]) => {
      batches.push([...items]);
      if (batches.length === 1) await gate.promise;
      return items;
    });
    const first = same(1);
    while (batches.length === 0) await new Promise(setImmediate);
    const rest = [2, 3].map(same);
    gate.resolve();
    expect(await Promise.all([first, ...rest])).toEqual([1, 2, 3]);
    expect(batches).toEqual([[1], [2, 3]]);
  });

  it("tries each alone where a batch fails, so that one holds up no other", async () => {
    const same = inBatches({ most: 10, underWay: 1 }, async (items: readonly string[]) => {
      if (items.includes("poison")) throw new Error(`cannot do ${items.join()}`);
      return items;
    });
    const outcomes = await Promise.allSettled(["a", "poison", "b"].map(same));
    expect(outcomes).toMatchObject([
      { status: "fulfilled", value: "a" },
      { status: "rejected", reason: { message: "cannot do poison" } },
      { status: "fulfilled", value: "b" },
    ]);
    expect(await same("c")).toBe("c");
  });
});
