import { describe, expect, it } from "vitest";
import { DECLINE_LIMITS, type DeclinedTry, judge, type PauseFacts } from "./pause.ts";

const NOW = Date.parse("2026-11-20T10:00:00Z");

function tries(count: number, from: Partial<DeclinedTry> = {}): DeclinedTry[] {
  return Array.from({ length: count }, (_, index) => ({
    invoiceId: "inv_a",
    payer: null,
    at: new Date(NOW - index * 1000),
    ...from,
  }));
}

function facts(some: Partial<PauseFacts>): PauseFacts {
  return { invoiceId: "inv_a", payer: null, declined: [], succeeded: 0, pauses: [], ...some };
}

const onInvoices = (invoices: number, each: number) =>
  Array.from({ length: invoices }, (_, index) => tries(each, { invoiceId: `inv_${index}` })).flat();

describe("which pauses begin", () => {
  it("is none for somebody who gets it wrong a few times", () => {
    expect(judge(facts({ declined: tries(9) }))).toEqual([]);
  });

  it("is the invoice's from its tenth declined card on", () => {
    expect(judge(facts({ declined: tries(10) }))).toEqual([{ scope: "invoice", declines: 10 }]);
    const other = facts({ invoiceId: "inv_b", declined: tries(10) });
    expect(judge(other)).toEqual([]);
  });

  it("is the address's when it tries several invoices, and nobody's where it is not known", () => {
    const declined = [
      ...tries(8, { payer: "aa" }),
      ...tries(7, { payer: "aa", invoiceId: "inv_b" }),
    ];
    expect(judge(facts({ payer: "aa", declined }))).toEqual([{ scope: "address", declines: 15 }]);
    expect(judge(facts({ payer: "bb", declined }))).toEqual([]);
    expect(judge(facts({ invoiceId: "inv_b", declined: onInvoices(15, 1) }))).toEqual([]);
  });

  it("is the business's when many links are tried, not when one is", () => {
    const one = judge(facts({ invoiceId: "inv_a", declined: tries(199) }));
    expect(one.map(({ scope }) => scope)).toEqual(["invoice"]);
    const many = judge(facts({ invoiceId: "inv_9", declined: onInvoices(25, 2) }));
    expect(many).toEqual([{ scope: "business", declines: 50 }]);
    const endless = judge(facts({ declined: tries(DECLINE_LIMITS.businessInAll) }));
    expect(endless.map(({ scope }) => scope)).toEqual(["invoice", "business"]);
  });

  it("is not the business's while a third of all tries succeeds", () => {
    const busy = { invoiceId: "inv_9", declined: onInvoices(25, 2) };
    expect(judge(facts({ ...busy, succeeded: 26 }))).toEqual([]);
    expect(judge(facts({ ...busy, succeeded: 24 }))).toHaveLength(1);
  });

  it("is none that runs already, and counts anew after one was lifted", () => {
    const running = { scope: "invoice", invoiceId: "inv_a", payer: null, liftedAt: null } as const;
    expect(judge(facts({ declined: tries(20), pauses: [running] }))).toEqual([]);
    const elsewhere = { ...running, invoiceId: "inv_b" };
    expect(judge(facts({ declined: tries(20), pauses: [elsewhere] }))).toHaveLength(1);
    const lifted = { ...running, liftedAt: new Date(NOW - 9500) };
    expect(judge(facts({ declined: tries(20), pauses: [lifted] }))).toHaveLength(1);
    expect(
      judge(
        facts({
          declined: tries(9).concat(tries(1, { at: new Date(NOW - 9600) })),
          pauses: [lifted],
        }),
      ),
    ).toEqual([]);
  });
});
