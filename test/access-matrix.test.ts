import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { transact } from "#src/platform/database.ts";
import { API_ROUTES, splitRoute } from "#src/routes.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { idsInBody, idsInQuery, withValueAt } from "#test/support/described-ids.ts";
import { furnish, type Furnished } from "#test/support/furnish.ts";
import type { Answer, Seller } from "#test/support/seller.ts";
import { idsInRows, rowsOfBusiness } from "#test/support/stored-rows.ts";
import { FILTERS, ownTarget, VALID_BODIES } from "#test/support/valid-bodies.ts";

const ROUTES = Object.keys(API_ROUTES);
const WITH_ID = ROUTES.filter((route) => route.includes("{"));
const WITH_BODY = ROUTES.filter((route) => API_ROUTES[route]?.body !== undefined);
const LISTS = ROUTES.filter((route) => route.startsWith("GET ") && !route.includes("{"));
const IDS_IN_BODIES = WITH_BODY.flatMap((route) =>
  idsInBody(route).map(({ path, prefix }) => ({ route, path, prefix })),
);
/** Enough of each kind; more would only say the same again. */
const IDS_PER_PREFIX = 3;

let app: TestApp;
/** Ann asks for what is Bob's. */
let ann: Seller;
let own: Furnished;
let bob: Seller;
let bobsIds: string[];
let bobsRows: string[];

beforeAll(async () => {
  app = await startTestApp();
  ann = await app.seller("Ann");
  bob = await app.seller("Bob");
  own = await furnish(app, ann);
  await furnish(app, bob);
  bobsRows = await rowsOfBusiness(app.databaseUrl, bob.businessId);
  const shared = new Set(idsInRows(await rowsOfBusiness(app.databaseUrl, ann.businessId)));
  bobsIds = idsInRows(bobsRows).filter((id) => !shared.has(id));
});
afterAll(() => app.stop());

describe("the matrix of businesses and routes", () => {
  it("has a body for every route that takes one [attack 32]", () => {
    expect(WITH_BODY.filter((route) => VALID_BODIES[route] === undefined)).toEqual([]);
    for (const route of WITH_BODY) {
      expect(API_ROUTES[route]?.body?.safeParse(bodyFor(route)).error, route).toBeUndefined();
    }
  });

  it("knows ids of every kind that a request can name [attack 32]", () => {
    const prefixes = new Set(bobsIds.map((id) => id.split("_")[0]));
    const named = IDS_IN_BODIES.map(({ prefix }) => prefix);
    expect(named.filter((prefix) => !prefixes.has(prefix))).toEqual([]);
    expect([...prefixes]).toEqual(
      expect.arrayContaining(["acc", "con", "cus", "inv", "key", "lnk", "mail", "mem", "pay"]),
    );
  });
});

describe.each(WITH_ID)("%s", (route) => {
  it("does not find what is another business's, whatever its kind [attack 32]", async () => {
    const ids = fewOfEach(bobsIds);
    const answers = await Promise.all(ids.map((id) => askFor(ann, route, id, bodyFor(route))));
    const found = answers.map(({ status, body }, index) => `${ids[index]} ${status} ${body.code}`);
    expect(found).toEqual(ids.map((id) => `${id} 404 not_found`));
    await expectBobUntouched();
  });

  it("does not find what does not exist, in the same words [attack 32]", async () => {
    const room = String(bobsIds.find((id) => id.startsWith(ownTarget(route, own).slice(0, 4))));
    const nothing = `${room.slice(0, -6)}zzzzzz`;
    const foreign = await askFor(ann, route, room, bodyFor(route));
    expect(await askFor(ann, route, nothing, bodyFor(route))).toMatchObject({
      status: 404,
      body: foreign.body,
    });
  });
});

describe.each(IDS_IN_BODIES)("$route with another business's id", ({ route, path, prefix }) => {
  it(`refuses it at ${path} and writes nothing [attack 32]`, async () => {
    const before = await rowsOfBusiness(app.databaseUrl, ann.businessId);
    for (const id of fewOfEach(bobsIds.filter((one) => one.startsWith(`${prefix}_`)))) {
      const body = withValueAt(bodyFor(route), path, id);
      const answer = await askFor(ann, route, ownTargetOf(route), body);
      expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
      expect(answer.body.errors).toMatchObject([{ path }]);
      expect(JSON.stringify(answer.body)).not.toContain("Bob");
    }
    expect(await rowsOfBusiness(app.databaseUrl, ann.businessId)).toEqual(before);
    await expectBobUntouched();
  });
});

describe.each(LISTS)("%s", (route) => {
  it("shows nothing of another business, in JSON and CSV, from any cursor [attack 32]", async () => {
    const { path } = splitRoute(route);
    const isPaged = "cursor" in (API_ROUTES[route]?.query?.shape ?? {});
    const queries = isPaged
      ? ["?limit=100", ...bobsIds.map((id) => `?cursor=${id}`)]
      : ["", FILTERS[route] ?? ""];
    for (const query of queries) {
      expectNothingOfBob(await ann.request("GET", `${path}${query}`));
    }
    expectNothingOfBob(await ann.request("GET", path, undefined, { accept: "text/csv" }));
  });

  it.each(idsInQuery(route))(
    "answers an empty list when $path is Bob's [attack 32]",
    async (at) => {
      const { path } = splitRoute(route);
      for (const id of fewOfEach(bobsIds.filter((one) => one.startsWith(`${at.prefix}_`)))) {
        const { status, body } = await ann.request("GET", `${path}?${at.path}=${id}`);
        expect({ status, data: body.data }).toEqual({ status: 200, data: [] });
      }
    },
  );
});

describe.each(WITH_ID.filter((route) => route.startsWith("GET ")))("%s of one's own", (route) => {
  it("shows nothing of another business [attack 32]", async () => {
    const answer = await askFor(ann, route, ownTargetOf(route), {});
    expect(answer.status).toBe(200);
    expectNothingOfBob(answer);
  });
});

describe("the database itself", () => {
  /** How a request finds its business in the first place: ids, hashes and roles, nothing else. */
  const open = ["api_keys", "directory", "members", "page_tokens"];

  it("shows no table's rows of another business, whatever a query asks for [attack 32]", async () => {
    const { db } = app.parts.runtime;
    const seen = await transact(db, ann.businessId, async (tx) => {
      const { rows: tables } = await sql<{ name: string }>`
        select distinct table_name as name from information_schema.columns
        where table_schema = 'public' and column_name = 'business_id'`.execute(tx);
      const foreign: string[] = [];
      for (const { name } of tables) {
        const { rows } = await sql`
          select from ${sql.table(name)} where business_id <> ${ann.businessId}`.execute(tx);
        if (rows.length > 0) foreign.push(name);
      }
      const { rows } = await sql`select from businesses where id <> ${ann.businessId}`.execute(tx);
      return { tables: tables.length, foreign: foreign.toSorted(), businesses: rows.length };
    });
    expect(seen).toMatchObject({ foreign: open, businesses: 0 });
    expect(seen.tables).toBeGreaterThan(15);
  });

  it("shows no business's rows at all outside a business's transaction [attack 32]", async () => {
    const { rows } = await sql`select from customers`.execute(app.parts.runtime.db);
    expect(rows).toEqual([]);
  });
});

async function askFor(seller: Seller, route: string, id: string, body: object): Promise<Answer> {
  const { method, path } = splitRoute(route);
  const hasBody = API_ROUTES[route]?.body !== undefined;
  return seller.request(method, path.replace(/\{\w+\}/, id), hasBody ? body : undefined);
}

function bodyFor(route: string): object {
  return VALID_BODIES[route]?.(own) ?? {};
}

function ownTargetOf(route: string): string {
  return route.includes("{") ? ownTarget(route, own) : "";
}

function fewOfEach(ids: readonly string[]): string[] {
  const byPrefix = Map.groupBy(ids, (id) => id.split("_")[0]);
  return [...byPrefix.values()].flatMap((some) => some.slice(0, IDS_PER_PREFIX));
}

function expectNothingOfBob(answer: Answer): void {
  expect(answer.status).toBe(200);
  const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  expect(text).not.toContain("Bob");
  expect(bobsIds.filter((id) => text.includes(id))).toEqual([]);
}

async function expectBobUntouched(): Promise<void> {
  expect(await rowsOfBusiness(app.databaseUrl, bob.businessId)).toEqual(bobsRows);
}
