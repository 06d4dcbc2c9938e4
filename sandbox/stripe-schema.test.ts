import { afterAll, beforeAll, expect, test } from "vitest";
import { checkEvent, checkExchange } from "#test/support/stripe-schema.ts";
import type { Exchange } from "./api.ts";
import { invoiceSession, startCheckedSandbox, type CheckedSandbox } from "./checked-sandbox.ts";
import { startSandbox } from "./server.ts";

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
});
afterAll(() => sandbox.stop());

const read = async (path: string) => {
  const response = await fetch(`${sandbox.url}${path}`, {
    headers: { authorization: "Bearer sk_test_shop" },
  });
  return (await response.json()) as Record<string, unknown>;
};
const exchange =
  (responseBody: unknown, more: Partial<Exchange> = {}) =>
  () =>
    checkExchange({ method: "GET", path: "/v1/x", status: 200, responseBody, ...more });

test("the check finds a field too many, a field too few, a wrong kind and a wrong word, at any depth", async () => {
  const { id } = await sandbox.client().checkout.sessions.create(invoiceSession());
  await sandbox.control.payCheckout(id);
  const path = `/v1/checkout/sessions/${id}?expand[]=payment_intent.latest_charge.balance_transaction`;
  const session = await read(path);
  const intent = session["payment_intent"] as { latest_charge: Record<string, unknown> };
  const charge = intent.latest_charge;
  expect(exchange(session)).not.toThrow();
  charge["colour"] = "red";
  expect(exchange(session)).toThrow(
    "/payment_intent/latest_charge must NOT have additional properties colour",
  );
  delete charge["colour"];
  charge["amount"] = "10000";
  expect(exchange(session)).toThrow("/payment_intent/latest_charge/amount must be number");
  charge["amount"] = 10_000;
  charge["status"] = "paid";
  expect(exchange(session)).toThrow(
    "/payment_intent/latest_charge/status must be equal to one of the allowed values",
  );
  delete charge["status"];
  expect(exchange(session)).toThrow("must have required property 'status'");
});

test("the check looks into lists, errors and what was asked for", async () => {
  const list = await read("/v1/checkout/sessions");
  expect(exchange({ ...list, total: 1 })).toThrow("additional properties total");
  const [first] = list["data"] as object[];
  expect(exchange({ ...list, data: [{ ...first, url: 1 }] })).toThrow("/url");
  expect(
    exchange({ error: { type: "odd", message: "", request_log_url: "" } }, { status: 400 }),
  ).toThrow("/error/type");
  const post = { method: "POST", path: "/v1/refunds", requestBody: { amount: "ten" } };
  expect(exchange({ ...list, data: [] }, post)).toThrow(
    "parameters of POST /v1/refunds: /amount must be number",
  );
});

test("the check knows each event's own object", async () => {
  const { data } = await read("/v1/events?type=charge.succeeded");
  const [event] = data as { data: { object: Record<string, unknown> }; type: string }[];
  expect(() => checkEvent(event)).not.toThrow();
  expect(() => checkEvent({ ...event, type: "payment_intent.succeeded" })).toThrow(
    "/data/object must be PaymentIntent",
  );
  expect(() => checkEvent({ ...event, type: "charge.imagined" })).toThrow(
    "know nothing of Events charge.imagined",
  );
});

test("what a hook throws is thrown by stop, so that no test passes over it", async () => {
  const strict = await startSandbox({
    port: 0,
    onExchange: ({ path }) => {
      throw new Error(`not good: ${path}`);
    },
  });
  await fetch(`${strict.url}/v1/balance`, { headers: { authorization: "Bearer sk_test_a" } });
  await expect(strict.stop()).rejects.toThrow("not good: /v1/balance");
});
