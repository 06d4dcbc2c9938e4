import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { sellerOf } from "#test/support/seller.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

it("lets an admin neither make nor revoke a key with an owner's rights [R50]", async () => {
  const owner = await app.seller();
  const made = await owner.ask("POST", "/api-keys", { name: "Admin", role: "admin" });
  const admin = sellerOf(app.url, { businessId: owner.businessId, apiKey: made.key });
  const { data: keys } = await owner.ask("GET", "/api-keys");
  const owners = keys.find(({ role }: { role: string }) => role === "owner");

  for (const answer of [
    await admin.request("POST", "/api-keys", { name: "Mine", role: "owner" }),
    await admin.request("DELETE", `/api-keys/${owners.id}`),
  ]) {
    expect(answer).toMatchObject({ status: 403, body: { code: "forbidden" } });
  }
  expect((await owner.request("GET", "/business")).status).toBe(200);
  expect((await admin.request("DELETE", `/api-keys/${made.id}`)).status).toBe(204);
});
