import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { authenticatorFor } from "#test/support/authenticator.ts";
import { PASSWORD, type Person, personAt } from "#test/support/person.ts";

const NEXT = "another long password";
const SIGN_IN = "/api/auth/sign-in/email";
const REGISTER = "/api/auth/passkey/generate-register-options";

let app: TestApp;
let email: string;
let log: string[] = [];
beforeAll(async () => {
  app = await startTestApp({
    environment: { TRUSTED_PROXIES: "127.0.0.1" },
    onLog: (line) => log.push(line),
  });
});
afterAll(() => app.stop());
beforeEach(async () => {
  const seller = await app.seller();
  ({ email } = await seller.ask("GET", "/business"));
  await app.parts.runtime.db.deleteFrom("attempt_limits").execute();
  log = [];
});

async function signedIn(): Promise<Person> {
  const person = personAt(app);
  expect((await person.signIn(email)).status).toBe(200);
  return person;
}

/** As if there had been so many tries: each one that is made takes its time. */
async function haveTried(key: string, points: number): Promise<void> {
  const counted = app.parts.runtime.db.updateTable("attempt_limits").set({ points });
  const { numUpdatedRows } = await counted
    .where("key", "like", `${key}%`)
    .executeTakeFirstOrThrow();
  expect(numUpdatedRows, key).toBe(1n);
}

describe("a try at a password", () => {
  it.each([
    ["a form", "application/x-www-form-urlencoded", 415, (form: string) => form],
    ["text", "text/plain", 415, () => JSON.stringify({ email, password: PASSWORD })],
    ["JSON behind a byte order mark", "application/json", 400, () => `\uFEFF${right()}`],
    ["JSON without a person", "application/json", 400, () => JSON.stringify({ password: "x" })],
    ["JSON of a list", "application/json", 400, () => JSON.stringify([right()])],
  ])("that comes as %s is none: it would not be counted [attack 44]", async (...row) => {
    const [, contentType, status, body] = row;
    const form = new URLSearchParams({ email, password: PASSWORD }).toString();
    const answer = await fetch(`${app.url}${SIGN_IN}`, {
      method: "POST",
      headers: { origin: app.url, "content-type": contentType },
      body: body(form),
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it("is counted by the network it comes from, not by each of its addresses [attack 44]", async () => {
    const from = (address: string) => ({ "x-forwarded-for": address });
    for (const [key, path, body] of [
      ["sign-in:", SIGN_IN, { email: "nobody@seller.example", password: "a wrong password" }],
      ["reset-from:", "/api/v1/password-resets", { email: "nobody@seller.example" }],
      ["reset:", "/api/v1/password-resets/read", { token: "x" }],
      ["invitation:", "/api/v1/invitations/read", { token: "x" }],
    ] as const) {
      const ask = async (address: string) =>
        (await personAt(app).request("POST", path, body, from(address))).status;
      expect(await ask("2001:db8:1:2::1"), path).not.toBe(429);
      await haveTried(key, 1000);
      expect(await ask("2001:db8:1:2:ffff::9"), path).toBe(429);
      expect(await ask("2001:db8:1:3::1"), path).not.toBe(429);
    }
  });

  it("goes on where somebody was before, while strangers guess elsewhere [attack 44]", async () => {
    const at = (address: string) => ({ "x-forwarded-for": address });
    const tryFrom = async (address: string, password = "a wrong password") =>
      personAt(app).request("POST", SIGN_IN, { email, password }, at(address));
    expect((await tryFrom("2001:db8:1:2::1", PASSWORD)).status).toBe(200);
    expect((await tryFrom("192.0.2.7")).status).toBe(401);
    await haveTried("sign-in-of:", 30);
    for (const address of ["192.0.2.7", "198.51.100.9"]) {
      expect((await tryFrom(address, PASSWORD)).status, address).toBe(429);
    }
    const sameNetwork = "2001:db8:1:2:ffff::9";
    expect((await tryFrom(sameNetwork)).status).toBe(401);
    expect((await tryFrom(sameNetwork, PASSWORD)).status).toBe(200);
    await haveTried("sign-in-of:%:2001", 30); // and there, too, guessing ends
    expect((await tryFrom(sameNetwork, PASSWORD)).status).toBe(429);
  });

  it("forgets where somebody was ninety days after the last time, not after the first", async () => {
    const { runtime } = app.parts;
    const at = { "x-forwarded-for": "192.0.2.7" };
    const body = { email, password: PASSWORD };
    for (let time = 1; time <= 2; time += 1) {
      expect((await personAt(app).request("POST", SIGN_IN, body, at)).status).toBe(200);
      const marks = () =>
        runtime.db
          .selectFrom("attempt_limits")
          .select("window_ends_at")
          .where("key", "like", "signed-in:%")
          .execute();
      const [mark, ...others] = await marks();
      expect(others).toEqual([]);
      expect(mark?.window_ends_at.getTime()).toBeGreaterThan(Date.now() + 89 * 86_400_000);
      const soon = new Date(Date.now() + 86_400_000);
      await runtime.db
        .updateTable("attempt_limits")
        .set({ window_ends_at: soon })
        .where("key", "like", "signed-in:%")
        .execute();
    }
  });

  it("remembers a place only behind the second factor", async () => {
    const person = await signedIn();
    const secret = { password: PASSWORD };
    const begun = await person.request("POST", "/api/auth/two-factor/enable", secret);
    const phone = authenticatorFor(begun.body.totpURI);
    await person.request("POST", "/api/auth/two-factor/verify-totp", { code: phone.code() });
    await app.parts.runtime.db.deleteFrom("attempt_limits").execute();
    const guest = personAt(app);
    expect((await guest.signIn(email)).body).toMatchObject({ twoFactorRedirect: true });
    expect(await places()).toBe(0);
    const [code] = begun.body.backupCodes;
    const door = "/api/auth/two-factor/verify-backup-code";
    expect((await guest.request("POST", door, { code })).status).toBe(200);
    expect(await places()).toBe(1);
  });

  it("is counted for a person at every door that asks for it [attack 44]", async () => {
    const person = await signedIn();
    const doors = ["enable", "disable", "generate-backup-codes"].map(
      (one) => `/api/auth/two-factor/${one}`,
    );
    for (const path of [...doors, REGISTER]) {
      await app.parts.runtime.db.deleteFrom("attempt_limits").execute();
      const guess = { password: "a guess at it" };
      expect((await person.request("POST", path, guess)).status, path).toBe(400);
      await haveTried("password-of:", 20);
      const over = await person.request("POST", path, { password: PASSWORD });
      expect(over, path).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
    }
  });
});

/** How many networks are remembered from which somebody signed in. */
async function places(): Promise<number> {
  const { db } = app.parts.runtime;
  const keys = await db.selectFrom("attempt_limits").select("key").execute();
  return keys.filter(({ key }) => key.startsWith("signed-in:")).length;
}

describe("a passkey", () => {
  it("is added by who knows the password: an open browser is not enough [attack 48]", async () => {
    const person = await signedIn();
    const right = { password: PASSWORD };
    expect((await person.request("GET", REGISTER)).status).toBe(404);
    expect((await person.request("POST", REGISTER, {})).status).toBe(400);
    const wrong = await person.request("POST", REGISTER, { password: "not the password" });
    expect(wrong).toMatchObject({ status: 400, body: { code: "INVALID_PASSWORD" } });
    expect(wrong.setCookies).toEqual([]);
    const forged = { origin: "https://evil.example" };
    expect((await person.request("POST", REGISTER, right, forged)).status).toBe(403);
    expect((await personAt(app).request("POST", REGISTER, right)).status).toBe(401);
    const begun = await person.request("POST", REGISTER, right);
    expect(begun).toMatchObject({ status: 200, body: { challenge: expect.any(String) } });
  });

  it("has a name of a hundred characters at most", async () => {
    const person = await signedIn();
    await person.request("POST", REGISTER, { password: PASSWORD });
    const add = (name: string) =>
      person.request("POST", "/api/auth/passkey/verify-registration", { response: {}, name });
    expect(await add("x".repeat(101))).toMatchObject({
      status: 400,
      body: { code: "validation_failed", errors: [{ path: "name" }] },
    });
  });

  it("that nobody could have made is logged and answered like every failure", async () => {
    const person = personAt(app);
    await person.request("GET", "/api/auth/passkey/generate-authenticate-options");
    const answer = await person.request("POST", "/api/auth/passkey/verify-authentication", {
      response: { id: "\u0000" },
    });
    expect(answer).toMatchObject({ status: 500, body: { code: "internal_error" } });
    expect(log.join("\n")).toContain("a request failed");
    expect(log.join("\n")).toContain("invalid byte sequence");
  });
});

describe("what a person changes of their sign-in", () => {
  it("leaves a line in the log, with nothing secret in it", async () => {
    const person = await signedIn();
    const begun = await person.request("POST", "/api/auth/two-factor/enable", {
      password: PASSWORD,
    });
    const phone = authenticatorFor(begun.body.totpURI);
    const code = phone.code();
    await person.request("POST", "/api/auth/two-factor/verify-totp", { code });
    const made = await person.request("POST", "/api/auth/two-factor/generate-backup-codes", {
      password: PASSWORD,
    });
    await person.request("POST", "/api/auth/two-factor/disable", { password: PASSWORD });
    await person.request("DELETE", "/api/v1/me/sessions");
    const passwords = { currentPassword: PASSWORD, password: NEXT };
    await person.request("POST", "/api/v1/me/password", passwords);
    const lines = log.map((line) => JSON.parse(line)).filter(({ userId }) => userId !== undefined);
    expect(lines.map(({ msg }) => msg)).toEqual([
      "two-factor was switched on",
      "backup codes were made anew",
      "two-factor was switched off",
      "signed out everywhere else",
      "the password was changed",
    ]);
    const text = log.join("\n");
    for (const secret of [PASSWORD, NEXT, code, phone.secret, ...made.body.backupCodes]) {
      expect(text).not.toContain(secret);
    }
  });
});

const right = () => JSON.stringify({ email, password: PASSWORD });
