import { request as rawRequest } from "node:http";
import type { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildApp } from "#src/app.ts";
import { API_ROUTES, splitRoute } from "#src/routes.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { authenticatorFor } from "#test/support/authenticator.ts";
import { furnish, type Furnished } from "#test/support/furnish.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";
import { ownTarget, VALID_BODIES } from "#test/support/valid-bodies.ts";

const PASSWORD = "a long enough password";
const ROUTES = Object.keys(API_ROUTES);

let app: TestApp;
let seller: Seller;
let own: Furnished;
let email: string;
let cookie: string;
beforeAll(async () => {
  app = await startTestApp();
  seller = await app.seller();
  own = await furnish(app, seller);
  ({ email } = await seller.ask("GET", "/business"));
  cookie = cookieOf(await signIn(email, PASSWORD));
});
afterAll(() => app.stop());

describe("a browser that is signed in", () => {
  it.each<[string, Record<string, string>]>([
    ["without a word where it comes from", {}],
    ["from another site", { origin: "https://evil.example" }],
    ["from a sandboxed frame or a file", { origin: "null" }],
    ["from a name that begins like ours", { origin: "http://localhost.evil.example" }],
    ["from another port of our host", { origin: "http://localhost:1" }],
    ["from our host over another protocol", { origin: "https://localhost" }],
    ["from another site, says the browser", { "sec-fetch-site": "cross-site" }],
    ["from a sister of our site, says the browser", { "sec-fetch-site": "same-site" }],
    ["typed in, says the browser", { "sec-fetch-site": "none" }],
  ])("changes nothing by a request %s [attack 41]", async (_, headers) => {
    const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
    for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
      const answer = await asMember("POST", "/customers", '{"name":"Forged"}', {
        ...headers,
        "content-type": type,
      });
      expect(answer).toMatchObject({ status: 403, code: "cross_site_request" });
    }
    expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
  });

  it.each<[string, () => Record<string, string>]>([
    ["from our own pages", () => ({ origin: app.url })],
    ["from our own pages, says the browser", () => ({ "sec-fetch-site": "same-origin" })],
  ])("does what it asks for %s, as JSON and nothing else [attack 41]", async (_, headersOf) => {
    const body = '{"name":"Typed in"}';
    const json = { ...headersOf(), "content-type": "application/json" };
    expect((await asMember("POST", "/customers", body, json)).status).toBe(201);
    const plain = { ...headersOf(), "content-type": "text/plain" };
    expect((await asMember("POST", "/customers", body, plain)).status).toBe(415);
  });

  it("cannot be made to call any route that changes something [attack 41]", async () => {
    const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
    for (const route of ROUTES.filter((one) => !one.startsWith("GET "))) {
      const { method, path } = splitRoute(route);
      const body = JSON.stringify(VALID_BODIES[route]?.(own) ?? {});
      const answer = await asMember(method, withTarget(route, path), body, {
        origin: "https://evil.example",
        "content-type": "application/json",
      });
      expect(answer, route).toMatchObject({ status: 403, code: "cross_site_request" });
    }
    expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
  });

  it("changes nothing by reading, and other sites cannot read along [attack 41]", async () => {
    const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
    for (const route of ROUTES.filter((one) => one.startsWith("GET "))) {
      const path = withTarget(route, splitRoute(route).path);
      const answer = await asMember("GET", path, null, { origin: "https://evil.example" });
      expect(answer.status, route).toBe(200);
      expect(
        [...answer.headers.keys()].filter((name) => name.startsWith("access-control")),
      ).toEqual([]);
    }
    expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
  });

  it("is not let into a business it does not belong to [attack 32]", async () => {
    const other = await app.seller("Other");
    const headers = { "quittance-business": other.businessId };
    expect(await asMember("GET", "/business", null, headers)).toMatchObject({
      status: 403,
      code: "forbidden",
    });
  });
});

describe("signing in", () => {
  it("gives a session of its own, whatever cookie was planted before [attack 48]", async () => {
    const planted = cookie.replace(/=.*/, "=planted.planted");
    const answer = await signIn(email, PASSWORD, { cookie: planted });
    expect(cookieOf(answer)).not.toBe(planted);
    expect(cookieOf(answer)).not.toBe(cookie);
    const headers = { cookie: planted };
    expect((await fetch(`${app.url}/api/v1/session`, { headers })).status).toBe(401);
  });

  it("ends for good when the person signs out [attack 48]", async () => {
    const mine = cookieOf(await signIn(email, PASSWORD));
    const headers = { cookie: mine, origin: app.url, "content-type": "application/json" };
    expect((await fetch(`${app.url}/api/v1/session`, { headers })).status).toBe(200);
    await fetch(`${app.url}/api/auth/sign-out`, { method: "POST", headers, body: "{}" });
    expect((await fetch(`${app.url}/api/v1/session`, { headers })).status).toBe(401);
  });

  it("says the same about a wrong password and an unknown person [attack 44]", async () => {
    const wrong = await signIn(email, "another long password");
    const unknown = await signIn("nobody@seller.example", PASSWORD);
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(401);
    expect(await wrong.text()).toBe(await unknown.text());
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it("is not started from another site, and signing up does not exist [attack 41]", async () => {
    const forged = await signIn(email, PASSWORD, { origin: "https://evil.example", cookie });
    expect(forged.status).toBe(403);
    const body = JSON.stringify({ email: "new@evil.example", password: PASSWORD, name: "New" });
    const headers = { "content-type": "application/json", origin: app.url };
    const url = `${app.url}/api/auth/sign-up/email`;
    const answer = await fetch(url, { method: "POST", headers, body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect((await signIn("new@evil.example", PASSWORD)).status).toBe(401);
  });
});

describe("setup over HTTP", () => {
  it("does not exist once there is a business, whatever is sent [attack 38]", async () => {
    const valid = {
      business: { name: "Mine", country: "DE", currency: "EUR", timezone: "Europe/Berlin" },
      owner: { email: "owner@evil.example", password: PASSWORD },
    };
    for (const body of [JSON.stringify(valid), "{}", "{", ""]) {
      const headers = { "content-type": "application/json", origin: app.url };
      const answer = await fetch(`${app.url}/api/v1/setup`, { method: "POST", headers, body });
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: "not_found" });
    }
    expect((await signIn("owner@evil.example", PASSWORD)).status).toBe(401);
  });
});

describe("an API key", () => {
  it("stops working the moment it is revoked [attack 48]", async () => {
    const { id, key } = await seller.ask("POST", "/api-keys", { name: "Short", role: "owner" });
    const script = sellerOf(app.url, { businessId: seller.businessId, apiKey: key });
    expect((await script.request("GET", "/business")).status).toBe(200);
    await seller.ask("GET", "/business");
    expect((await seller.request("DELETE", `/api-keys/${id}`)).status).toBe(204);
    expect((await script.request("GET", "/business")).status).toBe(401);
    expect((await seller.request("DELETE", `/api-keys/${id}`)).status).toBe(404);
    const { data } = await seller.ask("GET", "/api-keys");
    expect(data.find((one: { id: string }) => one.id === id).revokedAt).not.toBeNull();
    expect(JSON.stringify(data)).not.toContain(key);
  });
});

describe("a request that lies about where it went", () => {
  it("is answered with links that begin with PUBLIC_URL all the same [attack 42]", async () => {
    const lies = {
      host: "evil.example",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      forwarded: "host=evil.example;proto=https",
    };
    const headers = { ...lies, authorization: `Bearer ${seller.apiKey}` };
    const invoice = await getRaw(`/api/v1/invoices/${own.openInvoice}`, headers);
    expect(JSON.parse(invoice).viewUrl).toMatch(new RegExp(`^${app.url}/i/`));
    const { payLink } = await seller.sendInvoice();
    const page = await getRaw(new URL(payLink).pathname, lies);
    expect(page).toContain('data-status="payable"');
    expect(page).not.toContain("evil.example");
  });

  it("cannot pass for another address to guess on [attack 42]", async () => {
    const statuses = new Set<number>();
    for (let guess = 0; guess < 70; guess += 1) {
      const headers = { "x-forwarded-for": `203.0.113.${guess}`, "x-real-ip": `10.0.0.${guess}` };
      const answer = await fetch(`${app.url}/p/${"0".repeat(32)}`, { headers });
      statuses.add(answer.status);
    }
    expect(statuses).toEqual(new Set([404, 429]));
  });
});

describe("the sign-in cookie", () => {
  it("is for our scripts' eyes never, and for other sites' requests not [attack 48]", async () => {
    const [set = ""] = (await signIn(email, PASSWORD)).headers.getSetCookie();
    expect(set).toMatch(/^quittance\.session_token=/);
    expect(attributesOf(set)).toEqual(["httponly", "path=/", "samesite=lax"]);
  });

  it("is bound to this host and to encryption where PUBLIC_URL is https [attack 48]", async () => {
    const environment = { PUBLIC_URL: "https://billing.example" };
    const secure = await startTestApp({ environment });
    const inside = buildApp(secure.parts);
    const set = await setUpInside(inside, environment.PUBLIC_URL);
    expect(set).toMatch(/^__Host-quittance\.session_token=/);
    expect(attributesOf(set)).toEqual(["httponly", "path=/", "samesite=lax", "secure"]);
    const headers = { cookie: set.replace(/;.*/, "") };
    const session = await inside.request(`${environment.PUBLIC_URL}/api/v1/session`, { headers });
    expect(session.status).toBe(200);
    expect(session.headers.get("strict-transport-security")).toMatch(/^max-age=\d{8}/);
    for (const other of await cookiesOnTheWay(inside, environment.PUBLIC_URL, headers.cookie)) {
      expect(other).toMatch(/^__Host-quittance\./);
      const isOver = other.includes("Max-Age=0");
      if (!isOver) expect(attributesOf(other)).toEqual(attributesOf(set));
    }
    await secure.stop();
  });
});

/** What is set beside the session: while a second factor or a passkey is asked for. */
async function cookiesOnTheWay(inside: Hono, origin: string, cookie: string): Promise<string[]> {
  const ask = async (path: string, body?: object) =>
    inside.request(`${origin}/api/auth${path}`, {
      headers: { "content-type": "application/json", origin, cookie },
      ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    });
  const passkey = await ask("/passkey/generate-register-options", { password: PASSWORD });
  const begun = (await (await ask("/two-factor/enable", { password: PASSWORD })).json()) as {
    totpURI: string;
  };
  const code = authenticatorFor(begun.totpURI).code();
  const enabled = await ask("/two-factor/verify-totp", { code });
  const body = { email: "owner@billing.example", password: PASSWORD };
  const challenge = await ask("/sign-in/email", body);
  const sets = [passkey, enabled, challenge].flatMap(({ headers }) => headers.getSetCookie());
  expect(sets.map((set) => set.replace(/=.*/, ""))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/passkey$/),
      expect.stringMatching(/two_factor$/),
    ]),
  );
  return sets;
}

async function setUpInside(inside: Hono, origin: string): Promise<string> {
  const answer = await inside.request(`${origin}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({
      business: { name: "Mine", country: "DE", currency: "EUR", timezone: "Europe/Berlin" },
      owner: { email: "owner@billing.example", password: PASSWORD },
    }),
  });
  expect(answer.status).toBe(200);
  return answer.headers.getSetCookie().find((one) => one.includes("session_token")) ?? "";
}

/** What a cookie's attributes say, without how long it lives. */
function attributesOf(set: string): string[] {
  const [, ...attributes] = set.toLowerCase().split(/;\s*/);
  return attributes
    .filter((one) => !one.startsWith("max-age"))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function signIn(who: string, password: string, more: Record<string, string> = {}) {
  return fetch(`${app.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: app.url, ...more },
    body: JSON.stringify({ email: who, password }),
  });
}

function cookieOf(response: Response): string {
  const set = response.headers.getSetCookie().find((one) => one.includes("session_token"));
  return String(set).replace(/;.*/, "");
}

async function asMember(
  method: string,
  path: string,
  body: string | null,
  headers: Record<string, string>,
) {
  const response = await fetch(`${app.url}/api/v1${path}`, {
    method,
    headers: { cookie, ...headers },
    ...(body === null ? {} : { body }),
  });
  const text = await response.text();
  const code = response.status >= 400 ? (JSON.parse(text) as { code: string }).code : null;
  return { status: response.status, headers: response.headers, code };
}

function withTarget(route: string, path: string): string {
  return path.replace(/\{\w+\}/, () => ownTarget(route, own));
}

/** A request with headers that fetch does not let anyone set. */
function getRaw(path: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(app.url);
    const request = rawRequest({ host: "127.0.0.1", port, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    });
    request.on("error", reject);
    request.end();
  });
}
