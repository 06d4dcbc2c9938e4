import type { Account, PaymentIntent } from "#sandbox/state.ts";
import type { Effect, Plan, Steps } from "./step.ts";
import type { Stage } from "./stage.ts";

/** What happens at Stripe without Quittance: its dashboard, and the payers' banks. */
export const BANK_STEPS: Steps = {
  "dashboard refunds": { weight: 9, plan: refundThere },
  "bank fails a refund": { weight: 6, plan: failRefund },
  "bank opens a dispute": { weight: 8, plan: openDispute },
  "bank decides a dispute": { weight: 12, plan: decideDispute },
  "bank settles a debit": { weight: 14, plan: settleDebit },
  "Stripe expires a page": { weight: 2, plan: expirePage },
  "Stripe holds fees back": { weight: 2, plan: holdFees },
  "Stripe tells the fees": { weight: 3, plan: tellFees },
  "another amount comes out": { weight: 2, plan: changeOutcome },
};

export function accountsOf({ sandbox }: Stage): Account[] {
  return Object.values(sandbox.state.accounts);
}

/** The invoice that an object at Stripe is tagged with. */
export function invoiceOf(
  object: { metadata?: Record<string, string> | null } | undefined,
): string | null {
  return object?.metadata?.["invoice"] ?? null;
}

function plan(subject: string | null, about: string, act: () => void | Promise<void>): Plan {
  const run = async (): Promise<Effect> => {
    try {
      await act();
      return "done";
    } catch {
      return "refused";
    }
  };
  return { subject, calls: [], about, run };
}

interface Found {
  readonly account: Account;
  readonly intent: PaymentIntent;
}

function intentsThat(stage: Stage, holds: (found: Found) => boolean): Found[] {
  return accountsOf(stage).flatMap((account) =>
    Object.values(account.paymentIntents)
      .map((intent) => ({ account, intent }))
      .filter(holds),
  );
}

/** What of a payment was not given back. */
function leftOf({ account, intent }: Found): number {
  const charge = account.charges[intent.latest_charge ?? ""];
  return intent.status === "succeeded" && charge ? charge.amount - charge.amount_refunded : 0;
}

export function dashboardKey({ name, livemode }: Account): string {
  return `sk_${livemode ? "live" : "test"}_${name}__dashboard`;
}

function refundThere(stage: Stage): Plan | null {
  const found = stage.random.maybe(intentsThat(stage, (one) => leftOf(one) > 0));
  if (!found) return null;
  const { account, intent } = found;
  const part = Math.max(1, Math.floor((leftOf(found) * stage.random.whole(1, 10)) / 10));
  return plan(invoiceOf(intent), String(part), async () => {
    const dashboard = stage.dashboard(dashboardKey(account));
    await dashboard.refunds.create({ payment_intent: intent.id, amount: part });
  });
}

function failRefund(stage: Stage): Plan | null {
  const refunds = accountsOf(stage).flatMap((account) => Object.values(account.refunds));
  const refund = stage.random.maybe(
    refunds.filter(({ status }) => status === "pending" || status === "succeeded"),
  );
  if (!refund) return null;
  const outcome = refund.status === "pending" && stage.random.chance(0.5) ? "succeeded" : "failed";
  const intent = intentsThat(stage, (one) => one.intent.id === refund.payment_intent)[0]?.intent;
  return plan(invoiceOf(intent), outcome, () =>
    stage.sandbox.control.settleRefund(refund.id, outcome),
  );
}

function openDispute(stage: Stage): Plan | null {
  const found = stage.random.maybe(intentsThat(stage, (one) => leftOf(one) > 0));
  if (!found) return null;
  const isInquiry = stage.random.chance(0.25);
  return plan(invoiceOf(found.intent), isInquiry ? "inquiry" : "", () => {
    stage.sandbox.control.openDispute(found.intent.id, { isInquiry });
  });
}

const DECIDED = ["won", "lost", "warning_closed"];

function decideDispute(stage: Stage): Plan | null {
  const disputes = accountsOf(stage).flatMap((account) => Object.values(account.disputes));
  const dispute = stage.random.maybe(disputes.filter(({ status }) => !DECIDED.includes(status)));
  if (!dispute) return null;
  const outcome = stage.random.pick(["won", "lost"] as const);
  const intent = intentsThat(stage, (one) => one.intent.id === dispute.payment_intent)[0]?.intent;
  return plan(invoiceOf(intent), outcome, () =>
    stage.sandbox.control.closeDispute(dispute.id, outcome),
  );
}

function settleDebit(stage: Stage): Plan | null {
  const found = stage.random.maybe(
    intentsThat(stage, ({ intent }) => intent.status === "processing"),
  );
  if (!found) return null;
  const outcome = stage.random.pick(["succeeded", "succeeded", "failed"] as const);
  return plan(invoiceOf(found.intent), outcome, () =>
    stage.sandbox.control.settleDebit(found.intent.id, outcome),
  );
}

function openSessions(stage: Stage) {
  return accountsOf(stage)
    .flatMap((account) => Object.values(account.sessions))
    .filter(({ status }) => status === "open");
}

function expirePage(stage: Stage): Plan | null {
  const session = stage.random.maybe(openSessions(stage));
  if (!session) return null;
  return plan(invoiceOf(session), "", () => stage.sandbox.control.expireCheckout(session.id));
}

function changeOutcome(stage: Stage): Plan | null {
  const session = stage.random.maybe(openSessions(stage));
  if (!session) return null;
  const outcome = stage.random.pick([
    { amount: 60 },
    { amount: (session.amount_total ?? 0) + 1 },
    { currency: "usd" },
  ]);
  return plan(invoiceOf(session), JSON.stringify(outcome), () =>
    stage.sandbox.control.setOutcome(session.id, outcome),
  );
}

function holdFees(stage: Stage): Plan {
  return plan(null, "", () => {
    stage.sandbox.control.setSettings({ balanceTransactions: "held" });
  });
}

function tellFees(stage: Stage): Plan {
  return plan(null, "", () => {
    stage.sandbox.control.setSettings({ balanceTransactions: "immediate" });
    stage.sandbox.control.releaseBalanceTransactions();
  });
}
