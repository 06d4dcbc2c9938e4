import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setSuspended } from "#src/businesses/suspend-business.ts";
import { markBroken } from "#src/connections/mark-broken.ts";
import { transact } from "#src/platform/database.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import type { Seller } from "#test/support/seller.ts";

interface Wire {
  readonly id: string;
  readonly secretKey: string;
  readonly depositAccountId: string;
}

let app: TestApp;
let seller: Seller;
let first: Wire;
let second: Wire;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  app.sandbox.control.clearFaults();
  app.sandbox.control.setWebhooks({ drop: 0 });
  seller = await app.seller();
  first = await wire("Stripe main");
  second = await wire("Stripe second");
  await seller.ask("PATCH", "/business", { onlinePaymentDefault: [first.id, second.id] });
});

/** A connection that deposits to an account of its own. */
async function wire(name: string): Promise<Wire> {
  const { id, secretKey } = await seller.connect(name);
  const account = await seller.ask("POST", "/accounts", { name: `Bank of ${name}`, type: "asset" });
  await seller.ask("PATCH", `/connections/${id}`, { depositAccountId: account.id });
  return { id, secretKey, depositAccountId: account.id };
}

async function sessionsAt({ secretKey }: Wire) {
  const { data } = await app.sandbox.client(secretKey).checkout.sessions.list();
  return data.map(({ id, status }) => ({ id, status }));
}

const choose = (invoiceId: string, onlinePayment: unknown) =>
  seller.ask("PATCH", `/invoices/${invoiceId}`, { onlinePayment });

describe("several connections", () => {
  it("are a choice on the page, in the order of the seller, and only what is offered can be chosen [R17] [R30]", async () => {
    const third = await wire("Stripe third");
    const { payLink } = await seller.sendInvoice();
    const { html } = await openPage(payLink);
    const offered = [...html.matchAll(/name="connection" value="(con_[^"]+)"( checked)?/g)];
    expect(offered.map(([, id, checked]) => [id, checked !== undefined])).toEqual([
      [first.id, true],
      [second.id, false],
    ]);
    expect(html).toMatch(/Stripe main[^]*Stripe second/);
    expect(html).not.toContain("Stripe third");

    const session = sessionOf(await pressPay(payLink, { connection: second.id }));
    expect(await sessionsAt(second)).toEqual([{ id: session, status: "open" }]);
    expect(await sessionsAt(first)).toEqual([]);
    for (const connection of [third.id, "con_00000000000000000000000000"]) {
      expect(await pressPay(payLink, { connection })).toBe(payLink);
    }
    expect(await sessionsAt(third)).toEqual([]);
  });

  it("leave one open page: choosing the other closes the one before [R31]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    const before = sessionOf(await pressPay(payLink, { connection: first.id }));
    const after = sessionOf(await pressPay(payLink, { connection: second.id }));
    expect(await sessionsAt(first)).toEqual([{ id: before, status: "expired" }]);
    await app.sandbox.control.payCheckout(after);
    await app.settle();
    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}&status=succeeded`);
    expect(data).toMatchObject([{ connectionId: second.id, amountApplied: 32957 }]);
    await expectSoundBooks(app);
  });
});

describe("another connection for an invoice that was sent", () => {
  it("takes effect on the links already sent, and closes the page that is open [R18]", async () => {
    const { invoiceId, payLink, viewUrl } = await seller.sendInvoice({ onlinePayment: [first.id] });
    const before = sessionOf(await pressPay(payLink));
    await choose(invoiceId, [second.id]);
    await app.settle();
    expect(await sessionsAt(first)).toEqual([{ id: before, status: "expired" }]);
    for (const link of [payLink, viewUrl]) {
      const session = sessionOf(await pressPay(link));
      expect(await sessionsAt(second)).toEqual([{ id: session, status: "open" }]);
    }
    await choose(invoiceId, "none");
    await app.settle();
    expect((await openPage(payLink)).status).toBe("not_offered");
    expect((await sessionsAt(second)).map(({ status }) => status)).toEqual(["expired"]);
  });

  it.each([
    [
      "the customer's",
      (customer: string, to: Wire) =>
        seller.ask("PATCH", `/customers/${customer}`, { onlinePayment: [to.id] }),
    ],
    [
      "the business's",
      (_: string, to: Wire) => seller.ask("PATCH", "/business", { onlinePaymentDefault: [to.id] }),
    ],
  ])("follows %s choice as well [R18]", async (_, change) => {
    const { customerId, payLink } = await seller.sendInvoice();
    const before = sessionOf(await pressPay(payLink, { connection: first.id }));
    await change(customerId, second);
    const after = sessionOf(await pressPay(payLink));
    expect(await sessionsAt(first)).toEqual([{ id: before, status: "expired" }]);
    expect(await sessionsAt(second)).toEqual([{ id: after, status: "open" }]);
  });

  it.each<[string, (customer: string) => Promise<unknown>]>([
    [
      "the customer",
      (customer) => seller.ask("PATCH", `/customers/${customer}`, { onlinePayment: [second.id] }),
    ],
    ["the business", () => seller.ask("PATCH", "/business", { onlinePaymentDefault: [second.id] })],
    [
      "the switch of the business",
      () => seller.ask("PATCH", "/business", { onlinePayments: false }),
    ],
    [
      "whoever runs the installation",
      () => setSuspended(app.parts.runtime, seller.businessId, true),
    ],
  ])(
    "closes the page that is open as soon as %s says so, and no other [R18] [R21]",
    async (...row) => {
      const [who, change] = row;
      const { customerId, payLink } = await seller.sendInvoice();
      const before = sessionOf(await pressPay(payLink, { connection: first.id }));
      const own = await seller.sendInvoice({ onlinePayment: [first.id] });
      const kept = sessionOf(await pressPay(own.payLink));
      const here = await seller.sendInvoice();
      const fits = sessionOf(await pressPay(here.payLink, { connection: second.id }));
      await change(customerId);
      await app.settle();
      const isAll = who.startsWith("the switch") || who.startsWith("whoever");
      expect(await sessionsAt(first)).toEqual(
        expect.arrayContaining([
          { id: before, status: "expired" },
          { id: kept, status: isAll ? "expired" : "open" },
        ]),
      );
      expect(await sessionsAt(second)).toEqual([{ id: fits, status: isAll ? "expired" : "open" }]);
    },
  );

  it("closes an open page later when the processor is away, and records what was paid there [R18] [fault 16]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink, { connection: first.id }));
    app.sandbox.control.setUnreachable(true);
    await seller.ask("PATCH", "/business", { onlinePaymentDefault: [second.id] });
    await app.settle();
    app.sandbox.control.setUnreachable(false);
    await app.sandbox.control.payCheckout(session);
    await app.settle();
    expect((await openPage(payLink)).status).toBe("paid");
    await expectOncePaidUnder(first, invoiceId);
  });

  it("keeps the pages of a connection that is only broken: its choice has not changed [R18]", async () => {
    const { customerId, payLink } = await seller.sendInvoice();
    const session = sessionOf(await pressPay(payLink, { connection: first.id }));
    await transact(app.parts.runtime.db, seller.businessId, (tx) =>
      markBroken(app.parts.runtime, tx, seller.businessId, first.id, "key_rejected"),
    );
    await seller.ask("PATCH", `/customers/${customerId}`, { onlinePayment: "default" });
    await app.settle();
    expect(await sessionsAt(first)).toEqual([{ id: session, status: "open" }]);
  });

  it("closes the others though one page cannot be closed [R18]", async () => {
    const stuck = await seller.sendInvoice();
    const kept = sessionOf(await pressPay(stuck.payLink, { connection: first.id }));
    const other = await seller.sendInvoice();
    const after = sessionOf(await pressPay(other.payLink, { connection: second.id }));
    const match = `POST /v1/checkout/sessions/${kept}/expire`;
    app.sandbox.control.fault({ match, kind: "timeout_before", times: 100 });
    await seller.ask("PATCH", "/business", { onlinePayments: false });
    await app.settle();
    expect(await sessionsAt(second)).toEqual([{ id: after, status: "expired" }]);
    expect(await sessionsAt(first)).toEqual([{ id: kept, status: "open" }]);
  });

  it("records what was paid in between once, under the old connection and its account [R18] [fault 16]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice({ onlinePayment: [first.id] });
    const session = sessionOf(await pressPay(payLink));
    app.sandbox.control.setWebhooks({ drop: 100 });
    await app.sandbox.control.payCheckout(session);
    await choose(invoiceId, [second.id]);
    await app.settle();
    expect((await openPage(payLink)).status).toBe("paid");
    expect(await sessionsAt(second)).toEqual([]);
    await expectOncePaidUnder(first, invoiceId);
  });

  it("records what is paid on a page that could not be closed, and opens no second one meanwhile [R18] [fault 16]", async () => {
    const { invoiceId, payLink } = await seller.sendInvoice({ onlinePayment: [first.id] });
    const session = sessionOf(await pressPay(payLink));
    app.sandbox.control.setUnreachable(true);
    await choose(invoiceId, [second.id]);
    expect(await pressPay(payLink)).toBe(`${payLink}?notice=unreachable`);
    app.sandbox.control.setUnreachable(false);
    await app.sandbox.control.payCheckout(session);
    await app.settle();
    expect((await openPage(payLink)).status).toBe("paid");
    expect(await sessionsAt(second)).toEqual([]);
    await expectOncePaidUnder(first, invoiceId);
  });
});

async function expectOncePaidUnder({ id, depositAccountId }: Wire, invoiceId: string) {
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}&status=succeeded`);
  expect(data).toMatchObject([{ connectionId: id, amountApplied: 32957, recorded: true }]);
  const [payment] = data;
  const { data: entries } = await seller.ask("GET", "/ledger/entries?mode=test&limit=100");
  const own = entries.filter(
    ({ cause, accountId }: { cause: { id: string }; accountId: string }) =>
      cause.id === payment.id && accountId === depositAccountId,
  );
  expect(own.length).toBeGreaterThan(0);
  const { data: mails } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}`);
  expect(mails.filter(({ kind }: { kind: string }) => kind === "receipt")).toHaveLength(1);
  await expectSoundBooks(app);
}
