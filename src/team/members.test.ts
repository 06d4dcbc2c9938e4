import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLES, type Role } from "#src/access/actor.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { type Person, personAt, secretOf } from "#test/support/person.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";
import { withOwner } from "#test/support/stored-rows.ts";

let app: TestApp;
let owner: Seller;
beforeAll(async () => {
  app = await startTestApp({ now: new Date() });
});
afterAll(() => app.stop());

let people = 0;
const newAddress = () => `person${(people += 1)}@colleagues.example`;

/** Somebody who accepted an invitation as this role, at a browser. */
async function join(seller: Seller, role: Role): Promise<Person & { id: string; email: string }> {
  const email = newAddress();
  const { id, invitationUrl } = await seller.ask("POST", "/members", { email, role });
  const person = personAt(app);
  const body = { token: secretOf(invitationUrl), name: `A ${role}`, password: "good and long" };
  const { status } = await person.request("POST", "/api/v1/invitations/accept", body);
  expect(status).toBe(200);
  return { ...person, id, email };
}

async function keyOf(seller: Seller, role: Role): Promise<Seller> {
  const { key } = await seller.ask("POST", "/api-keys", { name: role, role });
  return sellerOf(app.url, { businessId: seller.businessId, apiKey: key });
}

describe("the people of a business", () => {
  it("are listed with their roles, those invited after those who are there [R50]", async () => {
    owner = await app.seller();
    const viewer = await join(owner, "viewer");
    const email = newAddress();
    await owner.ask("POST", "/members", { email, role: "accountant" });
    const { data, nextCursor } = await owner.ask("GET", "/members");
    expect(nextCursor).toBeNull();
    expect(data).toMatchObject([
      { state: "active", name: "Owner", role: "owner", isYou: false, expiresAt: null },
      { id: viewer.id, state: "active", name: "A viewer", email: viewer.email, role: "viewer" },
      { state: "invited", name: null, email, role: "accountant", isYou: false },
    ]);
    const seen = await viewer.request("GET", "/api/v1/members");
    expect(seen.body.data.map(({ isYou }: { isYou: boolean }) => isYou)).toEqual([
      false,
      true,
      false,
    ]);
    expect(seen.text).not.toContain("#");
    expect(data[0].hasSecondFactor).toBe(false);
    expect(seen.body.data[0].hasSecondFactor).toBeNull();
  });

  it.each(ROLES)(
    "may be given the role %s, which counts from the next request on",
    async (role) => {
      owner = await app.seller();
      const person = await join(owner, role === "viewer" ? "admin" : "viewer");
      const changed = await owner.ask("PATCH", `/members/${person.id}`, { role });
      expect(changed).toMatchObject({ id: person.id, role });
      const { body } = await person.request("GET", "/api/v1/session");
      expect(body.role).toBe(role);
      const mayWrite = ["owner", "admin", "creator"].includes(role);
      const { status } = await person.request("POST", "/api/v1/customers", { name: "New" });
      expect(status).toBe(mayWrite ? 201 : 403);
    },
  );

  it("have no access from the moment they are removed, and keep what they have elsewhere", async () => {
    owner = await app.seller();
    const other = await app.seller();
    const person = await join(owner, "admin");
    const again = await other.ask("POST", "/members", { email: person.email, role: "viewer" });
    const token = secretOf(again.invitationUrl);
    expect((await person.request("POST", "/api/v1/invitations/accept", { token })).status).toBe(
      200,
    );
    const at = (id: string) => ({ "quittance-business": id });
    const reach = (id: string) => person.request("GET", "/api/v1/customers", undefined, at(id));
    expect((await reach(owner.businessId)).status).toBe(200);
    const key = await keyOf(owner, "admin");

    expect((await owner.request("DELETE", `/members/${person.id}`)).status).toBe(204);
    expect(await reach(owner.businessId)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
    expect((await reach(other.businessId)).status).toBe(200);
    expect((await key.request("GET", "/business")).status).toBe(200); // keys are the business's
    expect((await owner.request("DELETE", `/members/${person.id}`)).status).toBe(404);
    const { data } = await owner.ask("GET", "/members");
    expect(data).toHaveLength(1);
  });

  it("are noted in the audit log as they come, change and go [R55]", async () => {
    owner = await app.seller();
    const person = await join(owner, "viewer");
    await owner.ask("PATCH", `/members/${person.id}`, { role: "creator" });
    await owner.ask("DELETE", `/members/${person.id}`);
    const withdrawn = await owner.ask("POST", "/members", { email: newAddress(), role: "viewer" });
    await owner.ask("DELETE", `/members/${withdrawn.id}`);
    const { data } = await owner.ask("GET", `/audit?targetId=${person.id}`);
    expect(data).toMatchObject([
      { action: "member.removed", details: { email: person.email, role: "creator" } },
      { action: "member.role_changed", details: { from: "viewer", to: "creator" } },
      { action: "member.joined", actor: { type: "member", id: person.id, name: "A viewer" } },
      { action: "member.invited", details: { email: person.email, role: "viewer" } },
    ]);
    const { data: last } = await owner.ask("GET", `/audit?targetId=${withdrawn.id}`);
    expect(last[0].action).toBe("member.invitation_withdrawn");
    expect(JSON.stringify([data, last])).not.toContain("#");
  });
});

describe("an admin", () => {
  it("may do with everybody what an owner may, but not with owners [attack 33]", async () => {
    owner = await app.seller();
    const admin = await keyOf(owner, "admin");
    const colleague = await join(owner, "creator");
    expect(await admin.ask("PATCH", `/members/${colleague.id}`, { role: "admin" })).toMatchObject({
      role: "admin",
    });
    const { data } = await owner.ask("GET", "/members");
    const first = data[0].id;
    const email = newAddress();
    const { id: invited } = await owner.ask("POST", "/members", { email, role: "owner" });
    const before = await owner.ask("GET", "/members");
    for (const [method, path, body] of [
      ["POST", "/members", { email: newAddress(), role: "owner" }],
      ["POST", "/members", { email, role: "viewer" }],
      ["PATCH", `/members/${colleague.id}`, { role: "owner" }],
      ["PATCH", `/members/${first}`, { role: "viewer" }],
      ["PATCH", `/members/${first}`, { role: "owner" }],
      ["DELETE", `/members/${first}`, undefined],
      ["PATCH", `/members/${invited}`, { role: "admin" }],
      ["DELETE", `/members/${invited}`, undefined],
    ] as const) {
      const answer = await admin.request(method, path, body);
      expect(answer, `${method} ${path}`).toMatchObject({
        status: 403,
        body: { code: "forbidden" },
      });
    }
    expect(await owner.ask("GET", "/members")).toEqual(before);
    expect((await admin.request("DELETE", `/members/${colleague.id}`)).status).toBe(204);
  });
});

describe("an open invitation", () => {
  it("does not become one for an owner: whoever sent it may know its link [attack 33]", async () => {
    owner = await app.seller();
    const admin = await keyOf(owner, "admin");
    const email = newAddress();
    const { id, invitationUrl } = await admin.ask("POST", "/members", { email, role: "viewer" });
    const change = (role: Role) => owner.request("PATCH", `/members/${id}`, { role });
    expect(await change("owner")).toMatchObject({ status: 409, body: { code: "invitation_open" } });
    expect((await change("creator")).status).toBe(200);
    await owner.ask("POST", "/members", { email, role: "owner" });
    expect((await change("owner")).status).toBe(200); // which it is
    const known = { token: secretOf(invitationUrl), name: "An admin", password: "good and long" };
    const answer = await personAt(app).request("POST", "/api/v1/invitations/accept", known);
    expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  it("does not come back when it is sent again while it is accepted [R50]", async () => {
    owner = await app.seller();
    const email = newAddress();
    const { id, invitationUrl } = await owner.ask("POST", "/members", { email, role: "viewer" });
    const [accepted, again] = await withOwner(app.databaseUrl, async (client) => {
      // Holds the first up at its invitation's token, which it forgets before it is done.
      await client.query("begin");
      await client.query("select set_config('app.business', $1, true)", [owner.businessId]);
      await client.query("select from page_tokens where target_id = $1 for update", [id]);
      const body = { token: secretOf(invitationUrl), name: "New", password: "good and long" };
      const accepting = personAt(app).request("POST", "/api/v1/invitations/accept", body);
      await expect.poll(() => countWaiting(client)).toBe(1);
      const inviting = owner.request("POST", "/members", { email, role: "viewer" });
      await expect.poll(() => countWaiting(client)).toBe(2);
      await client.query("commit");
      return Promise.all([accepting, inviting]);
    });
    expect(accepted.status).toBe(200);
    expect(again).toMatchObject({ status: 409, body: { code: "already_member" } });
    const { data } = await owner.ask("GET", "/members");
    expect(data.filter((one: { email: string }) => one.email === email)).toHaveLength(1);
  });
});

describe("the last owner", () => {
  it("can neither be removed nor become anything else [R50]", async () => {
    owner = await app.seller();
    const [only] = (await owner.ask("GET", "/members")).data;
    await owner.ask("POST", "/members", { email: newAddress(), role: "owner" }); // not there yet
    const refused = { status: 409, body: { code: "last_owner" } };
    expect(await owner.request("DELETE", `/members/${only.id}`)).toMatchObject(refused);
    const body = { role: "admin" };
    expect(await owner.request("PATCH", `/members/${only.id}`, body)).toMatchObject(refused);
    const second = await join(owner, "owner");
    expect((await owner.request("PATCH", `/members/${only.id}`, body)).status).toBe(200);
    expect(await owner.request("DELETE", `/members/${second.id}`)).toMatchObject(refused);
  });

  it("stays, when two owners remove each other in the same moment [R50]", async () => {
    owner = await app.seller();
    const second = await join(owner, "owner");
    const [first] = (await owner.ask("GET", "/members")).data;
    const answers = await withOwner(app.databaseUrl, async (client) => {
      // Holds both up, so that neither is done before the other has begun.
      await client.query("begin");
      await client.query("select from members where business_id = $1 for share", [
        owner.businessId,
      ]);
      const leaving = [first.id, second.id].map((id) => owner.request("DELETE", `/members/${id}`));
      await expect.poll(() => countWaiting(client)).toBe(2);
      await client.query("commit");
      return Promise.all(leaving);
    });
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409]);
    const { data } = await owner.ask("GET", "/members");
    expect(data).toHaveLength(1);
  });
});

/** How many connections to this database wait for a row that somebody else has locked. */
async function countWaiting(client: Client): Promise<number> {
  await client.query("select pg_stat_clear_snapshot()"); // else it stays as first seen
  const { rows } = await client.query(
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rows.length;
}
