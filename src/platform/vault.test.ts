import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createVault } from "./vault.ts";

const key = randomBytes(32);
const vault = createVault(key);
const place = "connections.credentials:biz_1:con_1";
const secret = "sk_live_a secret that nobody else may read";

describe("a sealed secret", () => {
  it("opens where it was sealed, also after a restart", () => {
    for (const text of [secret, "", "ünïcödé 🔑", "x".repeat(100_000)]) {
      expect(createVault(key).open(place, vault.seal(place, text))).toBe(text);
    }
  });

  it.each([
    "connections.credentials:biz_1:con_2",
    "connections.credentials:biz_2:con_1",
    "connections.webhook:biz_1:con_1",
    `${place} `,
    "",
  ])("does not open in another row, column or business: %s [attack 39]", (elsewhere) => {
    expect(() => vault.open(elsewhere, vault.seal(place, secret))).toThrow();
  });

  it("does not open with another key [attack 39]", () => {
    expect(() => createVault(randomBytes(32)).open(place, vault.seal(place, secret))).toThrow();
  });

  it("does not open when any one of its bytes was changed, or when it was cut [attack 39]", () => {
    const sealed = vault.seal(place, "short");
    for (const index of sealed.keys()) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(() => vault.open(place, changed), `byte ${index}`).toThrow();
      expect(() => vault.open(place, sealed.subarray(0, index)), `cut at ${index}`).toThrow();
    }
  });

  it("looks different each time and holds nothing of what it hides [attack 39]", () => {
    const sealed = Array.from({ length: 100 }, () => vault.seal(place, secret).toString("latin1"));
    expect(new Set(sealed).size).toBe(100);
    expect(sealed.join("")).not.toContain("sk_live");
  });
});

describe("a derived key", () => {
  it("is another for each purpose and each secret key, and always the same", () => {
    const other = createVault(randomBytes(32));
    expect(vault.derive("cookies")).toBe(createVault(key).derive("cookies"));
    const derived = [vault.derive("cookies"), vault.derive("mails"), other.derive("cookies")];
    expect(new Set(derived).size).toBe(3);
  });

  it("is not made from a secret key that is too short to be one", () => {
    expect(() => createVault(randomBytes(31))).toThrow(/32 bytes/);
  });
});
