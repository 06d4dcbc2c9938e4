import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLES, type Role } from "#src/access/actor.ts";
import { API_ROUTES, splitRoute } from "#src/routes.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { furnish, type Furnished } from "#test/support/furnish.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";
import { rowsOfBusiness } from "#test/support/stored-rows.ts";
import { VALID_BODIES } from "#test/support/valid-bodies.ts";

const EVERYBODY = ["creator", "accountant", "viewer"] as const;

/**
 * Who may call a route besides owners and admins, who may call all. From the contract: "creator
 * customers, invoices, sending, payment by hand, no connections, no lock; accountant books, lock,
 * refunds, reports, reading the rest, no connections; viewer reading, no connections"; roles
 * without access to connections still see a summary of each.
 */
const ALLOWED: Readonly<Record<string, readonly Role[]>> = {
  "GET /business": EVERYBODY,
  "PATCH /business": ["accountant"], // the lock, and nothing else
  "POST /customers": ["creator"],
  "GET /customers": EVERYBODY,
  "GET /customers/{id}": EVERYBODY,
  "PATCH /customers/{id}": ["creator"],
  "DELETE /customers/{id}": ["creator"],
  "POST /invoices": ["creator"],
  "GET /invoices": EVERYBODY,
  "POST /invoices/preview": ["creator"],
  "GET /invoices/{id}": EVERYBODY,
  "PATCH /invoices/{id}": ["creator"],
  "DELETE /invoices/{id}": ["creator"],
  "POST /invoices/{id}/finalize": ["creator"],
  "POST /invoices/{id}/send": ["creator"],
  "GET /invoices/{id}/send-preview": EVERYBODY,
  "POST /invoices/{id}/scheduled-sending": ["creator"],
  "DELETE /invoices/{id}/scheduled-sending": ["creator"],
  "POST /invoices/{id}/reminders": ["creator"],
  "POST /invoices/{id}/void": ["creator"],
  "POST /invoices/{id}/duplicate": ["creator"],
  "POST /invoices/{id}/pay-links": ["creator"],
  "POST /invoices/{id}/payments": ["creator", "accountant"],
  "GET /invoices/{id}/pdf": EVERYBODY,
  "GET /invoices/{id}/history": EVERYBODY,
  "GET /payments": EVERYBODY,
  "GET /payments/{id}": EVERYBODY,
  "POST /payments/{id}/refunds": ["accountant"],
  "POST /payments/{id}/allocations": ["creator", "accountant"],
  "POST /payments/{id}/reversal": ["creator", "accountant"],
  "POST /payments/{id}/reopening": ["accountant"],
  "POST /payments/{id}/recording": ["accountant"],
  "GET /payment-pauses": EVERYBODY,
  "POST /payment-pauses/{id}/lift": [],
  "POST /connections": [],
  "GET /connections": EVERYBODY, // a summary
  "GET /connections/{id}": EVERYBODY,
  "PATCH /connections/{id}": [],
  "DELETE /connections/{id}": [],
  "GET /connections/{id}/disconnect-preview": [],
  "POST /connections/{id}/check": [],
  "POST /connections/{id}/webhook": [],
  "POST /connections/{id}/comparison": [],
  "GET /differences": EVERYBODY,
  "POST /differences/{id}/repair": ["accountant"],
  "GET /accounts": EVERYBODY, // names to choose from, no figures
  "POST /accounts": ["accountant"],
  "GET /accounts/{id}/statement": ["accountant", "viewer"],
  "GET /ledger/entries": ["accountant", "viewer"],
  "GET /ledger/balances": ["accountant", "viewer"],
  "GET /mails": EVERYBODY,
  "GET /mails/{id}": EVERYBODY,
  "POST /mails/{id}/retry": ["creator"],
  "GET /members": EVERYBODY,
  "POST /members": [],
  "PATCH /members/{id}": [],
  "DELETE /members/{id}": [],
  "POST /api-keys": [],
  "GET /api-keys": [],
  "DELETE /api-keys/{id}": [],
  "GET /audit": ["accountant", "viewer"],
  "GET /summary": EVERYBODY,
  "GET /search": EVERYBODY,
};

const NOBODYS_ID = "xyz_00000000000000000000000000";

let app: TestApp;
let owner: Seller;
let own: Furnished;
const as = new Map<Role, Seller>();

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.seller();
  own = await furnish(app, owner);
  for (const role of ROLES) {
    const { key } = await owner.ask("POST", "/api-keys", { name: role, role });
    as.set(role, sellerOf(app.url, { businessId: owner.businessId, apiKey: key }));
  }
});
afterAll(() => app.stop());

it("says for every route who may call it, and for no route that is gone [attack 33]", () => {
  expect(Object.keys(ALLOWED).toSorted()).toEqual(Object.keys(API_ROUTES).toSorted());
});

describe.each(Object.keys(API_ROUTES))("%s", (route) => {
  it("is open to the roles it is meant for, and changes nothing for others [attack 33]", async () => {
    const before = await rowsOfBusiness(app.databaseUrl, owner.businessId);
    const isOpenTo: Record<string, boolean> = {};
    for (const role of ROLES) {
      const { status, body } = await call(route, role);
      if (status === 403) expect(body.code).toBe("forbidden");
      else expect([200, 400, 404], `${role} is answered ${status}`).toContain(status);
      isOpenTo[role] = status !== 403;
    }
    expect(isOpenTo).toEqual(
      Object.fromEntries(
        ROLES.map((role) => [
          role,
          role === "owner" || role === "admin" || ALLOWED[route]?.includes(role) === true,
        ]),
      ),
    );
    expect(await rowsOfBusiness(app.databaseUrl, owner.businessId)).toEqual(before);
  });

  it("asks who is there before anything else [attack 33]", async () => {
    const { method, path } = splitRoute(route);
    const url = `${app.url}/api/v1${path.replace(/\{\w+\}/, NOBODYS_ID)}`;
    const { key, id } = await owner.ask("POST", "/api-keys", { name: "gone", role: "owner" });
    await owner.ask("DELETE", `/api-keys/${id}`);
    for (const authorization of [null, "", "Bearer", `Bearer ${key}`, "Basic b3duZXI6", "qk_x"]) {
      const headers = authorization === null ? {} : { authorization };
      const response = await fetch(url, { method, headers });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(await response.json()).toMatchObject({ code: "unauthenticated" });
    }
  });
});

describe("a role's limits inside a route", () => {
  it("let an accountant close the books and change no other setting [attack 33]", async () => {
    const accountant = seller("accountant");
    const lock = { booksLockedThrough: "2025-12-31" };
    expect((await accountant.ask("PATCH", "/business", lock)).booksLockedThrough).toBe(
      "2025-12-31",
    );
    await accountant.ask("PATCH", "/business", { booksLockedThrough: null });
    for (const more of [
      { name: "Mine" },
      { onlinePayments: false },
      { liveKeysOnly: true },
      { onlineViewDefault: false },
      { receiptMails: false },
      { logo: null },
      { paymentForm: "popup" },
    ]) {
      const { status, body } = await accountant.request("PATCH", "/business", { ...lock, ...more });
      expect({ status, code: body.code }).toEqual({ status: 403, code: "forbidden" });
    }
    expect((await owner.ask("GET", "/business")).booksLockedThrough).toBeNull();
  });

  it("show creator, accountant and viewer a connection's summary only [R20]", async () => {
    for (const role of EVERYBODY) {
      const shown = await seller(role).ask("GET", `/connections/${own.connection}`);
      expect(Object.keys(shown).toSorted()).toEqual(["id", "mode", "name", "processor", "state"]);
      const { data } = await seller(role).ask("GET", "/connections");
      expect(data).toEqual([shown]);
    }
  });

  it("keep an admin from making a key with an owner's rights [attack 33]", async () => {
    const body = { name: "More", role: "owner" };
    expect(await seller("admin").request("POST", "/api-keys", body)).toMatchObject({
      status: 403,
      body: { code: "forbidden" },
    });
  });
});

/** Asks in a way that is answered without writing: for nobody's id, or with an empty body. */
async function call(route: string, role: Role) {
  const { method, path } = splitRoute(route);
  const isOfOne = path.includes("{");
  const body = isOfOne ? VALID_BODIES[route]?.(own) : {};
  const hasBody = API_ROUTES[route]?.body !== undefined;
  return seller(role).request(
    method,
    path.replace(/\{\w+\}/, NOBODYS_ID),
    hasBody ? body : undefined,
  );
}

function seller(role: Role): Seller {
  return as.get(role) as Seller;
}
