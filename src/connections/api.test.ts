import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { EVENT_TYPES } from "#src/processors/stripe/events.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
afterEach(() => app.sandbox.control.clearFaults());

describe("connecting Stripe", () => {
  it("says what it connected, and makes it the way invoices are paid [R10]", async () => {
    const seller = await app.seller();
    const secretKey = newKey("rk_test");
    const made = await seller.ask(
      "POST",
      "/connections",
      body(secretKey, { name: " Main  shop " }),
    );
    expect(made).toMatchObject({
      name: "Main  shop",
      processor: "stripe",
      mode: "test",
      state: "ready",
      missingPermissions: [],
      brokenReason: null,
      webhook: {
        state: "active",
        url: `${app.url}/webhooks/stripe/${made.id}`,
        reason: null,
        lastEventAt: null,
      },
      secretKeyHint: `rk_test_…${secretKey.slice(-4)}`,
    });
    expect(await seller.ask("GET", "/business")).toMatchObject({
      onlinePayments: true,
      onlinePaymentDefault: [made.id],
    });
    const { data: accounts } = await seller.ask("GET", "/accounts");
    const nameOf = (id: string) => accounts.find((one: { id: string }) => one.id === id)?.name;
    expect(nameOf(made.depositAccountId)).toBe("Main  shop clearing");
    expect(nameOf(made.feesAccountId)).toBe("Main  shop fees");
  });

  it("leaves a second connection unchosen, and one that turned payments off alone [R21]", async () => {
    const seller = await app.seller();
    const first = await seller.connect("First");
    await seller.connect("Second");
    expect((await seller.ask("GET", "/business")).onlinePaymentDefault).toEqual([first.id]);
    await seller.ask("PATCH", "/business", { onlinePayments: false });
    await seller.connect("Third");
    expect(await seller.ask("GET", "/business")).toMatchObject({
      onlinePayments: false,
      onlinePaymentDefault: [first.id],
    });
  });

  it("makes one webhook at Stripe, pinned to the version it was written for [R12]", async () => {
    const seller = await app.seller();
    const { id, secretKey } = await seller.connect();
    const { data } = await app.sandbox.client(secretKey).webhookEndpoints.list();
    expect(data).toMatchObject([
      {
        url: `${app.url}/webhooks/stripe/${id}`,
        api_version: "2026-10-28.endive",
        status: "enabled",
        metadata: { connection: id },
      },
    ]);
    expect(data[0]?.enabled_events.toSorted()).toEqual([...EVENT_TYPES].toSorted());
  });

  it("takes the accounts that were chosen instead of new ones [R10]", async () => {
    const seller = await app.seller();
    const bank = await seller.ask("POST", "/accounts", { name: "House bank", type: "asset" });
    const accounts = { depositAccountId: bank.id };
    const made = await seller.ask("POST", "/connections", body(newKey(), accounts));
    expect(made.depositAccountId).toBe(bank.id);
  });

  it("forgives spaces and line breaks that were pasted with the key [R11]", async () => {
    const seller = await app.seller();
    const key = newKey();
    const pasted = `  ${key.slice(0, 12)}\n${key.slice(12)}\t\r\n`;
    const made = await seller.ask("POST", "/connections", body(pasted));
    expect(made).toMatchObject({ state: "ready", secretKeyHint: `sk_test_…${key.slice(-4)}` });
  });

  it("keeps a publishable key of the same mode, for the pop-up [R10] [R30]", async () => {
    const seller = await app.seller();
    const credentials = { secretKey: newKey(), publishableKey: " pk_test_51abc\r\n" };
    const made = await seller.ask("POST", "/connections", { ...body(""), credentials });
    expect(made).toMatchObject({ state: "ready", publishableKey: "pk_test_51abc" });
  });
});

describe("a key that cannot be used", () => {
  const revoked = newKey();
  beforeAll(() => app.sandbox.control.setKey(revoked, { isRevoked: true }));

  it.each([
    ["a publishable key", "pk_test_51abcdef", "key_is_publishable", /publishable/],
    ["a live publishable key", "pk_live_51abcdef", "key_is_publishable", /sk_|secret/i],
    ["nothing", "", "key_rejected", /not a Stripe key/],
    ["a word", "hunter2", "key_rejected", /not a Stripe key/],
    ["a webhook secret", "whsec_abcdefgh", "key_rejected", /not a Stripe key/],
    ["a key without its end", "sk_test_", "key_rejected", /copy the whole key/],
    ["a key with other letters", "sk_test_ключключ", "key_rejected", /not a Stripe key/],
    ["a revoked key", revoked, "key_rejected", /doesn't accept this key/],
  ])("is refused in words of its own and stores nothing: %s [R11]", async (_, key, code, words) => {
    const seller = await app.seller();
    await expectNothingStored(seller, body(key), { status: 400, code, detail: words });
  });

  it("is refused when it is a test key where only live ones are taken [R16]", async () => {
    const seller = await app.seller();
    await seller.ask("PATCH", "/business", { liveKeysOnly: true });
    const refusal = { status: 400, code: "key_is_test", detail: /test key.*sk_live_ or rk_live_/ };
    await expectNothingStored(seller, body(newKey()), refusal);
    const live = await seller.ask("POST", "/connections", body(newKey("sk_live")));
    expect(live).toMatchObject({ mode: "live", state: "ready" });
  });

  it("is refused beside a publishable key of the other mode, or no publishable key [R11]", async () => {
    const seller = await app.seller();
    const pair = (publishableKey: string) => ({
      ...body(""),
      credentials: { secretKey: newKey(), publishableKey },
    });
    await expectNothingStored(seller, pair("pk_live_51abc"), {
      status: 400,
      code: "key_mode_mismatch",
      detail: /One key is for testing and the other is live/,
    });
    await expectNothingStored(seller, pair("sk_test_51abc"), {
      status: 400,
      code: "validation_failed",
      detail: /publishable/,
      path: "credentials.publishableKey",
    });
  });

  it("is not stored while Stripe cannot be reached to check it [R11]", async () => {
    const seller = await app.seller();
    app.sandbox.control.setUnreachable(true);
    const refusal = { status: 502, code: "processor_unreachable", detail: /was not checked/ };
    await expectNothingStored(seller, body(newKey()), refusal);
  });
});

describe("a restricted key that lacks permissions", () => {
  it("is saved as incomplete and names the boxes; checking again finds them ticked [R11]", async () => {
    const seller = await app.seller();
    const key = newKey("rk_test");
    const missing = ["rak_checkout_session_write", "rak_event_read"];
    app.sandbox.control.setKey(key, { missing });
    const made = await seller.ask("POST", "/connections", body(key));
    expect(made.state).toBe("incomplete");
    expect(made.missingPermissions).toEqual([
      {
        permission: "rak_checkout_session_write",
        name: "Checkout Sessions, write",
        disables: "Nobody can pay online.",
      },
      {
        permission: "rak_event_read",
        name: "Events, read",
        disables: "Payments that a webhook missed are found late.",
      },
    ]);
    expect(await seller.ask("GET", "/business")).toMatchObject({
      onlinePayments: false,
      onlinePaymentDefault: "none",
    });

    app.sandbox.control.setKey(key, { missing: [] });
    const checked = await seller.ask("POST", `/connections/${made.id}/check`);
    expect(checked).toMatchObject({ state: "ready", missingPermissions: [] });
    expect(await seller.ask("GET", "/business")).toMatchObject({
      onlinePayments: true,
      onlinePaymentDefault: [made.id],
    });
  });

  it("is offered once a key with more permissions replaces it, and not against the owner's will [R21]", async () => {
    const seller = await app.seller();
    const key = newKey("rk_test");
    app.sandbox.control.setKey(key, { missing: ["rak_checkout_session_write"] });
    const made = await seller.ask("POST", "/connections", body(key));
    await seller.ask("PATCH", `/connections/${made.id}`, { credentials: { secretKey: newKey() } });
    const offered = { onlinePayments: true, onlinePaymentDefault: [made.id] };
    expect(await seller.ask("GET", "/business")).toMatchObject(offered);

    const off = { onlinePayments: false, onlinePaymentDefault: "none" };
    await seller.ask("PATCH", "/business", off);
    await seller.ask("POST", `/connections/${made.id}/check`);
    expect(await seller.ask("GET", "/business")).toMatchObject(off);
  });

  it("is ready without the recommended ones, and polls without the webhook's [R14]", async () => {
    const seller = await app.seller();
    const key = newKey("rk_test");
    app.sandbox.control.setKey(key, {
      missing: ["rak_webhook_write", "rak_balance_transaction_source_read"],
    });
    const made = await seller.ask("POST", "/connections", body(key));
    expect(made).toMatchObject({ state: "ready", webhook: { state: "unavailable" } });
    expect(made.webhook.reason).toMatch(/may not create webhooks/);
    expect(made.missingPermissions).toHaveLength(2);
  });

  it("takes no payments: the invoice is sent without a link and says so [R11]", async () => {
    const seller = await app.seller();
    const key = newKey("rk_test");
    app.sandbox.control.setKey(key, { missing: ["rak_charge_write"] });
    const made = await seller.ask("POST", "/connections", body(key));
    await seller.ask("PATCH", "/business", {
      onlinePayments: true,
      onlinePaymentDefault: [made.id],
    });
    const { payLink, invoiceId } = await seller.sendInvoice();
    expect(payLink).toBeNull();
    expect((await seller.ask("GET", `/invoices/${invoiceId}`)).payable).toEqual({
      payable: false,
      reason: "not_offered",
      connectionIds: [],
    });
  });
});

describe("a webhook that could not be made", () => {
  it("leaves the connection ready to be repaired, with one endpoint afterwards [R13]", async () => {
    const seller = await app.seller();
    const secretKey = newKey();
    const match = "POST /v1/webhook_endpoints";
    app.sandbox.control.fault({ match, kind: "timeout_before", times: 3 });
    const made = await seller.ask("POST", "/connections", body(secretKey));
    expect(made).toMatchObject({ state: "ready", webhook: { state: "needs_repair" } });

    const foreign = await app.sandbox.client(secretKey).webhookEndpoints.create({
      url: "https://other.example/hook",
      enabled_events: ["*"],
    });
    await seller.ask("POST", `/connections/${made.id}/webhook`);
    const repaired = await seller.ask("POST", `/connections/${made.id}/webhook`);
    expect(repaired.webhook).toMatchObject({ state: "active", reason: null });
    const { data } = await app.sandbox.client(secretKey).webhookEndpoints.list();
    expect(data.filter(({ id }) => id === foreign.id)).toHaveLength(1);
    expect(data.filter(({ metadata }) => metadata["connection"] === made.id)).toHaveLength(1);
    expect(data).toHaveLength(2);
  });
});

describe("changing a connection", () => {
  it("keeps the former key working when the new one fails [R11]", async () => {
    const seller = await app.seller();
    const { id, secretKey } = await seller.connect();
    const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
    const revoked = newKey();
    app.sandbox.control.setKey(revoked, { isRevoked: true });
    for (const key of [revoked, "pk_test_51abc", "nonsense"]) {
      const answer = await seller.request("PATCH", `/connections/${id}`, {
        credentials: { secretKey: key },
      });
      expect(answer.status).toBe(400);
    }
    expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
    const { payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink));
    const { payment_status: paid } = await app.sandbox
      .client(secretKey)
      .checkout.sessions.retrieve(session);
    expect(paid).toBe("unpaid");
    expect((await openPage(payLink)).status).toBe("payable");
  });

  it("replaces keys, shows the new hint and moves the webhook along [R13]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect();
    const secretKey = newKey();
    const changed = await seller.ask("PATCH", `/connections/${id}`, { credentials: { secretKey } });
    expect(changed).toMatchObject({
      state: "ready",
      secretKeyHint: `sk_test_…${secretKey.slice(-4)}`,
      webhook: { state: "active" },
    });
    const { data } = await app.sandbox.client(secretKey).webhookEndpoints.list();
    expect(data).toHaveLength(1);
  });

  it("turns broken when Stripe revokes the key, and ready when it is replaced [R11]", async () => {
    const seller = await app.seller();
    const { id, secretKey } = await seller.connect();
    app.sandbox.control.setKey(secretKey, { isRevoked: true });
    const broken = await seller.ask("POST", `/connections/${id}/check`);
    expect(broken).toMatchObject({ state: "broken" });
    expect(broken.brokenReason).toMatch(/doesn't accept this key/);
    const credentials = { secretKey: newKey() };
    expect(await seller.ask("PATCH", `/connections/${id}`, { credentials })).toMatchObject({
      state: "ready",
      brokenReason: null,
    });
  });

  it("refuses a name that is taken, in any case, also by two at once [R10]", async () => {
    const seller = await app.seller();
    await seller.connect("Shop");
    const taken = { status: 409, body: { code: "name_taken" } };
    expect(
      await seller.request("POST", "/connections", body(newKey(), { name: "SHOP" })),
    ).toMatchObject(taken);
    const { id } = await seller.connect("Other");
    expect(await seller.request("PATCH", `/connections/${id}`, { name: "shop" })).toMatchObject(
      taken,
    );
    const twice = await Promise.all(
      [1, 2].map(() => seller.request("POST", "/connections", body(newKey(), { name: "Twin" }))),
    );
    expect(twice.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });
});

describe("a field of a connection", () => {
  it.each([
    ["name", { name: "" }, /must not be empty/],
    ["name", { name: "x".repeat(61) }, /at most 60 characters/],
    ["name", { name: "two\nlines" }, /one line/],
    ["processor", { processor: "paypal" }, /must be "stripe"/],
    ["credentials", { credentials: undefined }, /is missing/],
    ["credentials.secretKey", { credentials: {} }, /is missing/],
    ["credentials.secretKey", { credentials: { secretKey: "x".repeat(501) } }, /at most 500/],
    ["depositAccountId", { depositAccountId: "bank" }, /begins with acc_/],
    ["mode", { mode: "live" }, /not a field that can be set/],
    ["state", { state: "ready" }, /not a field that can be set/],
    ["businessId", { businessId: "biz_1" }, /not a field that can be set/],
    ["webhookUrl", { webhookUrl: "https://evil.example" }, /not a field that can be set/],
  ])("is refused at %s: %j [attack 34]", async (path, fields, detail) => {
    const seller = await app.seller();
    const refusal = { status: 400, code: "validation_failed", detail, path };
    await expectNothingStored(seller, body(newKey(), fields), refusal);
  });
});

it("never shows a secret again, to anybody, anywhere [R20]", async () => {
  const seller = await app.seller();
  const { id, secretKey } = await seller.connect();
  const answers = [
    await seller.ask("GET", `/connections/${id}`),
    await seller.ask("GET", "/connections"),
    await seller.ask("PATCH", `/connections/${id}`, { name: "New name" }),
    await seller.ask("PATCH", `/connections/${id}`, { credentials: { secretKey } }),
    await seller.ask("POST", `/connections/${id}/check`),
    await seller.ask("POST", `/connections/${id}/webhook`),
    await seller.ask("GET", "/audit"),
    await seller.ask("GET", "/business"),
  ];
  const text = JSON.stringify(answers);
  expect(text).not.toContain(secretKey);
  expect(text).not.toContain(secretKey.slice(8, -4));
  expect(text).not.toMatch(/whsec_/);
  const viewer = await seller.ask("POST", "/api-keys", { name: "v", role: "viewer" });
  const asViewer = sellerOf(app.url, { businessId: seller.businessId, apiKey: viewer.key });
  expect(JSON.stringify(await asViewer.ask("GET", "/connections"))).not.toContain("Hint");
});

interface Expected {
  readonly status: number;
  readonly code: string;
  readonly detail: RegExp;
  readonly path?: string;
}

async function expectNothingStored(seller: Seller, request: object, expected: Expected) {
  const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
  const answer = await seller.request("POST", "/connections", request);
  expect(answer.body).toMatchObject({
    status: expected.status,
    code: expected.code,
    detail: expect.stringMatching(expected.detail),
  });
  if (expected.path !== undefined) {
    expect(answer.body.errors).toMatchObject([{ path: expected.path }]);
  }
  expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
}

function body(secretKey: string, more: object = {}): object {
  return { processor: "stripe", name: "Stripe", credentials: { secretKey }, ...more };
}

function newKey(prefix = "sk_test"): string {
  return `${prefix}_${randomBytes(8).toString("hex")}`;
}
