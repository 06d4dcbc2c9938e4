import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe("the outbox without a mail server", () => {
  it("keeps each mail readable, with its text and HTML, until there is one [R57]", async () => {
    const seller = await app.seller();
    const { invoiceId } = await seller.sendInvoice();
    await app.runJobs();
    const { data } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}`);
    expect(data).toMatchObject([
      { kind: "invoice", state: "queued", to: ["compta@moreau.example"], sentAt: null, invoiceId },
    ]);
    const mail = await seller.ask("GET", `/mails/${data[0].id}`);
    expect(mail).toEqual(data[0]);
    expect(mail.html).toMatch(/^<!doctype html>/i);
    expect(mail.text).toContain("€329.57");
    expect(mail.text).not.toContain("<");
  });

  it("is filtered by kind and invoice, page by page, newest first", async () => {
    const seller = await app.seller();
    const first = await seller.sendInvoice();
    const second = await seller.sendInvoice();
    await seller.ask("POST", `/invoices/${first.invoiceId}/send`, {});
    const { data: all } = await seller.ask("GET", "/mails");
    expect(all.map(({ invoiceId }: { invoiceId: string }) => invoiceId)).toEqual([
      first.invoiceId,
      second.invoiceId,
      first.invoiceId,
    ]);
    expect((await seller.ask("GET", "/mails?kind=invoice")).data).toHaveLength(3);
    expect((await seller.ask("GET", "/mails?kind=receipt")).data).toEqual([]);
    const page = await seller.ask("GET", "/mails?limit=2");
    expect(page.data).toEqual(all.slice(0, 2));
    const rest = await seller.ask("GET", `/mails?limit=2&cursor=${page.nextCursor}`);
    expect(rest).toEqual({ data: all.slice(2), nextCursor: null });
  });

  it("takes a mail to be tried again, and refuses what no mail is", async () => {
    const seller = await app.seller();
    const { invoiceId } = await seller.sendInvoice();
    const { data } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}`);
    expect(await seller.ask("POST", `/mails/${data[0].id}/retry`)).toMatchObject({
      state: "queued",
      attempts: 0,
    });
    for (const [method, path] of [
      ["GET", "/mails/mail_00000000000000000000000000"],
      ["POST", "/mails/mail_00000000000000000000000000/retry"],
      ["GET", `/mails/${invoiceId}`],
    ] as const) {
      expect((await seller.request(method, path)).status).toBe(404);
    }
    for (const query of ["kind=spam", "state=sent", "invoiceId=1"]) {
      expect((await seller.request("GET", `/mails?${query}`)).status).toBe(400);
    }
  });
});

describe("a mail's fields on sending", () => {
  it.each<[string, object, RegExp]>([
    ["to", { to: [] }, /must name a recipient/],
    ["to", { to: Array.from({ length: 6 }, () => "a@b.example") }, /at most 5 recipients/],
    ["to", { to: "a@b.example" }, /must be a list/],
    ["to.0", { to: ["a@b.example\nBcc: evil@x.example"] }, /complete email address/],
    ["subject", { subject: "" }, /must not be empty/],
    ["subject", { subject: "Hi\r\nBcc: evil@x.example" }, /one line/],
    ["subject", { subject: "x".repeat(201) }, /at most 200/],
    ["message", { message: "x".repeat(5001) }, /at most 5000/],
    ["attachPdf", { attachPdf: "yes" }, /true or false/],
    ["payLink", { payLink: "https://evil.example" }, /not a field that can be set/],
    ["from", { from: "evil@x.example" }, /not a field that can be set/],
    ["html", { html: "<b>" }, /not a field that can be set/],
  ])("are refused at %s when they are %j, and the draft is kept", async (path, body, message) => {
    const seller = await app.seller();
    const { invoiceId } = await seller.sendInvoice();
    const copy = await seller.ask("POST", `/invoices/${invoiceId}/duplicate`);
    const answer = await seller.request("POST", `/invoices/${copy.id}/send`, body);
    expect(answer).toMatchObject({ status: 400, body: { code: "validation_failed" } });
    expect(answer.body.errors).toMatchObject([{ path, message: expect.stringMatching(message) }]);
    expect((await seller.ask("GET", `/invoices/${copy.id}`)).status).toBe("draft");
  });
});
