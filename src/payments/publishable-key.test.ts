import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { pressPay, pressPayInPopup } from "#test/support/payer.ts";
import { PUBLISHABLE_KEY, type Seller } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

/** Of a key that may neither look at webhooks nor make them. */
const NO_WEBHOOKS = ["rak_webhook_read", "rak_webhook_write"];

/** Keys with the same name belong to the same account at the sandbox. */
let made = 0;
function account(): (key: string) => string {
  made += 1;
  const name = `publishable${made}`;
  return (key) => key.replace("*", name);
}

async function replaceKeys(seller: Seller, id: string, credentials: object) {
  return seller.ask("PATCH", `/connections/${id}`, { credentials });
}

describe("the publishable key of a connection whose secret key is replaced", () => {
  it("stays when the new key is of the same account, as its webhook shows [R30]", async () => {
    const seller = await app.seller();
    const key = account();
    const { id } = await seller.connectForPopup(key("sk_test_*__old"));
    app.sandbox.control.setKey(key("sk_test_*__old"), { isRevoked: true });
    expect(await replaceKeys(seller, id, { secretKey: key("rk_test_*__new") })).toMatchObject({
      publishableKey: PUBLISHABLE_KEY,
      secretKeyHint: "rk_test_…_new",
    });
  });

  it("stays when its payments show it, to a key that may not look at webhooks [R30]", async () => {
    const seller = await app.seller();
    const key = account();
    const { id } = await seller.connectForPopup(key("sk_test_*__old"));
    await pressPayInPopup((await seller.sendInvoice()).payLink);
    app.sandbox.control.setKey(key("rk_test_*__new"), { missing: NO_WEBHOOKS });
    const answer = await replaceKeys(seller, id, { secretKey: key("rk_test_*__new") });
    expect(answer.publishableKey).toBe(PUBLISHABLE_KEY);
  });

  it("goes with the account: what it opened there nobody could pay [R30]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connectForPopup(account()("sk_test_*"));
    const { payLink } = await seller.sendInvoice();
    await pressPayInPopup(payLink);
    const answer = await replaceKeys(seller, id, { secretKey: account()("sk_test_*") });
    expect(answer.publishableKey).toBeNull();
    expect(await pressPayInPopup(payLink)).toEqual({
      location: expect.stringContaining("/c/pay/"),
    });
  });

  it("goes when nothing shows which account the new key is of", async () => {
    const seller = await app.seller();
    const key = account();
    const { id } = await seller.connectForPopup(key("sk_test_*__old"));
    app.sandbox.control.setKey(key("rk_test_*__new"), { missing: NO_WEBHOOKS });
    const answer = await replaceKeys(seller, id, { secretKey: key("rk_test_*__new") });
    expect(answer.publishableKey).toBeNull();
  });

  it("goes with the mode, unless one of the new mode is given [R15]", async () => {
    const seller = await app.seller();
    const key = account();
    const { id } = await seller.connectForPopup(key("sk_test_*"));
    await pressPay((await seller.sendInvoice()).payLink);
    expect(
      (await replaceKeys(seller, id, { secretKey: key("sk_live_*") })).publishableKey,
    ).toBeNull();
    const both = { secretKey: key("sk_live_*__2"), publishableKey: "pk_live_51abc" };
    expect((await replaceKeys(seller, id, both)).publishableKey).toBe("pk_live_51abc");
  });

  it("is refused of the other mode, and nothing is replaced [R11]", async () => {
    const seller = await app.seller();
    const key = account();
    const { id } = await seller.connectForPopup(key("sk_test_*"));
    const credentials = { secretKey: key("sk_live_*"), publishableKey: PUBLISHABLE_KEY };
    expect(await seller.request("PATCH", `/connections/${id}`, { credentials })).toMatchObject({
      status: 400,
      body: { code: "key_mode_mismatch" },
    });
    expect(await seller.ask("GET", `/connections/${id}`)).toMatchObject({
      mode: "test",
      publishableKey: PUBLISHABLE_KEY,
    });
  });
});

describe("a publishable key alone", () => {
  it("is given and taken away without the secret one, and the audit says so [R55]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connect();
    const patch = (publishableKey: unknown) =>
      seller.request("PATCH", `/connections/${id}`, { publishableKey });
    expect((await patch(`\n${PUBLISHABLE_KEY} `)).body.publishableKey).toBe(PUBLISHABLE_KEY);
    expect((await patch("pk_live_51abc")).body.code).toBe("key_mode_mismatch");
    for (const wrong of ["", "sk_test_51abc", "pk_test_", "pk_test_<script>", 1]) {
      expect(await patch(wrong)).toMatchObject({
        status: 400,
        body: { code: "validation_failed", errors: [{ path: "publishableKey" }] },
      });
    }
    expect((await seller.ask("GET", `/connections/${id}`)).publishableKey).toBe(PUBLISHABLE_KEY);
    expect((await patch(null)).body.publishableKey).toBeNull();
    const { data } = await seller.ask("GET", "/audit?limit=2");
    expect(data).toMatchObject([
      { action: "connection.changed", details: { fields: ["publishableKey"] } },
      { action: "connection.changed", details: { fields: ["publishableKey"] } },
    ]);
  });

  it("is gone with the connection, and cannot come back [R19]", async () => {
    const seller = await app.seller();
    const { id } = await seller.connectForPopup();
    await seller.request("DELETE", `/connections/${id}`);
    expect((await seller.ask("GET", `/connections/${id}`)).publishableKey).toBeNull();
    const answer = await seller.request("PATCH", `/connections/${id}`, {
      publishableKey: PUBLISHABLE_KEY,
    });
    expect(answer).toMatchObject({ status: 409, body: { code: "connection_disconnected" } });
  });
});
