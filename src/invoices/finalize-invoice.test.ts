import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { type Seller, THREE_LINES } from "#test/support/seller.ts";

/** 23:30 on New Year's Eve in Berlin, where the sellers are. */
const NEW_YEARS_EVE = new Date("2027-12-31T22:30:00Z");

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: NEW_YEARS_EVE });
});
afterAll(() => app.stop());

async function drafts(seller: Seller, count: number, lines: object[] = THREE_LINES) {
  const { id: customerId } = await seller.ask("POST", "/customers", { name: "Atelier Moreau" });
  const made = await Promise.all(
    Array.from({ length: count }, () =>
      seller.ask("POST", "/invoices", { customerId, currency: "EUR", lines }),
    ),
  );
  return made.map(({ id }: { id: string }) => id);
}

const finalize = (seller: Seller, id: string) =>
  seller.request("POST", `/invoices/${id}/finalize`, {});

const numbersTo = (count: number, year: number) =>
  Array.from({ length: count }, (_, index) => `${year}-${String(index + 1).padStart(4, "0")}`);

describe("numbers of final invoices", () => {
  it("have no gap and no double after 100 finalizations at once [fault 25]", async () => {
    const seller = await app.seller();
    const answers = await Promise.all(
      (await drafts(seller, 100)).map((id) => finalize(seller, id)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200));
    const numbers = answers.map(({ body }) => String(body.number)).toSorted();
    expect(numbers).toEqual(numbersTo(100, 2027));
    await expectSoundBooks(app);
  }, 60_000);

  it("have no gap when some of those at once are refused [fault 25]", async () => {
    const seller = await app.seller();
    const [whole, empty] = [await drafts(seller, 20), await drafts(seller, 20, [])];
    const mixed = whole.flatMap((id, index) => [id, String(empty[index])]);
    const answers = await Promise.all(mixed.map((id) => finalize(seller, id)));
    const final = answers.filter(({ status }) => status === 200);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(20);
    expect(final.map(({ body }) => String(body.number)).toSorted()).toEqual(numbersTo(20, 2027));
    await expectSoundBooks(app);
  }, 60_000);

  it("go to an invoice once, however often it is finalized at once [fault 25]", async () => {
    const seller = await app.seller();
    const [id] = await drafts(seller, 1);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => finalize(seller, String(id))),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(9).fill(409),
    ]);
    const [next] = await drafts(seller, 1);
    expect((await finalize(seller, String(next))).body.number).toBe("2027-0002");
    await expectSoundBooks(app);
  });

  it("of two businesses are two series [fault 25]", async () => {
    const sellers = [await app.seller(), await app.seller()];
    const lists = await Promise.all(sellers.map((seller) => drafts(seller, 10)));
    const answers = await Promise.all(
      sellers.map((seller, index) =>
        Promise.all((lists[index] ?? []).map((id) => finalize(seller, id))),
      ),
    );
    for (const list of answers) {
      expect(list.map(({ body }) => String(body.number)).toSorted()).toEqual(numbersTo(10, 2027));
    }
    await expectSoundBooks(app);
  });

  it("begin anew when the year does where the business is, not in Greenwich [fault 20]", async () => {
    const seller = await app.seller();
    const [before, after, later] = await drafts(seller, 3);
    app.clock.now = new Date("2027-12-31T22:59:59Z");
    const old = await finalize(seller, String(before));
    app.clock.now = new Date("2027-12-31T23:00:00Z");
    const fresh = await finalize(seller, String(after));
    app.clock.now = new Date("2028-02-29T12:00:00Z");
    const leap = await finalize(seller, String(later));
    app.clock.now = NEW_YEARS_EVE;

    expect(old.body).toMatchObject({ number: "2027-0001", issuedOn: "2027-12-31" });
    expect(fresh.body).toMatchObject({ number: "2028-0001", issuedOn: "2028-01-01" });
    expect(leap.body).toMatchObject({ number: "2028-0002", issuedOn: "2028-02-29" });
    await expectSoundBooks(app);
  });

  it("are not drawn while the day is in a closed period [fault 25]", async () => {
    const seller = await app.seller();
    const [first, second] = await drafts(seller, 2);
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2027-12-31" });
    const refused = await finalize(seller, String(first));
    expect(refused).toMatchObject({ status: 409, body: { code: "period_locked" } });
    await seller.ask("PATCH", "/business", { booksLockedThrough: "2027-12-30" });
    expect((await finalize(seller, String(second))).body.number).toBe("2027-0001");
    await expectSoundBooks(app);
  });
});

describe("a number the seller typed", () => {
  const withNumber = (seller: Seller, id: string | undefined, number: string) =>
    seller.request("POST", `/invoices/${id}/finalize`, { number });

  it("moves the series on, and is given only once, at any number of tries [fault 25]", async () => {
    const seller = await app.seller();
    const [typed, drawn, ...others] = await drafts(seller, 8);
    expect((await withNumber(seller, typed, "2027-0041")).body.number).toBe("2027-0041");
    expect((await finalize(seller, String(drawn))).body.number).toBe("2027-0042");
    const answers = await Promise.all(others.map((id) => withNumber(seller, id, "2027-0043")));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      200,
      ...Array(5).fill(409),
    ]);
    const refused = answers.filter(({ status }) => status === 409);
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(["number_taken"]));
    await expectSoundBooks(app);
  });

  it("of another year's series does not stand in that year's way", async () => {
    const seller = await app.seller();
    const [typed, drawn] = await drafts(seller, 2);
    await withNumber(seller, typed, "2028-0001");
    app.clock.now = new Date("2028-01-01T12:00:00Z");
    const next = await finalize(seller, String(drawn));
    app.clock.now = NEW_YEARS_EVE;

    expect(next).toMatchObject({ status: 200, body: { number: "2028-0002" } });
    await expectSoundBooks(app);
  });
});

describe("a final invoice", () => {
  it("keeps every field but the two that may change, over the API", async () => {
    const seller = await app.seller();
    const [id] = await drafts(seller, 1);
    const { body: final } = await finalize(seller, String(id));
    for (const change of [
      { lines: [] },
      { notes: "another" },
      { currency: "USD" },
      { dueOn: "2030-01-01" },
      { taxInclusive: true },
    ]) {
      const answer = await seller.request("PATCH", `/invoices/${id}`, change);
      expect(answer).toMatchObject({ status: 409, body: { code: "invoice_not_draft" } });
    }
    expect((await seller.request("DELETE", `/invoices/${id}`)).status).toBe(409);
    expect(await seller.ask("GET", `/invoices/${id}`)).toEqual(final);
    await seller.ask("PATCH", `/invoices/${id}`, { onlineViewEnabled: false });
    expect(await seller.ask("GET", `/invoices/${id}`)).toEqual({
      ...final,
      onlineViewEnabled: false,
    });
  });

  it("books receivable, sales and tax in one balanced transaction", async () => {
    const seller = await app.seller();
    const [id] = await drafts(seller, 1);
    await finalize(seller, String(id));
    const { data: entries } = await seller.ask("GET", `/ledger/entries?causeId=${id}`);
    const amounts = entries.map(({ amount }: { amount: number }) => amount);
    expect(amounts.toSorted((a: number, b: number) => a - b)).toEqual([-27997, -4960, 32957]);
    expect(new Set(entries.map(({ on }: { on: string }) => on))).toEqual(new Set(["2027-12-31"]));
  });
});
