import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeResetLink } from "#src/people/make-reset-link.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { type Authenticator, authenticatorFor } from "#test/support/authenticator.ts";
import { PASSWORD, type Person, personAt, secretOf } from "#test/support/person.ts";
import { dumpDatabase } from "#test/support/stored-rows.ts";

const ENABLE = "/api/auth/two-factor/enable";
const VERIFY = "/api/auth/two-factor/verify-totp";
const BACKUP = "/api/auth/two-factor/verify-backup-code";

let app: TestApp;
let email: string;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  const seller = await app.seller();
  ({ email } = await seller.ask("GET", "/business"));
  await app.parts.runtime.db.deleteFrom("attempt_limits").execute();
});

const isIn = async (person: Person) =>
  (await person.request("GET", "/api/v1/session")).status === 200;

/** Somebody who has switched it on, with their app and the codes for the day it is lost. */
async function withSecondFactor() {
  const person = personAt(app);
  await person.signIn(email);
  const begun = await person.request("POST", ENABLE, { password: PASSWORD });
  expect(begun.status).toBe(200);
  const phone = authenticatorFor(begun.body.totpURI);
  const backupCodes: string[] = begun.body.backupCodes;
  const verified = await person.request("POST", VERIFY, { code: phone.code(-1) });
  expect(verified.status).toBe(200);
  return { person, phone, backupCodes };
}

/** Somebody who has typed the password and is asked for a code. */
async function atTheCode(): Promise<Person> {
  const person = personAt(app);
  const answer = await person.signIn(email);
  expect(answer).toMatchObject({ status: 200, body: { twoFactorRedirect: true } });
  expect(await isIn(person)).toBe(false);
  return person;
}

describe("a second factor", () => {
  it("is asked for after the password, and gives a session of its own [attack 48]", async () => {
    const { person, phone } = await withSecondFactor();
    expect((await person.request("GET", "/api/v1/me")).body.hasSecondFactor).toBe(true);
    const next = await atTheCode();
    expect(next.cookies()).not.toContain("session_token");
    expect((await next.request("POST", VERIFY, { code: phone.code() })).status).toBe(200);
    expect(await isIn(next)).toBe(true);
    expect(next.cookies()).not.toContain("two_factor");
  });

  it("is switched on by who knows the password and has the app, with a new session [attack 48]", async () => {
    const person = personAt(app);
    await person.signIn(email);
    expect((await person.request("POST", ENABLE, { password: "not the password" })).status).toBe(
      400,
    );
    const begun = await person.request("POST", ENABLE, { password: PASSWORD });
    const phone = authenticatorFor(begun.body.totpURI);
    expect((await personAt(app).signIn(email)).body.twoFactorRedirect).toBeUndefined(); // not yet
    expect((await person.request("POST", VERIFY, { code: wrong(phone) })).status).toBe(401);
    const before = person.cookies();
    expect((await person.request("POST", VERIFY, { code: phone.code() })).status).toBe(200);
    expect(person.cookies()).not.toBe(before);
    const planted = { cookie: before };
    const old = await personAt(app).request("GET", "/api/v1/session", undefined, planted);
    expect(old.status).toBe(401);
    await atTheCode();
  });

  it("takes each code once, so that one read over a shoulder is worth nothing [attack 48]", async () => {
    const { phone } = await withSecondFactor();
    const code = phone.code();
    expect((await (await atTheCode()).request("POST", VERIFY, { code })).status).toBe(200);
    const thief = await atTheCode();
    const answer = await thief.request("POST", VERIFY, { code });
    expect(answer).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(answer.setCookies).toEqual([]);
    expect(await isIn(thief)).toBe(false);
    expect(
      (await (await atTheCode()).request("POST", VERIFY, { code: phone.code(1) })).status,
    ).toBe(200);
  });

  it("is asked for every time: no browser can be told to skip it [attack 48]", async () => {
    const { phone, backupCodes } = await withSecondFactor();
    const more = { trustDevice: true, disableSession: true };
    const [first, second] = [await atTheCode(), await atTheCode()];
    await first.request("POST", VERIFY, { code: phone.code(), ...more });
    await second.request("POST", BACKUP, { code: backupCodes[0], ...more });
    for (const person of [first, second]) {
      expect(await isIn(person)).toBe(true);
      expect(person.cookies()).not.toContain("trust");
      await person.request("POST", "/api/auth/sign-out", {});
      expect((await person.signIn(email)).body.twoFactorRedirect).toBe(true);
    }
  });

  it("is replaced by a backup code, each of which works once [R50]", async () => {
    const { person, backupCodes } = await withSecondFactor();
    expect(new Set(backupCodes).size).toBe(10);
    const [code = "", other = ""] = backupCodes;
    expect((await (await atTheCode()).request("POST", BACKUP, { code })).status).toBe(200);
    const again = await atTheCode();
    expect((await again.request("POST", BACKUP, { code })).status).toBe(401);
    expect(await isIn(again)).toBe(false);
    const made = await person.request("POST", "/api/auth/two-factor/generate-backup-codes", {
      password: PASSWORD,
    });
    expect(made.body.backupCodes).toHaveLength(10);
    expect((await again.request("POST", BACKUP, { code: other })).status).toBe(401);
    expect((await again.request("POST", BACKUP, { code: made.body.backupCodes[0] })).status).toBe(
      200,
    );
  });

  it("cannot be guessed: five tries after a password, ten in a row, twenty from an address [attack 44]", async () => {
    const { phone } = await withSecondFactor();
    const statuses: number[] = [];
    for (const tries of [5, 5]) {
      const person = await atTheCode();
      for (let guess = 1; guess <= tries; guess += 1) {
        statuses.push((await person.request("POST", VERIFY, { code: wrong(phone) })).status);
      }
      const late = await person.request("POST", VERIFY, { code: phone.code() });
      expect([400, 401, 429]).toContain(late.status);
      expect(await isIn(person)).toBe(false);
    }
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 401));
    const locked = await (await atTheCode()).request("POST", VERIFY, { code: phone.code() });
    expect(locked).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
    expect(locked.headers.get("retry-after")).toBe("900");
    const nobody = personAt(app);
    const others: number[] = [];
    for (let guess = 1; guess <= 20; guess += 1) {
      others.push((await nobody.request("POST", BACKUP, { code: "x" })).status);
    }
    expect(others.at(-1)).toBe(429);
  });

  it("is switched off by who knows the password, and asked for after a reset all the same [attack 44]", async () => {
    const { phone } = await withSecondFactor();
    const { runtime } = app.parts;
    const [row] = await runtime.db
      .selectFrom("users")
      .select("id")
      .where("email", "=", email)
      .execute();
    const { url } = await makeResetLink(runtime, String(row?.id), { isMailed: true });
    const reset = { token: secretOf(url), password: PASSWORD };
    const used = await personAt(app).request("POST", "/api/v1/password-resets/use", reset);
    expect(used.status).toBe(204);
    const again = await atTheCode();
    expect((await again.request("POST", VERIFY, { code: phone.code() })).status).toBe(200);
    const off = (password: string) =>
      again.request("POST", "/api/auth/two-factor/disable", { password });
    expect((await off("not the password")).status).toBe(400);
    expect((await off(PASSWORD)).status).toBe(200);
    const next = personAt(app);
    await next.signIn(email);
    expect(await isIn(next)).toBe(true);
  });

  it("is never in a dump in clear: neither secret, nor backup codes, nor what is under way [attack 39]", async () => {
    const { phone, backupCodes } = await withSecondFactor();
    const waiting = await atTheCode();
    const challenge = /two_factor=([^;.]+)/.exec(decodeURIComponent(waiting.cookies()))?.[1];
    const raw = Buffer.from(phone.secret, "utf8").toString("hex");
    const dump = await dumpDatabase(app.databaseUrl);
    expect(dump.get("public.second_factors")?.length).toBeGreaterThan(0);
    for (const [table, rows] of dump) {
      const text = rows.join("\n");
      for (const secret of [phone.secret, phone.plain, raw, challenge ?? "none", ...backupCodes]) {
        expect(text.includes(secret), table).toBe(false);
      }
    }
  });
});

function wrong(phone: Authenticator): string {
  const near = new Set([-2, -1, 0, 1, 2].map((steps) => phone.code(steps)));
  return ["000000", "111111", "222222", "333333", "444444", "555555"].find(
    (code) => !near.has(code),
  ) as string;
}
