import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { findUser } from "./people.ts";
import { makeResetLink } from "./make-reset-link.ts";
import { authenticatorFor } from "#test/support/authenticator.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { PASSWORD, personAt, secretOf } from "#test/support/person.ts";
import type { Seller } from "#test/support/seller.ts";

const NEXT = "another long password";
const NOBODYS_ID = "usr_00000000000000000000000000";

let app: TestApp;
let seller: Seller;
let email: string;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  seller = await app.seller();
  ({ email } = await seller.ask("GET", "/business"));
  await app.parts.runtime.db.deleteFrom("attempt_limits").execute();
});

async function signedIn() {
  const person = personAt(app);
  expect((await person.signIn(email)).status).toBe(200);
  return person;
}

const isIn = async (person: { request: ReturnType<typeof personAt>["request"] }) =>
  (await person.request("GET", "/api/v1/session")).status === 200;

describe("what is a person's own", () => {
  it.each([
    ["GET", "/me", undefined],
    ["PATCH", "/me", { name: "Forged" }],
    ["POST", "/me/password", { currentPassword: PASSWORD, password: NEXT }],
    ["DELETE", "/me/sessions", undefined],
    ["DELETE", `/me/sessions/${NOBODYS_ID}`, undefined],
  ])(
    "%s %s is for a browser that is signed in, from our own pages [attack 41]",
    async (method, path, body) => {
      const url = `/api/v1${path}`;
      const nobody = personAt(app);
      const key = { authorization: `Bearer ${seller.apiKey}` };
      for (const headers of [{}, key]) {
        const answer = await nobody.request(method, url, body, headers);
        expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
      }
      if (method === "GET") return;
      const person = await signedIn();
      const forged = { origin: "https://evil.example" };
      expect(await person.request(method, url, body, forged)).toMatchObject({
        status: 403,
        body: { code: "cross_site_request" },
      });
      expect(await isIn(person)).toBe(true);
    },
  );

  it("is a name that others see from then on", async () => {
    const person = await signedIn();
    expect((await person.request("PATCH", "/api/v1/me", { name: "Jonas B." })).status).toBe(204);
    expect((await person.request("GET", "/api/v1/me")).body).toMatchObject({
      name: "Jonas B.",
      email,
    });
    expect((await seller.ask("GET", "/members")).data[0].name).toBe("Jonas B.");
    for (const body of [{ name: "" }, { name: "a\nb" }, { name: "A", email: "x@y.example" }]) {
      expect((await person.request("PATCH", "/api/v1/me", body)).status).toBe(400);
    }
  });
});

describe("what is about a person", () => {
  it("is kept by no browser and no proxy", async () => {
    const person = await signedIn();
    const { id } = (await person.request("GET", "/api/v1/me")).body.sessions[0];
    const { invitationUrl } = await seller.ask("POST", "/members", {
      email: "kept.nowhere@colleagues.example",
      role: "viewer",
    });
    for (const [method, path, body, status] of [
      ["GET", "/me", undefined, 200],
      ["GET", "/session", undefined, 200],
      ["PATCH", "/me", { name: "Jonas" }, 204],
      ["POST", "/invitations/read", { token: secretOf(invitationUrl) }, 200],
      ["POST", "/password-resets", { email }, 202],
      ["DELETE", `/me/sessions/${id}`, undefined, 204],
    ] as const) {
      const answer = await person.request(method, `/api/v1${path}`, body);
      expect(answer.status, path).toBe(status);
      expect(answer.headers.get("cache-control"), path).toBe("no-store");
    }
  });
});

describe("where a person is signed in", () => {
  it("is listed, and ended one by one or everywhere else, at once [R50]", async () => {
    const [here, phone, office] = [await signedIn(), await signedIn(), await signedIn()];
    const { body } = await here.request("GET", "/api/v1/me");
    expect(body.sessions).toHaveLength(3);
    const [mine] = body.sessions.filter((one: { isThisOne: boolean }) => one.isThisOne);
    expect(mine).toMatchObject({ ipAddress: "127.0.0.1", userAgent: "node" });
    expect(JSON.stringify(body)).not.toContain(decodeURIComponent(here.cookies()).slice(25, 50));
    const theirs = await phone.request("GET", "/api/v1/me");
    const { id } = theirs.body.sessions.find((one: { isThisOne: boolean }) => one.isThisOne);
    expect((await here.request("DELETE", `/api/v1/me/sessions/${id}`)).status).toBe(204);
    expect([await isIn(here), await isIn(phone), await isIn(office)]).toEqual([true, false, true]);
    expect((await here.request("DELETE", `/api/v1/me/sessions/${id}`)).status).toBe(404);
    expect((await here.request("DELETE", "/api/v1/me/sessions")).status).toBe(204);
    expect([await isIn(here), await isIn(office)]).toEqual([true, false]);
  });

  it("is nobody else's to end [attack 32]", async () => {
    const person = await signedIn();
    const { body } = await person.request("GET", "/api/v1/me");
    const other = await app.seller();
    const stranger = personAt(app);
    await stranger.signIn((await other.ask("GET", "/business")).email);
    for (const id of [body.sessions[0].id, NOBODYS_ID, "x"]) {
      const answer = await stranger.request("DELETE", `/api/v1/me/sessions/${id}`);
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
    await stranger.request("DELETE", "/api/v1/me/sessions");
    expect(await isIn(person)).toBe(true);
  });

  it("does not come from what a browser claims about its address [attack 42]", async () => {
    const lies = { "x-forwarded-for": "203.0.113.9", "x-quittance-address": "203.0.113.9" };
    const person = personAt(app);
    await person.request("POST", "/api/auth/sign-in/email", { email, password: PASSWORD }, lies);
    const { body } = await person.request("GET", "/api/v1/me");
    expect(body.sessions[0].ipAddress).toBe("127.0.0.1");
  });
});

describe("a password", () => {
  it("is changed by who knows it, begins a new session and ends all others [attack 48]", async () => {
    const [person, other] = [await signedIn(), await signedIn()];
    const change = (currentPassword: string, password: string) =>
      person.request("POST", "/api/v1/me/password", { currentPassword, password });
    expect(await change("not the password", NEXT)).toMatchObject({
      status: 400,
      body: { errors: [{ path: "currentPassword" }] },
    });
    expect((await change(PASSWORD, "too short")).status).toBe(400);
    expect(await isIn(other)).toBe(true);
    const before = person.cookies();
    expect((await change(PASSWORD, NEXT)).status).toBe(204);
    expect(person.cookies()).not.toBe(before);
    expect([await isIn(person), await isIn(other)]).toEqual([true, false]);
    const planted = { cookie: before };
    expect((await personAt(app).request("GET", "/api/v1/session", undefined, planted)).status).toBe(
      401,
    );
    expect((await personAt(app).signIn(email, PASSWORD)).status).toBe(401);
    expect((await personAt(app).signIn(email, NEXT)).status).toBe(200);
  });

  it("that is changed ends what was begun with the old one: a code asked for, an open link [attack 48]", async () => {
    const person = await signedIn();
    const enable = "/api/auth/two-factor/enable";
    const begun = await person.request("POST", enable, { password: PASSWORD });
    const phone = authenticatorFor(begun.body.totpURI);
    const verify = "/api/auth/two-factor/verify-totp";
    expect((await person.request("POST", verify, { code: phone.code(-1) })).status).toBe(200);
    const thief = personAt(app);
    expect((await thief.signIn(email)).body.twoFactorRedirect).toBe(true);
    const { runtime } = app.parts;
    const user = await findUser(runtime.db, { email });
    const { url } = await makeResetLink(runtime, String(user?.id), { isMailed: false });
    const passwords = { currentPassword: PASSWORD, password: NEXT };
    expect((await person.request("POST", "/api/v1/me/password", passwords)).status).toBe(204);
    expect((await thief.request("POST", verify, { code: phone.code() })).status).toBe(401);
    const reset = { token: secretOf(url), password: "a third long password" };
    const used = await thief.request("POST", "/api/v1/password-resets/use", reset);
    expect(used).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await isIn(person)).toBe(true);
  });

  it("cannot be guessed by who found a browser open: twenty tries [attack 44]", async () => {
    const person = await signedIn();
    const guess = async () => {
      const body = { currentPassword: "a guess at it", password: NEXT };
      return (await person.request("POST", "/api/v1/me/password", body)).status;
    };
    expect(await guess()).toBe(400);
    await haveTried("password-of:", 19);
    expect([await guess(), await guess()]).toEqual([400, 429]);
  });
});

/** As if there had been so many tries: each one that is made takes its time. */
async function haveTried(key: string, points: number): Promise<void> {
  const { db } = app.parts.runtime;
  const counted = db.updateTable("attempt_limits").set({ points });
  const { numUpdatedRows } = await counted
    .where("key", "like", `${key}%`)
    .executeTakeFirstOrThrow();
  expect(numUpdatedRows).toBe(1n);
}

describe("signing in", () => {
  it("has to wait after twenty tries from one address, or thirty for one person [attack 44]", async () => {
    const { db } = app.parts.runtime;
    const tryTo = async (who: string) =>
      (await personAt(app).signIn(who, "a wrong password")).status;
    expect(await tryTo(email.toUpperCase())).toBe(401);
    await haveTried("sign-in:", 19);
    expect(await tryTo("nobody@seller.example")).toBe(401);
    const over = await personAt(app).signIn(email);
    expect(over).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);

    await db.deleteFrom("attempt_limits").execute();
    expect(await tryTo(email)).toBe(401);
    await haveTried("sign-in-of:", 29);
    expect([await tryTo(email.toUpperCase()), await tryTo(email)]).toEqual([401, 429]);
    expect((await personAt(app).signIn(email)).status).toBe(429);
    expect(await tryTo("nobody@seller.example")).toBe(401);
  });

  it("has no other doors than those our pages use", async () => {
    const person = await signedIn();
    for (const [method, path] of [
      ["GET", "/get-session"],
      ["GET", "/list-sessions"],
      ["POST", "/sign-up/email"],
      ["POST", "/change-email"],
      ["POST", "/change-password"],
      ["POST", "/update-user"],
      ["POST", "/delete-user"],
      ["POST", "/request-password-reset"],
      ["POST", "/reset-password"],
      ["POST", "/sign-in/social"],
      ["GET", "/ok"],
      ["GET", "/sign-in/email"],
    ] as const) {
      const body = method === "POST" ? {} : undefined;
      const answer = await person.request(method, `/api/auth${path}`, body);
      expect(answer, path).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
  });
});
