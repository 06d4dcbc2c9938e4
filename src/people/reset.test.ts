import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { mailPasswordReset } from "./mail-password-reset.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { runCommand } from "#test/support/command.ts";
import { type MailServer, startMailServer } from "#test/support/mail-server.ts";
import { PASSWORD, type Person, personAt, secretOf } from "#test/support/person.ts";
import type { Seller } from "#test/support/seller.ts";
import { dumpDatabase, withOwner } from "#test/support/stored-rows.ts";

const HOUR_MS = 3_600_000;
const ASK = "/api/v1/password-resets";
const READ = "/api/v1/password-resets/read";
const USE = "/api/v1/password-resets/use";
const NEXT = "another long password";

let app: TestApp;
let post: MailServer;
let seller: Seller;
let email: string;
beforeAll(async () => {
  post = await startMailServer();
  app = await startTestApp({ environment: { SMTP_URL: post.url }, now: new Date() });
});
afterAll(async () => {
  await app.stop();
  await post.stop();
});
beforeEach(async () => {
  await app.settle();
  post.mails.length = 0;
  seller = await app.seller();
  ({ email } = await seller.ask("GET", "/business"));
  await forgetTries();
});

/** One address of the test's machine stands for many people. */
async function forgetTries(): Promise<void> {
  await app.parts.runtime.db.deleteFrom("attempt_limits").execute();
}

async function ask(who: string, person: Person = personAt(app)) {
  return person.request("POST", ASK, { email: who });
}

/** Asks for a link and reads it where it arrives. */
async function mailedToken(who = email): Promise<string> {
  expect((await ask(who)).status).toBe(202);
  await app.settle();
  return secretOf(post.mails.at(-1)?.text ?? "");
}

function use(token: string, password = NEXT, headers = {}) {
  return personAt(app).request("POST", USE, { token, password }, headers);
}

const GONE = { status: 404, body: { code: "not_found" } };

describe("a forgotten password", () => {
  it("is replaced by a link that is mailed, works once and ends every session [attack 44]", async () => {
    const [here, there] = [personAt(app), personAt(app)];
    await here.signIn(email);
    await there.signIn(email);
    const token = await mailedToken(email.toUpperCase());
    expect(post.mails).toMatchObject([
      { to: [{ address: email }], from: { name: "Quittance" }, subject: "Choose a new password" },
    ]);
    const guest = personAt(app);
    expect((await guest.request("POST", READ, { token })).body).toEqual({ email });
    expect(await use(token, "too short")).toMatchObject({
      status: 400,
      body: { errors: [{ path: "password" }] },
    });
    expect((await use(token)).status).toBe(204);
    for (const person of [here, there]) {
      expect((await person.request("GET", "/api/v1/session")).status).toBe(401);
    }
    expect((await guest.signIn(email, PASSWORD)).status).toBe(401);
    expect((await guest.signIn(email, NEXT)).status).toBe(200);
    expect(await use(token, "a third long password")).toMatchObject(GONE);
    expect(await guest.request("POST", READ, { token })).toMatchObject(GONE);
    expect((await personAt(app).signIn(email, NEXT)).status).toBe(200);
  });

  it("is set once by two who use the link in the same moment [attack 44]", async () => {
    const token = await mailedToken();
    const answers = await Promise.all([
      use(token, "the first of both"),
      use(token, "the second of both"),
    ]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 404]);
  });

  it("signs out who was signing in with the old one in that moment [attack 44]", async () => {
    const { db } = app.parts.runtime;
    await db
      .updateTable("users")
      .set({ email_verified: false })
      .where("email", "=", email)
      .execute();
    const token = await mailedToken();
    const sessions = () =>
      db
        .selectFrom("sign_in_sessions")
        .innerJoin("users", "users.id", "user_id")
        .where("email", "=", email)
        .selectAll()
        .execute();
    const [reset, signedIn] = await withOwner(app.databaseUrl, async (client) => {
      // holds the reset between its last step and its commit, after it ended every session there was
      await client.query("begin");
      await client.query("select from users where email = $1 for no key update", [email]);
      const reset = use(token);
      await expect.poll(() => waiting(client)).toBe(1);
      const signedIn = personAt(app).signIn(email, PASSWORD);
      await expect.poll(sessions).toHaveLength(1);
      await client.query("commit");
      return [await reset, await signedIn];
    });
    expect(reset.status).toBe(204);
    expect(signedIn).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
    expect(signedIn.setCookies).toEqual([]);
    expect(await sessions()).toEqual([]);
    expect((await personAt(app).signIn(email, NEXT)).status).toBe(200);
  });

  it("needs the newest link, an hour long, and nothing like it [attack 44]", async () => {
    const first = await mailedToken();
    const second = await mailedToken();
    expect(await use(first)).toMatchObject(GONE);
    const { viewUrl } = await seller.sendInvoice();
    for (const token of ["", "x", second.slice(1), `${second}x`, viewUrl.slice(-32)]) {
      expect(await use(token)).toMatchObject(GONE);
    }
    app.clock.now = new Date(app.clock.now.getTime() + HOUR_MS);
    expect(await use(second)).toMatchObject(GONE);
    const read = await personAt(app).request("POST", READ, { token: second });
    expect(read).toMatchObject(GONE);
    expect((await personAt(app).signIn(email, PASSWORD)).status).toBe(200);
  });

  it("is asked for with the same answer and the same work, known or not [attack 44]", async () => {
    const [known, unknown] = [await ask(email), await ask("nobody@seller.example")];
    expect(known).toMatchObject({ status: 202, body: { isMailed: true } });
    expect({ ...unknown, headers: null }).toEqual({ ...known, headers: null });
    const names = (headers: Headers) => [...headers.keys()];
    expect(names(unknown.headers)).toEqual(names(known.headers));
    const { rows } = await jobs();
    expect(rows.map(({ task }) => task)).toEqual(["mail_password_reset", "mail_password_reset"]);
    await app.settle();
    expect(post.mails).toHaveLength(1);
    for (const person of [email, "nobody@seller.example"]) {
      await forgetTriesFromHere();
      for (let time = 2; time <= 5; time += 1) expect((await ask(person)).status).toBe(202);
    }
    await app.settle();
    expect(post.mails).toHaveLength(3); // no mailbox is filled by somebody else
  });

  it("is asked for five times from one address, then it has to wait [attack 44]", async () => {
    for (let time = 1; time <= 5; time += 1) await ask(`somebody${time}@seller.example`);
    const over = await ask(email);
    expect(over).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
    expect(Number(over.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("is kept in no outbox: no admin, log or dump has the link [attack 39]", async () => {
    const token = await mailedToken();
    expect((await seller.ask("GET", "/mails")).data).toEqual([]);
    for (const [table, rows] of await dumpDatabase(app.databaseUrl)) {
      const text = rows.join("\n");
      expect(text.includes(token), table).toBe(false);
      expect(text.includes(NEXT), table).toBe(false);
    }
    expect(await use(token, NEXT, { origin: "https://evil.example" })).toMatchObject({
      status: 403,
      body: { code: "cross_site_request" },
    });
    expect((await use(token)).status).toBe(204);
  });

  it("makes no mail that is late by more than the link would live", async () => {
    const { runtime, postman } = app.parts;
    const user = await runtime.db
      .selectFrom("users")
      .select("id")
      .where("email", "=", email)
      .executeTakeFirstOrThrow();
    const askedAt = app.clock.now.toISOString();
    app.clock.now = new Date(app.clock.now.getTime() + HOUR_MS + 1);
    await mailPasswordReset(runtime, postman.transport, { userId: user.id, askedAt });
    expect(post.mails).toEqual([]);
  });
});

describe("a sign-in whose address nobody ever proved", () => {
  it("loses what somebody else may have added, when its owner resets the password by mail", async () => {
    const { db } = app.parts.runtime;
    await db
      .updateTable("users")
      .set({ email_verified: false, two_factor_enabled: true })
      .where("email", "=", email)
      .execute();
    const { id } = await db
      .selectFrom("users")
      .select("id")
      .where("email", "=", email)
      .executeTakeFirstOrThrow();
    const row = { user_id: id, public_key: "x", counter: 0, device_type: "x", backed_up: false };
    await db
      .insertInto("passkeys")
      .values({ ...row, id: "usr_1", credential_id: id })
      .execute();
    expect((await use(await mailedToken())).status).toBe(204);
    expect(await db.selectFrom("passkeys").selectAll().where("user_id", "=", id).execute()).toEqual(
      [],
    );
    const user = await db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
    expect(user).toMatchObject({ email_verified: true, two_factor_enabled: false });
  });
});

describe("a link that is made on the command line", () => {
  it("asks what becomes of a passkey where nobody ever proved the address [attack 44]", async () => {
    const { db } = app.parts.runtime;
    const user = await db
      .updateTable("users")
      .set({ email_verified: false })
      .where("email", "=", email)
      .returning("id")
      .executeTakeFirstOrThrow();
    const environment = {
      DATABASE_URL: app.databaseUrl,
      SECRET_KEY: "a secret key that is long enough for tests only",
      LOG_LEVEL: "silent",
    };
    const run = (...more: string[]) =>
      runCommand(["reset-password", "--email", email, ...more], environment);
    const passkeys = async () =>
      (await db.selectFrom("passkeys").selectAll().where("user_id", "=", user.id).execute()).length;
    const resets = async () =>
      (await db.selectFrom("password_resets").selectAll().execute()).length;
    const key = { public_key: "x", counter: 0, device_type: "x", backed_up: false };
    await db
      .insertInto("passkeys")
      .values({ ...key, id: "usr_2", user_id: user.id, credential_id: "y", name: "Planted" })
      .execute();
    await db.deleteFrom("password_resets").execute();

    const asked = await run();
    expect(asked).toMatchObject({ code: 1, stdout: "" });
    expect(asked.stderr).toMatch(/passkey "Planted" since \d{4}-.*\n.*--without-second-factor/s);
    expect([await resets(), await passkeys()]).toEqual([0, 1]);
    expect((await run("--without-second-factor", "--keep-second-factor")).code).toBe(1);

    const kept = await run("--keep-second-factor");
    expect(kept.stdout).toMatch(/^These stay: passkey "Planted" since .*\n.*\n\S+\/new-password#/);
    expect([await resets(), await passkeys()]).toEqual([1, 1]);
    await db.updateTable("users").set({ email_verified: true }).where("id", "=", user.id).execute();
    expect((await run()).stdout).toContain("These stay: passkey");
    await db
      .updateTable("users")
      .set({ email_verified: false })
      .where("id", "=", user.id)
      .execute();
    const bare = await run("--without-second-factor");
    expect(bare.stdout).toMatch(/^Two-factor and passkeys are removed\.\n/);
    expect([await resets(), await passkeys()]).toEqual([1, 0]);
    expect((await run()).code).toBe(0); // nothing is left to ask about
  });
});

/** How many wait for a lock that somebody else holds. */
async function waiting(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    "select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  );
  return rows[0]?.count ?? 0;
}

/** The jobs that wait, by name. */
async function jobs() {
  return withOwner(app.databaseUrl, (client) =>
    client.query<{ task: string }>("select task_identifier as task from graphile_worker.jobs"),
  );
}

async function forgetTriesFromHere(): Promise<void> {
  await app.parts.runtime.db
    .deleteFrom("attempt_limits")
    .where("key", "like", "reset-from:%")
    .execute();
}
