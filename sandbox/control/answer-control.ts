import { z } from "zod";
import { faultKinds } from "../faults.ts";
import type { PageAnswer } from "../http.ts";
import { disputeReasons } from "../open-dispute.ts";
import type { World } from "../world.ts";
import { controlPage } from "./control-page.ts";
import { ControlError } from "./control-error.ts";
import type { Control } from "./control.ts";
import { describeState } from "./describe-state.ts";

const count = z.number().int().min(0);
const faultShape = z.strictObject({
  match: z.string().min(1),
  kind: z.enum(faultKinds),
  times: z.number().int().min(1).default(1),
  ms: count.default(1000),
  effect: z.boolean().default(true),
});
const keyShape = z.strictObject({
  key: z.string(),
  permissions: z.array(z.string()).optional(),
  missing: z.array(z.string()).optional(),
  isRevoked: z.boolean().optional(),
});
const accountShape = z.strictObject({
  key: z.string(),
  businessName: z.string().min(1).optional(),
  currency: z
    .string()
    .regex(/^[a-z]{3}$/)
    .optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  statementDescriptor: z.string().min(1).max(22).optional(),
  apiVersion: z.string().optional(),
});
const webhookShape = z
  .strictObject({
    delayMs: count,
    drop: count,
    duplicate: count,
    reorder: count,
    forge: count,
    isPaused: z.boolean(),
    retryAfterMs: z.array(count),
  })
  .partial();
const settingsShape = z
  .strictObject({
    balanceTransactions: z.enum(["held", "immediate"]),
    refundSettlesAfterMs: count,
    debits: z.enum(["held", "timed"]),
    debitSettlesAfterMs: count,
    payoutArrivesAfterMs: count,
    disputeDecidedAfterMs: count,
  })
  .partial();
const payShape = z.strictObject({
  session: z.string(),
  card: z.string().optional(),
  exp: z.string().optional(),
  cvc: z.string().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  authentication: z.enum(["complete", "fail", "leave"]).optional(),
  iban: z.string().optional(),
  force: z.boolean().optional(),
});
const outcomeShape = z.strictObject({
  session: z.string(),
  amount: z.number().int().optional(),
  currency: z.string().length(3).optional(),
});
const disputeShape = z.strictObject({
  intent: z.string(),
  reason: z.enum(disputeReasons).default("fraudulent"),
  // A button of the page sends text.
  isInquiry: z.union([z.boolean(), z.stringbool()]).default(false),
});
const deliverShape = z.strictObject({
  event: z.string(),
  times: z.coerce.number().int().min(1).max(100).default(1),
});

type Handler = (control: Control, body: unknown) => unknown;

/** `POST /_sandbox/<name>` with a JSON body; each is a function of Control. */
const handlers: Record<string, Handler> = {
  accounts: (control, body) => {
    const { key, ...settings } = accountShape.parse(body);
    const { id, livemode } = control.setAccount(key, settings);
    return { account: id, livemode };
  },
  advance: (control, body) => control.advance(z.strictObject({ ms: count }).parse(body).ms),
  "balance-transactions": (control) => control.releaseBalanceTransactions(),
  debits: (control, body) => {
    const shape = z.strictObject({ intent: z.string(), outcome: z.enum(["failed", "succeeded"]) });
    const { intent, outcome } = shape.parse(body);
    control.settleDebit(intent, outcome);
  },
  deliver: (control, body) => {
    const { event, times } = deliverShape.parse(body);
    return control.deliver(event, times);
  },
  disputes: (control, body) => {
    const { intent, ...dispute } = disputeShape.parse(body);
    const { id, status } = control.openDispute(intent, dispute);
    return { dispute: id, status };
  },
  "disputes/close": (control, body) => {
    const shape = z.strictObject({ dispute: z.string(), outcome: z.enum(["lost", "won"]) });
    const { dispute, outcome } = shape.parse(body);
    control.closeDispute(dispute, outcome);
  },
  expire: (control, body) =>
    control.expireCheckout(z.strictObject({ session: z.string() }).parse(body).session),
  "fail-authentication": (control, body) =>
    control.failAuthentication(z.strictObject({ intent: z.string() }).parse(body).intent),
  faults: (control, body) => control.fault(faultShape.parse(body)),
  "faults/clear": (control) => control.clearFaults(),
  keys: (control, body) => {
    const { key, ...settings } = keyShape.parse(body);
    control.setKey(key, settings);
  },
  outcome: (control, body) => {
    const { session, ...outcome } = outcomeShape.parse(body);
    control.setOutcome(session, outcome);
  },
  pay: async (control, body) => {
    const { session, ...payer } = payShape.parse(body);
    const { outcome, status, location } = await control.payCheckout(session, payer);
    return { outcome, status, location };
  },
  payouts: (control, body) => {
    const shape = z.strictObject({
      key: z.string(),
      outcome: z.enum(["failed", "paid", "pending"]).default("paid"),
    });
    const { key, outcome } = shape.parse(body);
    const { id, amount, status } = control.makePayout(key, { outcome });
    return { payout: id, amount, status };
  },
  "payouts/settle": (control, body) => {
    const shape = z.strictObject({ payout: z.string(), outcome: z.enum(["failed", "paid"]) });
    const { payout, outcome } = shape.parse(body);
    control.settlePayout(payout, outcome);
  },
  refunds: (control, body) => {
    const shape = z.strictObject({ refund: z.string(), outcome: z.enum(["failed", "succeeded"]) });
    const { refund, outcome } = shape.parse(body);
    control.settleRefund(refund, outcome);
  },
  settings: (control, body) => control.setSettings(settingsShape.parse(body)),
  unreachable: (control, body) =>
    control.setUnreachable(
      z.strictObject({ isUnreachable: z.boolean() }).parse(body).isUnreachable,
    ),
  webhooks: (control, body) => control.setWebhooks(webhookShape.parse(body)),
  "webhooks/release": (control) => control.releaseDeliveries(),
};

/** Answers what lies under /_sandbox: the page for people, and the JSON controls. */
export async function answerControl(
  world: World,
  control: Control,
  method: string,
  path: string,
  body: string,
  contentType: string | undefined,
): Promise<PageAnswer | undefined> {
  const name = path.slice("/_sandbox/".length);
  if (method === "GET" && name === "")
    return { status: 200, headers: htmlHeaders, body: String(await controlPage(world)) };
  if (method === "GET" && name === "state") return json(200, describeState(world));
  const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
  if (!handler || method !== "POST") return undefined;
  // curl calls every body a form; only the page's own forms are one.
  const isForm =
    (contentType?.startsWith("application/x-www-form-urlencoded") ?? false) &&
    !body.startsWith("{");
  try {
    const given: unknown = isForm
      ? Object.fromEntries(new URLSearchParams(body))
      : JSON.parse(body || "{}");
    const result = await handler(control, given);
    if (isForm) return { status: 303, headers: { location: "/_sandbox" }, body: "" };
    return json(200, result ?? { ok: true });
  } catch (error) {
    if (error instanceof z.ZodError) return json(400, { error: z.prettifyError(error) });
    if (error instanceof ControlError || error instanceof SyntaxError)
      return json(400, { error: error.message });
    throw error;
  }
}

const htmlHeaders = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };

function json(status: number, body: unknown): PageAnswer {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(body, null, 2),
  };
}
