import { afterAll, beforeAll, expect, test } from "vitest";
import { checkEvent, checkExchange } from "#test/support/stripe-schema.ts";
import type { Exchange } from "./api.ts";
import {
  invoiceSession,
  startCheckedSandbox,
  type CheckedSandbox,
} from "#test/support/checked-sandbox.ts";
import { startSandbox } from "./server.ts";

let sandbox: CheckedSandbox;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
});
afterAll(() => sandbox.stop());

// As loose as the outside: any field may be missing or of another kind.
interface Loose {
  [field: string]: Loose;
}
const read = async (path: string): Promise<Loose> => {
  const response = await fetch(`${sandbox.url}${path}`, {
    headers: { authorization: "Bearer sk_test_shop" },
  });
  return response.json();
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
  const charge = session["payment_intent"]?.["latest_charge"];
  const changed = (change: object) =>
    exchange({
      ...session,
      payment_intent: { ...session["payment_intent"], latest_charge: { ...charge, ...change } },
    });
  const place = "/payment_intent/latest_charge";
  expect(exchange(session)).not.toThrow();
  expect(changed({ colour: "red" })).toThrow(`${place} must NOT have additional properties colour`);
  expect(changed({ amount: "10000" })).toThrow(`${place}/amount must be number`);
  expect(changed({ status: "paid" })).toThrow(
    `${place}/status must be equal to one of the allowed values`,
  );
  expect(changed({ status: undefined })).toThrow("must have required property 'status'");
});

test("the check looks into lists, errors and what was asked for", async () => {
  const list = await read("/v1/checkout/sessions");
  expect(exchange({ ...list, total: 1 })).toThrow("additional properties total");
  expect(exchange({ ...list, data: [{ ...list["data"]?.["0"], url: 1 }] })).toThrow("/url");
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
  const event = data?.["0"];
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
