import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hashPassword } from "#src/access/password.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { type MailServer, startMailServer } from "#test/support/mail-server.ts";
import { PASSWORD, personAt, secretOf } from "#test/support/person.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";
import { dumpDatabase, withOwner } from "#test/support/stored-rows.ts";

const DAY_MS = 86_400_000;
const READ = "/api/v1/invitations/read";
const ACCEPT = "/api/v1/invitations/accept";
const GONE = { status: 404, body: { code: "not_found" } };

/** Without a mail server: links are handed over by who invites. */
let app: TestApp;
/** With one: only the mail has the link. */
let mailing: TestApp;
let post: MailServer;
let owner: Seller;
beforeAll(async () => {
  post = await startMailServer();
  app = await startTestApp({ now: new Date() });
  mailing = await startTestApp({ environment: { SMTP_URL: post.url } });
});
afterAll(async () => {
  await app.stop();
  await mailing.stop();
  await post.stop();
});
beforeEach(async () => {
  owner = await app.seller();
  // one address of the test's machine stands for many people
  await app.parts.runtime.db.deleteFrom("attempt_limits").execute();
});

let people = 0;
const newAddress = () => `guest${(people += 1)}@colleagues.example`;

async function invite(email = newAddress(), role = "viewer", seller = owner) {
  const { id, invitationUrl } = await seller.ask("POST", "/members", { email, role });
  return { id, email, token: secretOf(invitationUrl) };
}

const newcomer = { name: "Mara Lind", password: "good and long" };

describe("an invitation that is mailed", () => {
  it("reaches its address, with a link that is nowhere else, and lets in once [R50]", async () => {
    const seller = await mailing.seller("Nordlicht");
    const email = "Mara@Colleagues.example";
    const invited = await seller.ask("POST", "/members", { email, role: "creator" });
    expect(invited).toMatchObject({ invitationUrl: null, email: email.toLowerCase() });
    await mailing.settle();
    const mail = post.mails.at(-1);
    expect(mail).toMatchObject({ to: [{ address: email.toLowerCase() }], subject: /Nordlicht$/ });
    expect(mail?.text).toContain(`${mailing.url}/invitation#`);
    const token = secretOf(mail?.text ?? "");
    const shown = await seller.ask("GET", "/mails?kind=invitation");
    expect(shown.data).toMatchObject([{ kind: "invitation", state: "sent" }]);
    expect(JSON.stringify(shown)).not.toContain(token);
    expect(shown.data[0].text).toContain("/invitation#…");
    for (const [table, rows] of await dumpDatabase(mailing.databaseUrl)) {
      expect(rows.join("\n").includes(token), table).toBe(false);
    }

    const mara = personAt(mailing);
    expect((await mara.request("POST", READ, { token })).body).toEqual({
      businessName: "Nordlicht",
      email: email.toLowerCase(),
      role: "creator",
      invitedBy: "First key",
      hasSignIn: false,
      signedInAs: null,
    });
    const joined = await mara.request("POST", ACCEPT, { token, ...newcomer });
    expect(joined).toMatchObject({ status: 200, body: { businessId: seller.businessId } });
    const session = await mara.request("GET", "/api/v1/session");
    expect(session.body).toMatchObject({ role: "creator", user: { name: "Mara Lind" } });
    expect((await personAt(mailing).signIn(email, newcomer.password)).status).toBe(200);
    for (const path of [READ, ACCEPT]) {
      expect(await mara.request("POST", path, { token })).toMatchObject(GONE);
    }
  });
});

describe("an invitation without a mail server", () => {
  it("shows its link to whoever invites, and in Mails to owners alone [attack 33]", async () => {
    const { token } = await invite(newAddress(), "owner");
    for (const role of ["owner", "admin", "creator", "accountant", "viewer"]) {
      const { key } = await owner.ask("POST", "/api-keys", { name: role, role });
      const reader = sellerOf(app.url, { businessId: owner.businessId, apiKey: key });
      const { data } = await reader.ask("GET", "/mails?kind=invitation");
      const one = await reader.ask("GET", `/mails/${data[0].id}`);
      expect(one).toEqual(data[0]);
      expect(JSON.stringify(one).includes(token), role).toBe(role === "owner");
    }
  });
});

describe("who accepts an invitation", () => {
  it("has proved the address only if nobody else was shown the link [attack 33]", async () => {
    const shownTo = await app.seller();
    const shown = await invite(newAddress(), "viewer", shownTo);
    // the same database from now on with a mail server
    const later = {
      ...app.parts.runtime,
      config: { ...app.parts.runtime.config, smtpUrl: post.url },
    };
    const { name } = newcomer;
    const passwordHash = await hashPassword(newcomer.password);
    const who = { person: null, newcomer: { name, passwordHash }, ipAddress: "127.0.0.1" };
    await acceptInvitation(later, shown.token, who);
    const seller = await mailing.seller();
    const email = newAddress();
    await seller.ask("POST", "/members", { email, role: "viewer" });
    await mailing.settle();
    const token = secretOf(post.mails.at(-1)?.text ?? "");
    const joined = await personAt(mailing).request("POST", ACCEPT, { token, ...newcomer });
    expect(joined.status).toBe(200);
    const isVerified = async ({ parts }: TestApp, who: string) => {
      const users = parts.runtime.db.selectFrom("users").select("email_verified");
      return (await users.where("email", "=", who).executeTakeFirstOrThrow()).email_verified;
    };
    expect(await isVerified(app, shown.email)).toBe(false);
    expect(await isVerified(mailing, email)).toBe(true);
  });

  it("is told so who is a member by then", async () => {
    const { token, email, id } = await invite();
    const other = await app.seller();
    const second = await invite(email, "viewer", other);
    const person = personAt(app);
    await person.request("POST", ACCEPT, { token: second.token, ...newcomer });
    await withOwner(app.databaseUrl, async (client) => {
      await client.query("select set_config('app.business', $1, false)", [owner.businessId]);
      await client.query(
        "insert into members (business_id, id, user_id, role, created_at) select $1, $2, id, 'admin', now() from users where email = $3",
        [owner.businessId, `${id.slice(0, -1)}0`, email],
      );
    });
    expect(await person.request("POST", ACCEPT, { token })).toMatchObject({
      status: 409,
      body: { code: "already_member" },
    });
  });
});

describe("a business that others share an address with", () => {
  it("cannot keep them from inviting it, nor can all of them fill its mailbox", async () => {
    const email = newAddress();
    for (let letter = 1; letter <= 5; letter += 1) await invite(email);
    expect((await owner.request("POST", "/members", { email, role: "viewer" })).status).toBe(429);
    for (let business = 1; business <= 3; business += 1) {
      const other = await app.seller();
      for (let letter = 1; letter <= 5; letter += 1) await invite(email, "viewer", other);
    }
    const last = await app.seller();
    const over = await last.request("POST", "/members", { email, role: "viewer" });
    expect(over).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
  });
});

describe("a person with a sign-in", () => {
  it("joins another business while signed in, and keeps the password", async () => {
    const other = await app.seller();
    const { email } = await other.ask("GET", "/business");
    const person = personAt(app);
    const { token } = await invite(email, "accountant");
    expect((await person.request("POST", READ, { token })).body).toMatchObject({
      hasSignIn: true,
      signedInAs: null,
    });
    const body = { token, ...newcomer };
    expect(await person.request("POST", ACCEPT, body)).toMatchObject({
      status: 401,
      body: { code: "unauthenticated" },
    });
    expect((await personAt(app).signIn(email, newcomer.password)).status).toBe(401);
    await person.signIn(email, PASSWORD);
    expect((await person.request("POST", ACCEPT, { token })).status).toBe(200);
    const session = await person.request("GET", "/api/v1/session");
    expect(
      session.body.businesses.map(({ id, role }: { id: string; role: string }) => [id, role]),
    ).toEqual(
      expect.arrayContaining([
        [other.businessId, "owner"],
        [owner.businessId, "accountant"],
      ]),
    );
  });

  it("cannot use what was mailed to somebody else, nor invite who is there", async () => {
    const other = await app.seller();
    const { email } = await other.ask("GET", "/business");
    const person = personAt(app);
    await person.signIn(email, PASSWORD);
    const { token } = await invite(newAddress(), "admin");
    expect(await person.request("POST", ACCEPT, { token })).toMatchObject({
      status: 409,
      body: { code: "invitation_for_another" },
    });
    const mine = await owner.ask("GET", "/business");
    const body = { email: mine.email.toUpperCase(), role: "viewer" };
    expect(await owner.request("POST", "/members", body)).toMatchObject({
      status: 409,
      body: { code: "already_member" },
    });
  });
});

describe("an invitation's link", () => {
  it("stops working when it is replaced, withdrawn, a week old, or anything but one [attack 35]", async () => {
    const first = await invite();
    const second = await invite(first.email, "admin");
    expect(second.id).toBe(first.id);
    const withdrawn = await invite();
    await owner.ask("DELETE", `/members/${withdrawn.id}`);
    const old = await invite();
    await owner.connect();
    const { payLink, viewUrl } = await owner.sendInvoice();
    const other = [payLink.slice(-32), viewUrl.slice(-32), "", "x", `${second.token}x`];
    const guest = personAt(app);
    for (const token of [first.token, withdrawn.token, ...other]) {
      for (const path of [READ, ACCEPT]) {
        const answer = await guest.request("POST", path, {
          token,
          ...(path === ACCEPT && newcomer),
        });
        expect(answer, path).toMatchObject(GONE);
      }
    }
    expect((await guest.request("POST", READ, { token: second.token })).body.role).toBe("admin");
    app.clock.now = new Date(app.clock.now.getTime() + 7 * DAY_MS);
    expect(await guest.request("POST", READ, { token: old.token })).toMatchObject(GONE);
    const { data } = await owner.ask("GET", "/members");
    expect(data.at(-1)).toMatchObject({ id: old.id, state: "expired" });
    expect((await fetch(`${app.url}/p/${old.token}`)).status).toBe(404);
  });

  it("lets in one of two who use it in the same moment [R50]", async () => {
    const { token, email } = await invite();
    const answers = await Promise.all(
      ["One", "Two"].map((name) =>
        personAt(app).request("POST", ACCEPT, { token, name, password: `${name} and long` }),
      ),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)[0]).toBe(200);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { data } = await owner.ask("GET", "/members");
    expect(data.filter((one: { email: string }) => one.email === email)).toHaveLength(1);
  });

  it("needs a name and a good password, and changes nothing without [attack 46]", async () => {
    const { token } = await invite();
    const guest = personAt(app);
    for (const [path, body] of [
      ["name", { token, password: "good and long" }],
      ["password", { token, name: "Mara" }],
      ["password", { token, name: "Mara", password: "too short" }],
      ["role", { token, ...newcomer, role: "owner" }],
    ] as const) {
      const answer = await guest.request("POST", ACCEPT, body);
      expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
      expect(answer.body.errors[0].path).toBe(path);
    }
    expect((await guest.request("POST", READ, { token })).status).toBe(200);
  });

  it("is used from our own page only, and not to be guessed [attack 41]", async () => {
    const { token } = await invite();
    const guest = personAt(app);
    const forged = { origin: "https://evil.example" };
    for (const path of [READ, ACCEPT]) {
      const answer = await guest.request("POST", path, { token, ...newcomer }, forged);
      expect(answer).toMatchObject({ status: 403, body: { code: "cross_site_request" } });
    }
    const statuses: number[] = [];
    for (let guess = 0; guess < 31; guess += 1) {
      const answer = await guest.request("POST", READ, { token: "A".repeat(32) });
      statuses.push(answer.status);
      if (answer.status === 429)
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(new Set(statuses)).toEqual(new Set([404, 429]));
  });
});

describe("a business that invites too many", () => {
  it("has to wait: five letters a day to one address, fifty in all [R50]", async () => {
    const email = newAddress();
    for (let letter = 1; letter <= 5; letter += 1) await invite(email);
    const over = await owner.request("POST", "/members", { email, role: "viewer" });
    expect(over).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(3600);
    for (let letter = 6; letter <= 50; letter += 1) await invite();
    const body = { email: newAddress(), role: "viewer" };
    expect((await owner.request("POST", "/members", body)).status).toBe(429);
    expect((await owner.ask("GET", "/members")).data).toHaveLength(47);
    app.clock.now = new Date(app.clock.now.getTime() + DAY_MS);
    expect((await owner.request("POST", "/members", body)).status).toBe(201);
  });
});
