import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { API_ROUTES, splitRoute } from "#src/routes.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { fieldsOfBody, withValueAt } from "#test/support/described-ids.ts";
import { furnish, type Furnished } from "#test/support/furnish.ts";
import type { Seller } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";
import { ownTarget, VALID_BODIES } from "#test/support/valid-bodies.ts";

const ROUTES = Object.keys(API_ROUTES);
const WITH_BODY = ROUTES.filter((route) => API_ROUTES[route]?.body !== undefined);
const LISTS = ROUTES.filter((route) => "cursor" in (API_ROUTES[route]?.query?.shape ?? {}));

/** What no field of any body may be, whatever it is for. */
const NEVER_VALID: readonly unknown[] = [
  "nul \u0000 byte",
  "\ud800 half a character",
  "\u202a\u0007bell",
  "x".repeat(100_000),
  Number.MAX_SAFE_INTEGER + 2,
  -1,
  1.5,
  { $ne: null },
  [[]],
  { toString: "x" },
];

/** What a client might hope to set, and what might reach further than its own object. */
const UNKNOWN = ["total", "paid", "amountPaid", "businessId", "id", "__proto__", "constructor"];

let app: TestApp;
let seller: Seller;
let own: Furnished;
beforeAll(async () => {
  app = await startTestApp();
  seller = await app.seller();
  own = await furnish(app, seller);
});
afterAll(() => app.stop());

describe.each(WITH_BODY)("%s", (route) => {
  it.each(fieldsOfBody(route))(
    "refuses nonsense at %s and writes nothing [attack 46]",
    async (path) => {
      const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
      for (const value of NEVER_VALID) {
        const { status, body } = await send(route, withValueAt(validBody(route), path, value));
        const what = `${path} = ${JSON.stringify(value).slice(0, 40)}`;
        expect(status, what).toBe(400);
        if (body.code === "key_rejected") continue; // a key has words of its own
        expect(body.code, what).toBe("validation_failed");
        expect(body.errors[0].path, what).toMatch(new RegExp(`^${path.split(".")[0]}`));
        expect(body.errors[0].message, what).toMatch(/\w/);
      }
      expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
    },
  );

  it("refuses fields it does not know, by name [attack 34]", async () => {
    const before = await rowsOfBusiness(app.databaseUrl, seller.businessId);
    for (const name of UNKNOWN) {
      const text = JSON.stringify(validBody(route))
        .replace(/^\{/, `{"${name}":{"a":1},`)
        .replace(",}", "}");
      const answer = await sendText(route, text);
      expect(answer.status, name).toBe(400);
      expect(answer.body, name).toMatchObject({
        code: "validation_failed",
        errors: [{ path: name }],
      });
    }
    expect(await rowsOfBusiness(app.databaseUrl, seller.businessId)).toEqual(before);
  });

  it("refuses what is not JSON, too deep, too large or of another type [attack 46]", async () => {
    const valid = JSON.stringify(validBody(route));
    const deep = `{"lines":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    const wide = `{"lines":[${"1,".repeat(400_000)}1]}`;
    for (const text of ["{", "undefined", "{'name':1}", `${valid}x`, deep, "\u0000"]) {
      expect(await sendText(route, text)).toMatchObject({
        status: 400,
        body: { code: "malformed_request" },
      });
    }
    for (const text of ["[]", "null", '"text"', "1", wide]) {
      expect(await sendText(route, text)).toMatchObject({
        status: 400,
        body: { code: "validation_failed" },
      });
    }
    expect(await sendText(route, `{"name":"${"x".repeat(10_000_000)}"}`)).toMatchObject({
      status: 413,
      body: { code: "request_too_large" },
    });
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "",
    ]) {
      expect(await sendText(route, valid, type)).toMatchObject({
        status: 415,
        body: { code: "unsupported_media_type" },
      });
    }
  });
});

describe.each(LISTS)("%s", (route) => {
  it.each([
    ["limit", "limit=0"],
    ["limit", "limit=101"],
    ["limit", "limit=1e1"],
    ["limit", "limit="],
    ["cursor", "cursor=1"],
    ["cursor", "cursor=%00"],
    ["sort", "sort=id;drop%20table%20invoices"],
    ["__proto__", "__proto__=1"],
    ["limit", "limit=1&limit=2"],
  ])("refuses %s in ?%s [attack 46]", async (path, query) => {
    const { status, body } = await seller.request("GET", `${splitRoute(route).path}?${query}`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: "validation_failed" });
    expect(body.errors).toMatchObject([{ path }]);
  });

  it("is not moved by text that means something to the database [attack 46]", async () => {
    const names = Object.keys(API_ROUTES[route]?.query?.shape ?? {});
    for (const name of names.filter((one) => one !== "limit" && one !== "cursor")) {
      for (const text of ["'", "%00", "%27%3B--", "%25", "%5C", "%ED%A0%80", "%F0%28", "${1}"]) {
        const answer = await seller.request("GET", `${splitRoute(route).path}?${name}=${text}`);
        expect([200, 400], `${name}=${text}`).toContain(answer.status);
      }
    }
  });
});

describe("a request that no route takes", () => {
  it("names the methods that an address does take", async () => {
    for (const [method, path, allow] of [
      ["PUT", "/customers", "POST, GET"],
      ["DELETE", "/business", "GET, PATCH"],
      ["OPTIONS", `/invoices/${own.draft}`, "GET, PATCH, DELETE"],
      ["GET", `/invoices/${own.draft}/send`, "POST"],
    ] as const) {
      const { status, headers, body } = await seller.request(method, path);
      expect({ status, code: body.code }).toEqual({ status: 405, code: "method_not_allowed" });
      expect(headers.get("allow")).toBe(allow);
    }
  });

  it.each([
    "/nothing",
    "/invoices/",
    "/invoices/../business/x",
    "/invoices/%00",
    "/invoices/%E0%A4%A",
    "/customers/1%27--",
  ])("is not found: %s [attack 46]", async (path) => {
    const { status, headers, body } = await seller.request("GET", path);
    expect({ status, code: body.code }).toEqual({ status: 404, code: "not_found" });
    expect(headers.get("content-type")).toBe("application/problem+json");
  });

  it("does not end the process when it is cut off or is no HTTP at all [attack 46]", async () => {
    for (const text of [
      "POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
      "GARBAGE\r\n\r\n",
      `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(100_000)}\r\n\r\n`,
      "POST /p/x/pay HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ]) {
      await sendRaw(text);
    }
    expect((await fetch(`${app.url}/health`)).status).toBe(200);
  });
});

async function send(route: string, body: object) {
  return sendText(route, JSON.stringify(body));
}

async function sendText(route: string, body: string, type = "application/json") {
  const { method, path } = splitRoute(route);
  const id = path.includes("{") ? ownTarget(route, own) : "";
  const response = await fetch(`${app.url}/api/v1${path.replace(/\{\w+\}/, id)}`, {
    method,
    headers: { authorization: `Bearer ${seller.apiKey}`, "content-type": type },
    body,
  });
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return { status: response.status, body: await response.json() };
}

function validBody(route: string): object {
  return VALID_BODIES[route]?.(own) ?? {};
}

function sendRaw(text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(app.url).port), "127.0.0.1", () => socket.end(text));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve());
    socket.resume();
  });
}
