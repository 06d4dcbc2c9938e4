import { describe, expect, it } from "vitest";
import type { Application, Invoice } from "#src/invoices/invoice.ts";
import type { Collected, PaymentTruth } from "#src/processors/processor.ts";
import { currency } from "#src/values/currency.ts";
import { money } from "#src/values/money.ts";
import { canBecome, type Payment, PAYMENT_STATUSES } from "./payment.ts";
import { allocate, isAbout, nextStatus } from "./plan-settlement.ts";

const EUR = currency("EUR");
const NOW = new Date("2026-11-22T10:00:00Z");

/** An invoice over 100.00 with so much of it paid. */
function invoiceWith({ paid = 0n, isVoid = false }): Invoice {
  const application = { kind: "payment", amount: money(paid, EUR) } as Application;
  return {
    currency: EUR,
    total: money(10_000n, EUR),
    finalizedAt: NOW,
    voidedAt: isVoid ? NOW : null,
    applications: paid === 0n ? [] : [application],
  } as unknown as Invoice;
}

const collected = (minor: bigint, code = "EUR") =>
  ({ amount: money(minor, currency(code)), at: NOW }) as Collected;

const askedFor = (minor: bigint) => ({ amount: money(minor, EUR) }) as Payment;

describe("what becomes of collected money", () => {
  it.each([
    { case: "all that is due", asked: 10_000n, got: 10_000n, applied: 10_000n, reason: null },
    { case: "a part", asked: 4_000n, got: 4_000n, applied: 4_000n, reason: null },
    { case: "the rest", asked: 4_000n, paid: 6_000n, got: 4_000n, applied: 4_000n, reason: null },
    {
      case: "more than is due now",
      asked: 10_000n,
      paid: 6_000n,
      got: 10_000n,
      applied: 4_000n,
      reason: "overpaid",
    },
    {
      case: "paid by now",
      asked: 10_000n,
      paid: 10_000n,
      got: 10_000n,
      applied: 0n,
      reason: "already_paid",
    },
    {
      case: "void by now",
      asked: 10_000n,
      isVoid: true,
      got: 10_000n,
      applied: 0n,
      reason: "invoice_void",
    },
    {
      case: "a cent less than asked",
      asked: 10_000n,
      got: 9_999n,
      applied: 0n,
      reason: "amount_differs",
    },
    {
      case: "a cent more than asked",
      asked: 10_000n,
      got: 10_001n,
      applied: 0n,
      reason: "amount_differs",
    },
    {
      case: "not what was asked, though it is due",
      asked: 5_000n,
      got: 10_000n,
      applied: 0n,
      reason: "amount_differs",
    },
    {
      case: "the other currency",
      asked: 10_000n,
      got: 10_000n,
      code: "USD",
      applied: 0n,
      reason: "currency_differs",
    },
    {
      case: "other currency, void invoice",
      asked: 10_000n,
      isVoid: true,
      got: 1n,
      code: "JPY",
      applied: 0n,
      reason: "currency_differs",
    },
  ])("$case", ({ asked, got, code = "EUR", paid = 0n, isVoid = false, applied, reason }) => {
    const plan = allocate(askedFor(asked), invoiceWith({ paid, isVoid }), collected(got, code));
    expect(plan).toEqual({
      applied: money(applied, currency(code)),
      unapplied: money(got - applied, currency(code)),
      reason,
    });
  });
});

describe("the status that follows", () => {
  const truth = (status: PaymentTruth["status"]) => ({ status }) as PaymentTruth;
  const after = (status: Payment["status"], told: PaymentTruth["status"]) =>
    nextStatus({ status } as Payment, truth(told));

  it("is what the processor says, wherever the table knows a way there", () => {
    expect(after("started", "open")).toBe("started");
    expect(after("unknown", "open")).toBe("started");
    expect(after("started", "processing")).toBe("processing");
    expect(after("processing", "failed")).toBe("failed");
    expect(after("unknown", "canceled")).toBe("canceled");
  });

  it("leads to succeeded from everywhere, since money may always arrive", () => {
    for (const status of PAYMENT_STATUSES) expect(after(status, "succeeded")).toBe("succeeded");
  });

  it("never leaves succeeded, and never goes back to asking", () => {
    for (const told of ["open", "processing", "failed", "canceled"] as const) {
      expect(after("succeeded", told)).toBe("succeeded");
    }
    expect(after("processing", "open")).toBe("processing");
    expect(after("failed", "open")).toBe("failed");
    expect(after("canceled", "open")).toBe("canceled");
    expect(PAYMENT_STATUSES.filter((status) => canBecome("succeeded", status))).toEqual([]);
  });
});

describe("whether the processor speaks of this payment", () => {
  const payment = {
    id: "pay_1",
    businessId: "biz_1",
    invoiceId: "inv_1",
    mode: "test",
  } as Payment;
  const tags = { installation: "ins_1", business: "biz_1", invoice: "inv_1", payment: "pay_1" };
  const about = (change: Partial<PaymentTruth>) =>
    isAbout(payment, "ins_1", { mode: "test", tags, ...change } as PaymentTruth);

  it("takes all four tags and the mode", () => {
    expect(about({})).toBe(true);
    expect(about({ mode: "live" })).toBe(false);
    expect(about({ tags: {} })).toBe(false);
    for (const name of ["installation", "business", "invoice", "payment"] as const) {
      expect(about({ tags: { ...tags, [name]: "other_1" } }), name).toBe(false);
      const { [name]: _, ...rest } = tags;
      expect(about({ tags: rest }), name).toBe(false);
    }
  });
});
