import { describe, expect, it } from "vitest";
import { createVault } from "#src/platform/vault.ts";
import { hashPayer } from "./hash-payer.ts";

const vault = createVault(Buffer.alloc(32, 7));
const hash = (address: string, businessId = "biz_a") =>
  hashPayer({ vault }, businessId, address)?.toString("hex") ?? null;

describe("a payer's address", () => {
  it("is the same again for one business, another for the next, and not the address", () => {
    expect(hash("203.0.113.7")).toBe(hash("203.0.113.7"));
    expect(hash("203.0.113.7")).not.toBe(hash("203.0.113.8"));
    expect(hash("203.0.113.7")).not.toBe(hash("203.0.113.7", "biz_b"));
    const other = createVault(Buffer.alloc(32, 8));
    expect(hash("203.0.113.7")).not.toBe(
      hashPayer({ vault: other }, "biz_a", "203.0.113.7")?.toString("hex"),
    );
  });

  it("with IPv6 is the network of the connection, however it is written", () => {
    expect(hash("2001:db8:1:2::1")).toBe(hash("2001:db8:1:2:ffff:1:2:3"));
    expect(hash("2001:db8::1")).toBe(hash("2001:0db8:0:0::2"));
    expect(hash("2001:db8:1:2::1")).not.toBe(hash("2001:db8:1:3::1"));
  });

  it.each(["127.0.0.1", "::1", "10.1.2.3", "192.168.1.1", "172.17.0.1", "fd00::1", "unknown", ""])(
    "says nothing when it is %s, a proxy's or the machine's own",
    (address) => {
      expect(hash(address)).toBeNull();
    },
  );
});
