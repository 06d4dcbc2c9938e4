import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { type Answer, type Seller, sellerOf, THREE_LINES } from "#test/support/seller.ts";
import { dumpDatabase } from "#test/support/stored-rows.ts";

const DAY_MS = 86_400_000;

let app: TestApp;
let seller: Seller;
beforeAll(async () => {
  app = await startTestApp({ now: new Date() });
  seller = await app.seller();
});
afterAll(() => app.stop());

describe("a request with an Idempotency-Key", () => {
  it("is carried out once, and its answer replayed to the last byte", async () => {
    const body = { name: "Once" };
    const first = await post(seller, "/customers", body, "once");
    const again = await post(seller, "/customers", body, "once");
    expect(first.status).toBe(201);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(await countCustomers(seller, "Once")).toBe(1);
  });

  it("is refused under a key that another body or another address has used", async () => {
    await post(seller, "/customers", { name: "Reused" }, "reused");
    const refused = { status: 409, body: { code: "idempotency_key_reused" } };
    expect(await post(seller, "/customers", { name: "Other" }, "reused")).toMatchObject(refused);
    const account = { name: "Reused", type: "asset" };
    expect(await post(seller, "/accounts", account, "reused")).toMatchObject(refused);
    expect(await countCustomers(seller, "Other")).toBe(0);
  });

  it("is refused while the first one still runs, and replayed when it is done", async () => {
    app.sandbox.control.fault({ match: "GET /v1/events", kind: "latency", ms: 300 });
    const body = {
      processor: "stripe",
      name: "Slow",
      credentials: { secretKey: "sk_test_slowconnection" },
    };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post(seller, "/connections", body, "slow")),
    );
    const made = answers.filter(({ status }) => status === 201);
    const refused = answers.filter(({ status }) => status === 409);
    expect(made).toHaveLength(1);
    expect(refused).toHaveLength(4);
    for (const { body: problem } of refused) expect(problem.code).toBe("idempotency_in_progress");
    expect((await post(seller, "/connections", body, "slow")).body).toEqual(made[0]?.body);
    const { data } = await seller.ask("GET", "/connections");
    expect(data.filter(({ name }: { name: string }) => name === "Slow")).toHaveLength(1);
  });

  it("sends one mail and draws one number, however often it is repeated", async () => {
    const customer = await seller.ask("POST", "/customers", { name: "M", email: "m@example.com" });
    const body = { customerId: customer.id, currency: "EUR", lines: THREE_LINES };
    const { id } = await seller.ask("POST", "/invoices", body);
    const answers = [];
    for (let time = 1; time <= 3; time += 1) {
      answers.push((await post(seller, `/invoices/${id}/send`, {}, "send")).body);
    }
    expect(new Set(answers.map(({ mailId }) => mailId)).size).toBe(1);
    expect((await seller.ask("GET", `/mails?invoiceId=${id}`)).data).toHaveLength(1);
  });

  it("may be corrected under the same key when it was not valid", async () => {
    const key = "corrected";
    expect((await post(seller, "/customers", { name: "" }, key)).status).toBe(400);
    expect((await post(seller, "/customers", { name: "Right" }, key)).status).toBe(201);
    expect((await post(seller, "/customers", { name: "Right" }, key)).status).toBe(201);
    expect(await countCustomers(seller, "Right")).toBe(1);
  });

  it("is refused again in the same words when the state refused it", async () => {
    const customer = await seller.ask("POST", "/customers", { name: "Empty" });
    const body = { customerId: customer.id, currency: "EUR", lines: [] };
    const { id } = await seller.ask("POST", "/invoices", body);
    const first = await post(seller, `/invoices/${id}/finalize`, undefined, "empty");
    expect(first).toMatchObject({ status: 409, body: { code: "invoice_empty" } });
    await seller.ask("PATCH", `/invoices/${id}`, { lines: THREE_LINES });
    const again = await post(seller, `/invoices/${id}/finalize`, undefined, "empty");
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("content-type")).toBe("application/problem+json");
  });

  it("may be repeated when the processor was away, since nothing was done", async () => {
    const body = {
      processor: "stripe",
      name: "Later",
      credentials: { secretKey: "sk_test_laterconnection" },
    };
    app.sandbox.control.setUnreachable(true);
    expect((await post(seller, "/connections", body, "later")).status).toBe(502);
    app.sandbox.control.clearFaults();
    expect((await post(seller, "/connections", body, "later")).status).toBe(201);
  });

  it("is forgotten after a day and not before", async () => {
    const body = { name: "Daily" };
    const first = await post(seller, "/customers", body, "daily");
    app.clock.now = new Date(app.clock.now.getTime() + DAY_MS - 60_000);
    expect((await post(seller, "/customers", body, "daily")).body).toEqual(first.body);
    app.clock.now = new Date(app.clock.now.getTime() + 120_000);
    expect((await post(seller, "/customers", body, "daily")).body.id).not.toBe(first.body.id);
  });

  it.each([
    ["empty", ""],
    ["of more than 255 characters", "k".repeat(256)],
  ])("is refused when the key is %s", async (_, key) => {
    expect(await post(seller, "/customers", { name: "Key" }, key)).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ path: "Idempotency-Key" }] },
    });
    expect(await countCustomers(seller, "Key")).toBe(0);
  });
});

describe("the same Idempotency-Key", () => {
  it("of another business is another key [attack 32]", async () => {
    const other = await app.seller("Other");
    const body = { name: "Shared" };
    const mine = await post(seller, "/customers", body, "shared");
    const theirs = await post(other, "/customers", body, "shared");
    expect(theirs.status).toBe(201);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it("of another API key is another key, so that no answer is told to others [attack 33]", async () => {
    const { key } = await seller.ask("POST", "/api-keys", { name: "second", role: "admin" });
    const second = sellerOf(app.url, { businessId: seller.businessId, apiKey: key });
    const body = { name: "Secret", role: "viewer" };
    const mine = await post(seller, "/api-keys", body, "of-two");
    const theirs = await post(second, "/api-keys", body, "of-two");
    expect(theirs.status).toBe(201);
    expect(theirs.body.key).not.toBe(mine.body.key);
  });

  it("is looked at only after who is asking [attack 33]", async () => {
    const body = { name: "Kept", role: "viewer" };
    await post(seller, "/api-keys", body, "kept");
    const nobody = sellerOf(app.url, { businessId: seller.businessId, apiKey: "qk_nobody" });
    expect((await post(nobody, "/api-keys", body, "kept")).status).toBe(401);
  });
});

it("keeps an answer that shows a secret for a day, encrypted [attack 39]", async () => {
  const body = { name: "Sealed", role: "viewer" };
  const first = await post(seller, "/api-keys", body, "sealed");
  expect(first.body.key).toMatch(/^qk_[A-Za-z0-9_-]{43}$/);
  expect((await post(seller, "/api-keys", body, "sealed")).body).toEqual(first.body);
  const dump = await dumpDatabase(app.databaseUrl);
  const kept = (dump.get("public.idempotency_keys") ?? []).join("\n");
  expect(kept).toContain("sealed");
  expect(kept).not.toContain(first.body.key);
  expect(kept).not.toContain(Buffer.from(first.body.key).toString("hex"));
});

function post(who: Seller, path: string, body: object | undefined, key: string): Promise<Answer> {
  return who.request("POST", path, body, { "idempotency-key": key });
}

async function countCustomers(who: Seller, name: string): Promise<number> {
  const { data } = await who.ask("GET", `/customers?q=${name}`);
  return data.length;
}
