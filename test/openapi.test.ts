import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeApi } from "#src/openapi.ts";
import { REFUSALS } from "#src/platform/refusal.ts";
import { API_ROUTES, splitRoute } from "#src/routes.ts";
import { parseDay } from "#src/values/day.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { furnish, type Furnished } from "#test/support/furnish.ts";
import type { Answer, Seller } from "#test/support/seller.ts";
import { FILTERS, ownTarget, VALID_BODIES } from "#test/support/valid-bodies.ts";

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
}
interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

const document = JSON.parse(JSON.stringify(describeApi())) as Document;

/** Reading first, deleting last, so that there is something to answer about. */
const ROUTES = Object.keys(API_ROUTES).toSorted((a, b) => rankOf(a) - rankOf(b));

let app: TestApp;
let seller: Seller;
let own: Furnished;
beforeAll(async () => {
  app = await startTestApp();
  seller = await app.seller();
  own = await furnish(app, seller);
});
afterAll(() => app.stop());

it("docs/api/openapi.json is what the routes say now", () => {
  const checkedIn = readFileSync(new URL("../docs/api/openapi.json", import.meta.url), "utf8");
  expect(JSON.parse(checkedIn), "run npm run generate:openapi").toEqual(document);
});

it("names every operation once", () => {
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(ids).toHaveLength(Object.keys(API_ROUTES).length);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(ROUTES)("%s", (route) => {
  it("answers as the OpenAPI document says", async () => {
    const { method, path } = splitRoute(route);
    const target = path.includes("{") ? ownTarget(route, own) : "";
    const answer = await seller.request(
      method,
      `${path.replace(/\{\w+\}/, target)}${FILTERS[route] ?? ""}`,
      VALID_BODIES[route]?.(own),
    );
    if (answer.status >= 400) expectProblem(answer);
    else expectDescribed(route, answer);
    if (method === "GET") expect(answer.status).toBe(200);
    if (path.includes("{") || method !== "GET") return;
    const { data } = answer.body;
    if (data !== undefined)
      expect(data.length, "a list with nothing in it proves nothing").toBeGreaterThan(0);
  });
});

describe("a refusal", () => {
  it.each<[number, string, string, object | string | undefined]>([
    [400, "POST", "/customers", {}],
    [400, "GET", "/customers?limit=x", undefined],
    [404, "GET", "/invoices/inv_00000000000000000000000000", undefined],
    [404, "GET", "/nothing", undefined],
    [405, "PUT", "/customers", {}],
    [409, "POST", "/invoices/{paid}/finalize", undefined],
  ])("%i of %s %s is a problem document with a stable code", async (status, method, path, body) => {
    const answer = await seller.request(method, path.replace("{paid}", own.paidInvoice), body);
    expect(answer.status).toBe(status);
    expectProblem(answer);
  });
});

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat("date-time", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
ajv.addFormat("date", (text) => parseDay(text) !== null);
ajv.addFormat("binary", true);
ajv.addSchema({ ...document, $id: "api" });

function expectDescribed(route: string, { status, headers, body }: Answer): void {
  const { method, path } = splitRoute(route);
  const place = `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${status}`;
  const described = document.paths[path]?.[method.toLowerCase()]?.responses[String(status)];
  expect(described, `${route} answers ${status}`).toBeDefined();
  const [type] = Object.keys(described?.content ?? {});
  if (type === undefined) return expect(body).toBe("");
  expect(headers.get("content-type")).toBe(type);
  if (type !== "application/json") return;
  const check = ajv.getSchema(`api#${place}/content/${escaped(type)}/schema`);
  expect(check, place).toBeDefined();
  (check as ValidateFunction)(body);
  expect(check?.errors ?? []).toEqual([]);
}

function expectProblem({ status, headers, body }: Answer): void {
  expect(headers.get("content-type")).toBe("application/problem+json");
  expect(body).toMatchObject({
    type: "about:blank",
    title: expect.stringMatching(/\w/),
    status,
    code: expect.stringMatching(/^[a-z_]+$/),
    detail: expect.stringMatching(/\w.*\.$/),
  });
  expect(REFUSALS).toHaveProperty(body.code, status);
}

/** As JSON pointers in a URL's fragment spell a name. */
function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"));
}

function rankOf(route: string): number {
  return ["GET", "POST", "PATCH", "DELETE"].indexOf(splitRoute(route).method);
}
