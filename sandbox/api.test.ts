import { Stripe } from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  invoiceSession,
  line,
  startCheckedSandbox,
  type CheckedSandbox,
} from "#test/support/checked-sandbox.ts";

let sandbox: CheckedSandbox;
let stripe: Stripe;
beforeAll(async () => {
  sandbox = await startCheckedSandbox();
  stripe = sandbox.client();
});
afterAll(() => sandbox.stop());

const refusal = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Stripe.errors.StripeError)) throw new Error("Stripe did not refuse");
  const { statusCode, rawType, code, param, message, doc_url: docUrl } = error;
  return { statusCode, rawType, code, param, message, docUrl };
};

const call = (
  path: string,
  init: { method?: string; form?: string; key?: string | null; version?: string } = {},
) =>
  fetch(`${sandbox.url}${path}`, {
    method: init.method ?? (init.form === undefined ? "GET" : "POST"),
    ...(init.form === undefined ? {} : { body: init.form }),
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...(init.key === null ? {} : { authorization: `Bearer ${init.key ?? "sk_test_shop"}` }),
      ...(init.version === undefined ? {} : { "stripe-version": init.version }),
    },
  });

test("an unknown parameter is refused by name, however deep it lies", async () => {
  const wrong = { ...invoiceSession(), colour: "red" };
  expect(await refusal(stripe.checkout.sessions.create(wrong))).toMatchObject({
    statusCode: 400,
    rawType: "invalid_request_error",
    code: "parameter_unknown",
    param: "colour",
    message: "Received unknown parameter: colour",
    docUrl: "https://stripe.com/docs/error-codes/parameter-unknown",
  });
  const response = await call("/v1/payment_intents", {
    form: "amount=100&currency=eur&shipping[name]=A&shipping[address][x]=1",
  });
  expect(await response.json()).toMatchObject({ error: { param: "shipping[address][x]" } });
});

test("parameters that later versions took away are unknown to endive and known to older versions", async () => {
  const form = "amount=100&currency=eur&payment_method_types[]=card";
  const endive = await call("/v1/payment_intents", {
    form,
    version: "2026-10-28.endive",
  });
  expect([endive.status, endive.headers.get("stripe-version")]).toEqual([400, null]);
  expect((await call("/v1/payment_intents", { form })).status).toBe(200);
});

test("a missing parameter is named with its full path", async () => {
  const form =
    "mode=payment&success_url=https://shop.example&line_items[0][quantity]=1&line_items[0][price_data][unit_amount]=100";
  const response = await call("/v1/checkout/sessions", { form });
  expect(await response.json()).toMatchObject({
    error: {
      code: "parameter_missing",
      param: "line_items[0][price_data][currency]",
      message: "Missing required param: line_items[0][price_data][currency].",
    },
  });
});

test("what does not exist, in this account or at all, is resource_missing", async () => {
  const mine = await stripe.checkout.sessions.create(invoiceSession());
  const stranger = sandbox.client("sk_test_stranger");
  expect(await refusal(stranger.checkout.sessions.retrieve(mine.id))).toMatchObject({
    statusCode: 404,
    code: "resource_missing",
  });
  expect(await refusal(stripe.paymentIntents.retrieve("pi_x"))).toMatchObject({
    statusCode: 404,
    message: "No such payment_intent: 'pi_x'",
  });
  expect(await refusal(stripe.checkout.sessions.expire("cs_test_x"))).toMatchObject({
    code: "resource_missing",
  });
  expect(await refusal(stripe.refunds.create({ payment_intent: "pi_x" }))).toMatchObject({
    code: "resource_missing",
    param: "payment_intent",
  });
  expect(await refusal(stripe.webhookEndpoints.update("we_x", {}))).toMatchObject({
    code: "resource_missing",
  });
  expect(await refusal(stripe.charges.retrieve("__proto__"))).toMatchObject({
    code: "resource_missing",
  });
});

test("unknown addresses and methods are 404 with Stripe's text", async () => {
  for (const [method, path] of [
    ["GET", "/v1/nothing"],
    ["DELETE", "/v1/charges/ch_1"],
    ["GET", "/elsewhere"],
  ] as const) {
    const response = await call(path, { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: {
        message: expect.stringContaining(`Unrecognized request URL (${method}: ${path})`),
      },
    });
  }
});

const answerTo = async (key: string | null) => {
  const response = await call("/v1/events", { key });
  const { error }: { error: { message: string; code?: string } } = await response.json();
  return [response.status, error.code, error.message];
};

test("keys: none, malformed, publishable, revoked and live", async () => {
  expect(await answerTo(null)).toEqual([
    401,
    undefined,
    expect.stringContaining("You did not provide an API key"),
  ]);
  expect(await answerTo("whatever_1234567890abcd")).toEqual([
    401,
    undefined,
    expect.stringMatching(/^Invalid API Key provided: wh\*+abcd$/),
  ]);
  expect(await answerTo("pk_test_1")).toEqual([
    401,
    "secret_key_required",
    expect.stringContaining("publishable"),
  ]);
  sandbox.control.setKey("sk_test_revoked__main", { isRevoked: true });
  expect(await answerTo("sk_test_revoked__main")).toEqual([
    401,
    "api_key_expired",
    expect.stringContaining("Expired API Key provided: sk_test_"),
  ]);
  const live = await sandbox.client("sk_live_shop").checkout.sessions.create(invoiceSession());
  expect(live).toMatchObject({ livemode: true, id: expect.stringMatching(/^cs_live_/) });
});

test("keys of one account share what is in it; all others are separate", async () => {
  const { id } = await sandbox.client("sk_test_acme__a").checkout.sessions.create(invoiceSession());
  const restricted = sandbox.client("rk_test_acme__b");
  expect((await restricted.checkout.sessions.retrieve(id)).id).toBe(id);
  expect((await sandbox.client("sk_live_acme__a").checkout.sessions.list()).data).toEqual([]);
  const [test, live] = await Promise.all([
    sandbox.client("sk_test_acme__a").accounts.retrieveCurrent(),
    sandbox.client("sk_live_acme__a").accounts.retrieveCurrent(),
  ]);
  expect(test.id).toBe(live.id);
});

test("a restricted key without a permission is told which one, before anything else is looked at", async () => {
  const key = "rk_test_acme__limited12345678";
  const limited = sandbox.client(key);
  sandbox.control.setKey(key, {
    missing: ["rak_charge_write", "rak_balance_transaction_source_read"],
  });
  expect(await refusal(limited.refunds.create({ payment_intent: "pi_x" }))).toMatchObject({
    statusCode: 403,
    rawType: "invalid_request_error",
    message: expect.stringMatching(
      /^The provided key 'rk_test_\*+5678' does not have the required permissions for this endpoint on account 'acct_\w+'\. Having the 'rak_charge_write' permission would allow this request to continue\.$/,
    ),
  });
  expect((await limited.charges.list()).data).toEqual([]);
  const { id } = await limited.checkout.sessions.create(invoiceSession());
  await sandbox.control.payCheckout(id);
  const expand = ["payment_intent.latest_charge.balance_transaction"];
  expect(await refusal(limited.checkout.sessions.retrieve(id, { expand }))).toMatchObject({
    message: expect.stringContaining("rak_balance_transaction_source_read"),
  });
  sandbox.control.setKey(key, { permissions: ["rak_charge_write"] });
  expect((await limited.charges.list()).data).toHaveLength(1);
  expect(await refusal(limited.events.list())).toMatchObject({ statusCode: 403 });
});

test("restricted keys cannot read the account unless they are given that very permission", async () => {
  const restricted = sandbox.client("rk_test_plain");
  expect(await refusal(restricted.accounts.retrieveCurrent())).toMatchObject({ statusCode: 403 });
  expect((await stripe.accounts.retrieveCurrent()).default_currency).toBe("eur");
});

test.each([
  [49, "eur", "amount_too_small"],
  [50, "usd", "amount_too_small"],
  [100_000_000, "eur", "amount_too_large"],
  [1234, "kwd", "parameter_invalid_integer"],
  [550, "isk", "parameter_invalid_integer"],
])("%d %s cannot be charged: %s", async (amount, currency, code) => {
  expect(await refusal(stripe.paymentIntents.create({ amount, currency }))).toMatchObject({
    statusCode: 400,
    code,
  });
  expect(
    await refusal(
      stripe.checkout.sessions.create(invoiceSession({ line_items: [line(amount, currency)] })),
    ),
  ).toMatchObject({ code });
});

test.each([
  [50, "eur"],
  [5000, "jpy"],
  [1230, "kwd"],
  [50_000, "isk"],
  [39_500, "huf"],
])("%d %s can be charged", async (amount, currency) => {
  expect(await stripe.paymentIntents.create({ amount, currency })).toMatchObject({
    amount,
    currency,
  });
});

test("an unknown currency is refused with the list of known ones", async () => {
  expect(
    await refusal(stripe.paymentIntents.create({ amount: 100, currency: "xyz" })),
  ).toMatchObject({
    message: expect.stringMatching(
      /^Invalid currency: xyz\. Stripe currently supports these currencies: /,
    ),
  });
});

test("the account settles in its own currency; other currencies are converted at a told rate", async () => {
  const yen = await sandbox.client("sk_test_yen").paymentIntents.create({
    amount: 16_300,
    currency: "jpy",
    payment_method: "pm_card_visa",
    confirm: true,
    return_url: "https://shop.example/",
    expand: ["latest_charge.balance_transaction"],
  });
  expect(yen.latest_charge).toMatchObject({
    amount: 16_300,
    currency: "jpy",
    balance_transaction: {
      amount: 10_000,
      currency: "eur",
      exchange_rate: 0.613497,
      fee: 175,
      net: 9825,
    },
  });
  sandbox.control.setAccount("sk_test_dollar", { currency: "usd" });
  expect((await sandbox.client("sk_test_dollar").balance.retrieve()).pending).toMatchObject([
    { currency: "usd" },
  ]);
});

test("sessions live between 30 minutes and 24 hours", async () => {
  const now = Math.floor(Date.now() / 1000);
  for (const [expires, text] of [
    [now + 60, "at least 30 minutes"],
    [now + 90_000, "less than 24 hours"],
  ] as const) {
    expect(
      await refusal(stripe.checkout.sessions.create(invoiceSession({ expires_at: expires }))),
    ).toMatchObject({
      param: "expires_at",
      message: expect.stringContaining(text),
    });
  }
});

const withIntentData = (
  payment_intent_data: Stripe.Checkout.SessionCreateParams.PaymentIntentData,
) => stripe.checkout.sessions.create(invoiceSession({ payment_intent_data }));

test("statement descriptors are refused for cards, suffixes when they do not fit", async () => {
  expect(await refusal(withIntentData({ statement_descriptor: "ACME" }))).toMatchObject({
    param: "payment_intent_data[statement_descriptor]",
  });
  expect(
    await refusal(withIntentData({ statement_descriptor_suffix: "INVOICE 2026-000001" })),
  ).toMatchObject({
    message: expect.stringContaining("at most 22 characters"),
  });
});

test("lists come newest first, page both ways and say when there is more", async () => {
  const lister = sandbox.client("sk_test_lister");
  const made: string[] = [];
  for (let count = 0; count < 5; count += 1)
    made.unshift((await lister.customers.create({ name: `c${count}` })).id);
  const first = await lister.customers.list({ limit: 2 });
  expect([first.data.map(({ id }) => id), first.has_more]).toEqual([made.slice(0, 2), true]);
  const rest = await lister.customers.list({ limit: 3, starting_after: made[1] ?? "" });
  expect([rest.data.map(({ id }) => id), rest.has_more]).toEqual([made.slice(2), false]);
  const back = await lister.customers.list({ limit: 1, ending_before: made[2] ?? "" });
  expect([back.data.map(({ id }) => id), back.has_more]).toEqual([[made[1]], true]);
  expect(await refusal(lister.customers.list({ limit: 101 }))).toMatchObject({ param: "limit" });
  expect(await refusal(lister.customers.list({ starting_after: "cus_x" }))).toMatchObject({
    code: "resource_missing",
  });
  const all: string[] = [];
  for await (const { id } of lister.customers.list({ limit: 2 })) all.push(id);
  expect(all).toEqual(made);
});

test("events are listed by type and time, at most 20 types a call", async () => {
  const lister = sandbox.client("sk_test_events");
  const { id } = await lister.checkout.sessions.create(invoiceSession());
  await sandbox.control.payCheckout(id);
  const types = ["payment_intent.succeeded", "charge.updated"];
  const { data } = await lister.events.list({
    types,
    created: { gte: Math.floor(Date.now() / 1000) - 60 },
  });
  expect(data.map(({ type }) => type)).toEqual(["charge.updated", "payment_intent.succeeded"]);
  expect(
    (await lister.events.list({ created: { gt: Math.floor(Date.now() / 1000) + 60 } })).data,
  ).toEqual([]);
  expect(await lister.events.retrieve(data[0]?.id ?? "")).toMatchObject({
    api_version: "2026-08-26.dahlia",
  });
  expect(
    await refusal(lister.events.list({ types: Array.from({ length: 21 }, (_, n) => `a.b${n}`) })),
  ).toMatchObject({ param: "types" });
});

test("what cannot be expanded is refused, and so is more than four levels", async () => {
  const { id } = await stripe.checkout.sessions.create(invoiceSession());
  expect(
    await refusal(stripe.checkout.sessions.retrieve(id, { expand: ["colour"] })),
  ).toMatchObject({
    message: "This property cannot be expanded (colour).",
  });
  expect(
    await refusal(stripe.checkout.sessions.retrieve(id, { expand: ["a.b.c.d.e"] })),
  ).toMatchObject({ param: "expand" });
  const listed = await stripe.checkout.sessions.list({ limit: 1, expand: ["data.line_items"] });
  expect(listed.data[0]?.line_items?.data).toHaveLength(1);
});

test("every answer carries a request id; versions are echoed", async () => {
  const response = await call("/v1/customers", {
    version: "2026-10-28.endive",
  });
  expect(response.headers.get("request-id")).toMatch(/^req_\w{14}$/);
  expect(response.headers.get("stripe-version")).toBe("2026-10-28.endive");
  const customer = await stripe.customers.create({ email: "a@b.example" });
  expect(customer.lastResponse.requestId).toMatch(/^req_/);
  const events = await stripe.events.list({ type: "customer.created", limit: 1 });
  expect(events.data[0]?.request?.id).toBe(customer.lastResponse.requestId);
});

test("metadata merges, and an empty value removes a key", async () => {
  const { id } = await stripe.customers.create({ metadata: { a: "1", b: "2" } });
  expect((await stripe.customers.update(id, { metadata: { b: "", c: "3" } })).metadata).toEqual({
    a: "1",
    c: "3",
  });
  expect(
    await refusal(stripe.customers.create({ metadata: { a: "x".repeat(501) } })),
  ).toMatchObject({ param: "metadata" });
  expect(await stripe.customers.del(id)).toMatchObject({ deleted: true });
});

test("a body of more than a megabyte is not read", async () => {
  expect((await call("/v1/customers", { form: `name=${"x".repeat(1_100_000)}` })).status).toBe(413);
});
