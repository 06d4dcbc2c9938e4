import { expect } from "vitest";
import { CURRENCIES } from "#src/values/currency.ts";
import { canChargeWithStripe } from "#src/processors/stripe/amounts.ts";
import { openPage, ownCurrency, payPage, refusalOf } from "./pay.ts";
import { type Case, newRequest, of, type SandboxCase, seenWith, type View } from "./target.ts";

/** In our minor units and in Stripe's, which are not always the same. */
const amounts: readonly (readonly [code: string, minor: bigint, units: number])[] = [
  ["EUR", 1_099n, 1_099],
  ["JPY", 5_000n, 5_000],
  ["ISK", 1_500n, 150_000],
  ["UGX", 40_000n, 4_000_000],
  ["HUF", 1_755_050n, 1_755_050],
  ["TWD", 80_045n, 80_045],
  ["BHD", 5_120n, 5_120],
  ["KWD", 5_230n, 5_230],
];

/** https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in Stripe's units. */
const smallest: readonly (readonly [code: string, units: number])[] = Object.entries({
  USD: 50,
  AED: 200,
  AUD: 50,
  BRL: 50,
  CAD: 50,
  CHF: 50,
  CZK: 1_500,
  DKK: 250,
  EUR: 50,
  GBP: 30,
  HKD: 400,
  HUF: 17_500,
  INR: 50,
  JPY: 50,
  KRW: 50,
  MXN: 1_000,
  MYR: 200,
  NOK: 300,
  NZD: 50,
  PLN: 200,
  RON: 200,
  SEK: 300,
  SGD: 50,
  THB: 1_000,
  ARS: 50,
  COP: 50,
  IDR: 50,
  ILS: 50,
  PHP: 50,
  ZAR: 50,
});

function create({ client }: Pick<View, "client">, amount: number, currency: string) {
  return client.paymentIntents.create({ amount, currency: currency.toLowerCase() });
}

/** What is below the smallest charge is refused by both, and the smallest is taken by both. */
async function checkSmallest(target: View, code: string, units: number) {
  const refused = await refusalOf(create(target, units - 1, code));
  expect(refused).toMatchObject({ statusCode: 400, code: "amount_too_small" });
  expect(canChargeWithStripe(of(BigInt(units - 1), code))).toEqual({
    ok: false,
    reason: "amount_too_small",
  });
  expect((await create(target, units, code)).amount).toBe(units);
  expect(canChargeWithStripe(of(BigInt(units), code))).toEqual({ ok: true });
}

export const amountCases: readonly Case[] = [
  ...amounts.map(([code, minor, units]): Case => ({
    name: `${minor} minor units of ${code} are ${units} to Stripe, and the same on the way back`,
    async run(target) {
      const amount = of(minor, code);
      const paid = await payPage(target, newRequest(amount));
      expect(paid.collected?.amount).toEqual(amount);
      const session = await target.client.checkout.sessions.retrieve(String(paid.sessionId));
      expect(session).toMatchObject({ amount_total: units, currency: code.toLowerCase() });
    },
  })),
  {
    name: "the smallest charge of the account's own currency goes, and one unit less does not",
    async run(target) {
      const own = await ownCurrency(target);
      const [, units = 0] = smallest.find(([code]) => code === own) ?? [];
      expect(units, `the smallest charge in ${own} is known`).toBeGreaterThan(0);
      await checkSmallest(target, own, units);
    },
  },
  {
    name: "what is finer than Stripe takes is refused by both",
    async run(target) {
      for (const code of ["BHD", "KWD"]) {
        expect((await refusalOf(create(target, 5_121, code))).statusCode, code).toBe(400);
        const ours = canChargeWithStripe(of(5_121n, code));
        expect(ours).toEqual({ ok: false, reason: "amount_not_chargeable" });
      }
    },
  },
  {
    name: "a currency that Stripe does not charge is refused by both",
    async run(target) {
      for (const code of ["IRR", "KPW", "CUP"]) {
        expect((await refusalOf(create(target, 100_000, code))).statusCode, code).toBe(400);
        const ours = canChargeWithStripe(of(100_000n, code));
        expect(ours).toEqual({ ok: false, reason: "amount_not_chargeable" });
      }
    },
  },
];

/** At most the eight digits that the API takes in every currency, and worth a charge in each. */
function plenty(code: string): bigint {
  return ["ISK", "UGX"].includes(code) ? 500_000n : 50_000_000n;
}

export const sandboxAmountCases: readonly SandboxCase[] = [
  ...smallest.map(([code, units]): SandboxCase => ({
    name: `the smallest charge of an account settling in ${code} is ${units}`,
    because: "a Stripe account settles in the currency of its country",
    async run({ sandbox }) {
      const key = `sk_test_settles_${code.toLowerCase()}`;
      sandbox.control.setAccount(key, { currency: code.toLowerCase() });
      const target = seenWith(key, sandbox.url);
      await checkSmallest(target, code, units);
    },
  })),
  {
    name: "every currency that we say Stripe charges opens a page",
    because: "accounts differ in what they may charge, and it is more than 130 pages",
    async run(target) {
      const charged = CURRENCIES.map((code) => of(plenty(code), code)).filter(
        (amount) => canChargeWithStripe(amount).ok,
      );
      expect(charged.length).toBeGreaterThan(130);
      for (const amount of charged) await openPage(target, newRequest(amount));
    },
  },
];
