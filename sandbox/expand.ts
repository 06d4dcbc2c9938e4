import { StripeError, invalid } from "./errors.ts";
import type { Raw } from "./form.ts";
import { checkPermission, type Key } from "./keys.ts";
import { cut } from "./lists.ts";
import { list, text } from "./params.ts";
import { find, type Account } from "./state.ts";

const deepest = 4;

type Tables = {
  [K in keyof Account]: Account[K] extends Record<string, { object: string }> ? K : never;
}[keyof Account];

/** Which table an id belongs to, told by its prefix, and what reading it needs. */
const references: Record<string, { table: Tables; permission: string }> = {
  ch: { table: "charges", permission: "rak_charge_read" },
  cs: { table: "sessions", permission: "rak_checkout_session_read" },
  cus: { table: "customers", permission: "rak_customer_read" },
  du: { table: "disputes", permission: "rak_dispute_read" },
  pi: { table: "paymentIntents", permission: "rak_payment_intent_read" },
  pm: { table: "paymentMethods", permission: "rak_payment_method_read" },
  po: { table: "payouts", permission: "rak_payout_read" },
  price: { table: "prices", permission: "rak_plan_read" },
  prod: { table: "products", permission: "rak_product_read" },
  py: { table: "charges", permission: "rak_charge_read" },
  re: { table: "refunds", permission: "rak_charge_read" },
  seti: { table: "setupIntents", permission: "rak_setup_intent_read" },
  txn: { table: "balanceTransactions", permission: "rak_balance_transaction_source_read" },
};

type Node = Record<string, unknown>;

/** Reads `expand[]`; refuses paths deeper than Stripe follows. */
export function readExpand(raw: Raw | undefined): string[] {
  if (raw === undefined) return [];
  const paths = typeof raw === "string" ? [raw] : list(text).read(raw, "expand");
  for (const path of paths) {
    if (path.split(".").length > deepest)
      throw invalid(
        `You cannot expand more than ${deepest} levels of a property. Property: ${path}`,
        "expand",
      );
  }
  return paths;
}

/** A copy of the answer in which the references at the given paths are whole objects. */
export function expandAnswer(key: Key, answer: object, paths: readonly string[]): object {
  const copy: Node = { ...structuredClone(answer) };
  for (const path of paths) expandPath(key, copy, path.split("."), path);
  return copy;
}

function expandPath(key: Key, node: Node, [name = "", ...rest]: string[], path: string): void {
  const value = Object.hasOwn(node, name) ? node[name] : included(key.account, node, name);
  if (value === undefined) throw cannotExpand(path);
  const whole = Array.isArray(value)
    ? value.map((each) => wholeOf(key, each, path))
    : wholeOf(key, value, path);
  node[name] = whole;
  if (rest.length === 0) return;
  for (const inner of Array.isArray(whole) ? whole : [whole]) {
    if (isNode(inner)) expandPath(key, inner, rest, path);
    else if (inner !== null) throw cannotExpand(path);
  }
}

/** The object an id stands for; anything else as it is. */
function wholeOf(key: Key, value: unknown, path: string): unknown {
  return typeof value === "string" ? lookUp(key, value, path) : value;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null;
}

function lookUp(key: Key, id: string, path: string): object {
  const reference = references[id.slice(0, id.indexOf("_"))];
  const found = reference && find<object>(key.account[reference.table], id);
  if (!found) throw cannotExpand(path);
  checkPermission(key, reference.permission);
  return structuredClone(found);
}

/** Lists that Stripe leaves out of an object until they are asked for. */
function included(account: Account, node: Node, name: string): object | undefined {
  const id = String(node["id"]);
  if (node["object"] === "checkout.session" && name === "line_items") {
    const items = find(account.sessionDetails, id)?.lineItems ?? [];
    return structuredClone(cut(`/v1/checkout/sessions/${id}/line_items`, items, {}));
  }
  if (node["object"] === "charge" && name === "refunds") {
    const refunds = Object.values(account.refunds).filter((refund) => refund.charge === id);
    return structuredClone(cut(`/v1/charges/${id}/refunds`, refunds.toReversed(), {}));
  }
  return undefined;
}

function cannotExpand(path: string): StripeError {
  return invalid(`This property cannot be expanded (${path}).`, "expand");
}
