import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWebhookSecrets } from "#test/support/webhook-secrets.ts";
import { makeResetLink } from "#src/people/make-reset-link.ts";
import { transact } from "#src/platform/database.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { authenticatorFor } from "#test/support/authenticator.ts";
import { openPage, pressPay, pressPayInPopup, sessionOf } from "#test/support/payer.ts";
import { PUBLISHABLE_KEY, type Seller, THREE_LINES } from "#test/support/seller.ts";
import { PASSWORD, personAt, secretOf } from "#test/support/person.ts";
import { dumpDatabase } from "#test/support/stored-rows.ts";

/** A prefix that only a key in clear has; hints end in `…` and four characters. */
const ANY_KEY =
  /\b(?:sk_|rk_)(?:test|live)_[A-Za-z0-9]{5,}|whsec_[A-Za-z0-9]+|\bqk_[A-Za-z0-9_-]{8,}/;

let app: TestApp;
const log: string[] = [];
/** Everything that must never be read anywhere, by what it is. */
const secrets = new Map<string, string>();
/** What the API answered, but for the two answers that are made to show a secret. */
const answers: string[] = [];

beforeAll(async () => {
  app = await startTestApp({ onLog: (line) => log.push(line) });
  await liveThroughMuch(await app.seller());
});
afterAll(() => app.stop());

describe("after a life with keys changed, refused and revoked, money taken, and things failed", () => {
  it("nothing in the database is a key, a password or a link in clear [attack 39]", async () => {
    const dump = await dumpDatabase(app.databaseUrl);
    for (const table of [
      "connections",
      "mails",
      "idempotency_keys",
      "webhook_events",
      "payments",
      "invitations",
      "password_resets",
      "second_factors",
      "sign_in_verifications",
    ]) {
      expect(dump.get(`public.${table}`)?.length, table).toBeGreaterThan(0);
    }
    for (const [table, rows] of dump) expectNoSecrets(rows.join("\n"), table);
  });

  it("nothing in the log is, whatever was quoted in an error [attack 39]", () => {
    expect(log.length).toBeGreaterThan(1);
    expect(log.join("")).toContain("a request failed");
    expectNoSecrets(log.join(""), "the log");
  });

  it("nothing in the API's answers is a key or a password [attack 39]", () => {
    expect(answers.length).toBeGreaterThan(15);
    const text = answers.join("\n");
    for (const [what, secret] of secrets) {
      if (!what.startsWith("link")) expect(text.includes(secret), what).toBe(false);
    }
    expect(ANY_KEY.exec(text)?.[0]).toBeUndefined();
  });

  it("a session found in a dump signs nobody in, with or without a signature of one's own [attack 39]", async () => {
    const dump = await dumpDatabase(app.databaseUrl);
    const sessions = (dump.get("public.sign_in_sessions") ?? []).map((row) => JSON.parse(row));
    expect(sessions).toHaveLength(1);
    const { token } = sessions[0] as { token: string };
    for (const value of [token, `${token}.`, `${token}.${randomBytes(32).toString("base64")}`]) {
      const cookie = `quittance.session_token=${encodeURIComponent(value)}`;
      const asCookie = await fetch(`${app.url}/api/v1/session`, { headers: { cookie } });
      expect(asCookie.status).toBe(401);
      const headers = { authorization: `Bearer ${value}` };
      expect((await fetch(`${app.url}/api/v1/business`, { headers })).status).toBe(401);
    }
  });
});

describe("a sealed key that somebody moved in the database", () => {
  it("opens in no other row and in no other business, and asks nobody [attack 39]", async () => {
    const ann = await app.seller("Ann");
    const bob = await app.seller("Bob");
    const first = await ann.connect("First");
    const second = await ann.connect("Second");
    const foreign = await bob.connect();
    const sealed = await transact(app.parts.runtime.db, ann.businessId, (tx) =>
      tx
        .selectFrom("connections")
        .select("credentials_sealed")
        .where("id", "=", first.id)
        .executeTakeFirstOrThrow(),
    );
    for (const [seller, id] of [
      [ann, second.id],
      [bob, foreign.id],
    ] as const) {
      await transact(app.parts.runtime.db, seller.businessId, (tx) =>
        tx
          .updateTable("connections")
          .set({ credentials_sealed: sealed.credentials_sealed })
          .where("business_id", "=", seller.businessId)
          .where("id", "=", id)
          .execute(),
      );
      const { status, body } = await seller.request("POST", `/connections/${id}/check`);
      expect({ status, code: body.code }).toEqual({ status: 500, code: "internal_error" });
    }
    expect((await ann.ask("POST", `/connections/${first.id}/check`)).state).toBe("ready");
  });
});

/** Does everything that handles secrets, well and badly, and remembers them all. */
async function liveThroughMuch(seller: Seller): Promise<void> {
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await seller.request(method, path, body);
    answers.push(JSON.stringify(answer.body));
    return answer.body;
  };
  secrets.set("the first API key", seller.apiKey);
  secrets.set("the password", PASSWORD);
  const { email } = await ask("GET", "/business");
  await bePeople(seller, ask);
  secrets.set("the sign-in cookie", await signIn(email));
  const made = await seller.ask("POST", "/api-keys", { name: "Script", role: "admin" });
  secrets.set("an API key", made.key);
  const kept = { "idempotency-key": "kept" };
  const sealed = await seller.request("POST", "/api-keys", { name: "K", role: "viewer" }, kept);
  secrets.set("a key shown under an Idempotency-Key", sealed.body.key);

  const connection = await connectInEveryWay(seller, ask);
  await sellAndBePaid(seller, ask, connection);
  await failInEveryWay(seller, ask, connection);
  for (const path of ["/audit?limit=100", "/mails", "/connections", "/api-keys", "/payments"]) {
    await ask("GET", path);
  }
}

/** Invites, joins, signs in with a second factor and resets a password; all of them with secrets. */
async function bePeople(seller: Seller, ask: Ask): Promise<void> {
  const { runtime } = app.parts;
  const email = "mara@colleagues.example";
  const invitation = await seller.ask("POST", "/members", { email, role: "admin" });
  const token = secretOf(invitation.invitationUrl);
  secrets.set("link of an invitation", token);
  await ask("GET", "/members");
  const open = await seller.ask("POST", "/members", {
    email: "x@colleagues.example",
    role: "owner",
  });
  secrets.set("link of an open invitation", secretOf(open.invitationUrl));
  const mara = personAt(app);
  const newcomer = { token, name: "Mara", password: "a password of her own" };
  await mara.request("POST", "/api/v1/invitations/accept", newcomer);
  secrets.set("the newcomer's password", newcomer.password);
  const { password } = newcomer;
  const begun = await mara.request("POST", "/api/auth/two-factor/enable", { password });
  const phone = authenticatorFor(begun.body.totpURI);
  secrets.set("the second factor", phone.secret);
  secrets.set("the second factor as bytes", phone.plain);
  for (const code of begun.body.backupCodes) secrets.set(`backup code ${code}`, code);
  await mara.request("POST", "/api/auth/two-factor/verify-totp", { code: phone.code() });
  answers.push((await mara.request("GET", "/api/v1/me")).text);
  const user = await runtime.db
    .selectFrom("users")
    .select("id")
    .where("email", "=", email)
    .executeTakeFirstOrThrow();
  const { url } = await makeResetLink(runtime, user.id, { isMailed: true });
  secrets.set("link for a new password", secretOf(url));
  runtime.log.warn({ url, to: invitation.invitationUrl }, "as a library might quote them");
  await app.parts.signIn.personOf(new Headers({ cookie: mara.cookies() }));
  await mara.request("POST", "/api/auth/sign-out", {});
  await mara.signIn(email, password);
  secrets.set("a challenge", /two_factor=([^.;]+)/.exec(mara.cookies())?.[1] ?? "none");
}

type Ask = (method: string, path: string, body?: object) => Promise<{ id: string }>;

async function connectInEveryWay(seller: Seller, ask: Ask): Promise<string> {
  const [good, next, revoked, poor, away] = ["good", "next", "revoked", "poor", "away"].map(
    (name) => newKey(name),
  ) as [string, string, string, string, string];
  const body = (secretKey: string, name: string) => ({
    processor: "stripe",
    name,
    credentials: { secretKey },
  });
  app.sandbox.control.setKey(revoked, { isRevoked: true });
  app.sandbox.control.setKey(poor, { missing: ["rak_checkout_session_write"] });
  const { id } = await ask("POST", "/connections", body(good, "Main"));
  await ask("POST", "/connections", body(revoked, "Revoked"));
  await ask("POST", "/connections", body(poor, "Poor"));
  await ask("POST", "/connections", body(`${good} x`, "Mistyped"));
  app.sandbox.control.setUnreachable(true);
  await ask("POST", "/connections", body(away, "Away"));
  app.sandbox.control.clearFaults();
  await ask("PATCH", `/connections/${id}`, { credentials: { secretKey: revoked } });
  await ask("PATCH", `/connections/${id}`, { credentials: { secretKey: next } });
  await ask("POST", `/connections/${id}/check`);
  await ask("POST", `/connections/${id}/webhook`);
  for (const secret of await openWebhookSecrets(app.parts.runtime, seller.businessId, id)) {
    secrets.set(`a webhook secret ${secret.slice(-2)}`, secret);
  }
  return id;
}

async function sellAndBePaid(seller: Seller, ask: Ask, connectionId: string): Promise<void> {
  const { payLink, viewUrl, invoiceId } = await seller.sendInvoice();
  secrets.set("link to pay", payLink.slice(-32));
  secrets.set("link to view", viewUrl.slice(-32));
  await ask("PATCH", `/connections/${connectionId}`, { publishableKey: PUBLISHABLE_KEY });
  await ask("PATCH", "/business", { paymentForm: "popup" });
  const { clientSecret } = await pressPayInPopup(payLink);
  secrets.set("what opens the form in a pop-up", String(clientSecret));
  const session = sessionOf(await pressPay(payLink));
  const paid = await app.sandbox.control.payCheckout(session, { card: "4242424242424242" });
  await openPage(String(paid.location));
  await app.settle();
  expect((await seller.ask("GET", `/invoices/${invoiceId}`)).status).toBe("paid");
  await ask("GET", `/connections/${connectionId}`);
}

async function failInEveryWay(seller: Seller, ask: Ask, connectionId: string): Promise<void> {
  const { payLink } = await seller.sendInvoice();
  secrets.set("link left open", payLink.slice(-32));
  const session = sessionOf(await pressPay(payLink));
  app.sandbox.control.setUnreachable(true);
  await openPage(`${payLink}/return?session=${session}`);
  app.sandbox.control.clearFaults();
  await fetch(`${app.url}/webhooks/stripe/${connectionId}`, { method: "POST", body: "{}" });
  await openPage(`${payLink}x`);
  const pasted = newKey("pasted");
  await ask("POST", "/connections", {
    processor: "stripe",
    name: "Wrong field",
    credentials: { secretKey: "pk_test_51x", publishableKey: pasted },
  });
  await transact(app.parts.runtime.db, seller.businessId, (tx) =>
    tx
      .updateTable("connections")
      .set({ credentials_sealed: Buffer.from([1, 2, 3]) })
      .where("business_id", "=", seller.businessId)
      .where("id", "=", connectionId)
      .execute(),
  );
  await ask("POST", `/connections/${connectionId}/check`);
  await pressPay(payLink).catch(() => undefined);
  await ask("POST", "/invoices", { customerId: pasted, currency: pasted, lines: THREE_LINES });
}

function newKey(name: string): string {
  const key = `${name === "poor" ? "rk" : "sk"}_test_${name}${randomBytes(12).toString("hex")}`;
  secrets.set(`the ${name} key`, key);
  return key;
}

async function signIn(email: string): Promise<string> {
  const response = await fetch(`${app.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: app.url },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  expect(response.status).toBe(200);
  const cookie = response.headers.getSetCookie().find((one) => one.includes("session_token"));
  return decodeURIComponent(String(/=([^;]+)/.exec(String(cookie))?.[1]));
}

function expectNoSecrets(text: string, where: string): void {
  for (const [what, secret] of secrets) {
    expect(text.includes(secret), `${what} in ${where}`).toBe(false);
    const hex = Buffer.from(secret).toString("hex");
    expect(text.includes(hex), `${what} as bytes in ${where}`).toBe(false);
  }
  expect(ANY_KEY.exec(text)?.[0], where).toBeUndefined();
}
