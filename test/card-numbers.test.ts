import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { dumpDatabase } from "#test/support/stored-rows.ts";

const CARD = "4242 4242 4242 4242";
const MASKED = "•••• •••• •••• 4242";
const NOTE = `Please charge ${CARD}`;

const log: string[] = [];
let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ onLog: (line) => log.push(line) });
});
afterAll(() => app.stop());

it("a card number in any text is masked before it is stored, sent or logged [attack 49]", async () => {
  const seller = await app.seller();
  await seller.connect(NOTE);
  const texts = { name: NOTE, legalName: NOTE, address: NOTE };
  const changed = await seller.request("PATCH", "/business", texts);
  expect(changed.headers.get("quittance-masked")).toBe("card-number");
  expect(changed.body).toMatchObject({ name: `Please charge ${MASKED}` });
  const customer = await seller.ask("POST", "/customers", {
    name: NOTE,
    address: `Street\n${NOTE}`,
    email: "payer@example.com",
  });
  const line = { description: `Work\n${NOTE}`, quantity: "1", unitPrice: "10.00" };
  const body = { customerId: customer.id, currency: "EUR", lines: [line], notes: NOTE };
  const preview = await seller.ask("POST", "/invoices/preview", body);
  expect(JSON.stringify(preview)).not.toContain(CARD);
  const invoice = await seller.ask("POST", "/invoices", body);
  expect(invoice.notes).toBe(`Please charge ${MASKED}`);
  await seller.ask("POST", `/invoices/${invoice.id}/send`, { subject: NOTE, message: NOTE });
  await seller.ask("POST", `/invoices/${invoice.id}/reminders`, { subject: NOTE, message: NOTE });
  await seller.ask("POST", `/invoices/${invoice.id}/payments`, {
    amount: 100,
    paidOn: "2026-01-31",
    method: "other",
    reference: NOTE,
  });
  await seller.ask("POST", "/accounts", { name: NOTE, type: "asset" });
  await seller.ask("POST", "/api-keys", { name: NOTE, role: "viewer" });
  await app.settle();

  const { data: mails } = await seller.ask("GET", "/mails");
  for (const { id } of mails) {
    const { subject, text, html } = await seller.ask("GET", `/mails/${id}`);
    expect(`${subject} ${text} ${html}`).not.toContain(CARD);
  }
  const dump = [...(await dumpDatabase(app.databaseUrl)).values()].flat().join("\n");
  expect(dump).toContain(MASKED);
  expect(dump.replaceAll(/[ -]/g, "")).not.toContain("4242424242424242");
  expect(log.join("\n").replaceAll(/[ -]/g, "")).not.toContain("4242424242424242");
});

it("what is a number by nature is kept as it was typed, and nothing is said [attack 49]", async () => {
  const seller = await app.seller();
  const bankDetails = "Account 6200 0000 0000 0005\nIBAN DE89 3704 0044 0532 0130 00";
  const business = await seller.request("PATCH", "/business", {
    address: "IBAN DE89 3704 0044 0532 0130 00",
    phone: "+49 151 4242 4242 424",
    taxId: "4242424242424242",
  });
  expect(business.body).toMatchObject({ taxId: "4242424242424242" });
  expect(await seller.ask("PATCH", "/business", { bankDetails })).toMatchObject({ bankDetails });
  const plain = await seller.request("PATCH", "/business", { address: "12 Main Street" });
  expect(plain.headers.get("quittance-masked")).toBeNull();
});

it("a field that is too long is refused before anything is looked for in it [attack 46]", async () => {
  const seller = await app.seller();
  const { status, body } = await seller.request("POST", "/customers", {
    name: "1-".repeat(400_000),
  });
  expect(status).toBe(400);
  expect(body.errors).toEqual([{ path: "name", message: "must have at most 150 characters" }]);
});
