import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUNDLE_MS, newestBundle } from "./decline-bundle.ts";

const tryAt = fc.record({
  id: fc.stringMatching(/^[a-z]{8}$/),
  at: fc.integer({ min: 0, max: 5 * BUNDLE_MS }).map((ms) => new Date(ms)),
});
const tries = fc.uniqueArray(tryAt, { selector: ({ id }) => id, minLength: 1, maxLength: 30 });

describe("declined tries in bundles of a day", () => {
  it("are the same bundles in whichever order they became known [R35]", () => {
    fc.assert(
      fc.property(tries, (some) => {
        expect(newestBundle(some.toReversed())).toEqual(newestBundle(some));
      }),
    );
  });

  it("begin a new bundle, and a new letter, at most once a day [R35]", () => {
    fc.assert(
      fc.property(tries, (some) => {
        const inOrder = some.toSorted(
          (a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1),
        );
        const begun = inOrder.map((_, index) => newestBundle(inOrder.slice(0, index + 1)));
        const firsts = [...new Map(begun.map((one) => [one?.firstId, one?.beganAt])).values()];
        for (const [index, at] of firsts.slice(1).entries()) {
          const before = firsts[index]?.getTime() ?? 0;
          expect((at?.getTime() ?? 0) - before).toBeGreaterThanOrEqual(BUNDLE_MS);
        }
      }),
    );
  });

  it("are none where nothing was declined", () => {
    expect(newestBundle([])).toBeNull();
  });
});
