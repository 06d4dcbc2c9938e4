import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { expectSoundBooks } from "#test/support/books.ts";
import { type MailServer, startMailServer } from "#test/support/mail-server.ts";
import { pressPay, sessionOf } from "#test/support/payer.ts";
import type { Seller } from "#test/support/seller.ts";
import { sendMail } from "./send-mail.ts";

let app: TestApp;
let post: MailServer;
beforeAll(async () => {
  post = await startMailServer();
  app = await startTestApp({ environment: { SMTP_URL: post.url } });
});
afterAll(async () => {
  await app.stop();
  await post.stop();
});
beforeEach(() => {
  post.behaviour = "takes";
  post.mails.length = 0;
});

async function mailsOf(seller: Seller, invoiceId: string) {
  return (await seller.ask("GET", `/mails?invoiceId=${invoiceId}`)).data;
}

/** Tries a mail right now, as its job does when the pause is over. */
async function tryAgain(seller: Seller, mailId: string): Promise<void> {
  const { runtime, postman } = app.parts;
  await sendMail(runtime, postman, { businessId: seller.businessId, mailId });
}

async function paidInvoice() {
  const seller = await app.seller();
  await seller.connect();
  const { invoiceId, payLink } = await seller.sendInvoice();
  const session = sessionOf(await pressPay(payLink));
  await app.sandbox.control.payCheckout(session, { email: "payer@moreau.example" });
  await app.settle();
  return { seller, invoiceId };
}

describe("a letter on its way through a real mail server", () => {
  it("arrives with sender, reply address, both versions and the invoice as PDF", async () => {
    const seller = await app.seller("Nordlicht & Söhne");
    const { invoiceId } = await seller.sendInvoice();
    await app.settle();
    post.mails.length = 0;
    await seller.ask("POST", `/invoices/${invoiceId}/send`, { attachPdf: true });
    await app.settle();
    const [written] = await mailsOf(seller, invoiceId);
    const [mail, second] = post.mails;

    expect(second).toBeUndefined();
    expect(mail).toMatchObject({
      from: { name: "Nordlicht & Söhne" },
      to: [{ address: "compta@moreau.example" }],
      subject: written.subject,
      messageId: expect.stringContaining(written.id),
    });
    expect(mail?.replyTo?.[0]?.address).toContain("@seller.example");
    expect(mail?.text?.trim()).toBe(written.text.trim());
    expect(mail?.html?.trim()).toBe(written.html.trim());
    expect(mail?.attachments).toMatchObject([
      { filename: "invoice-2026-0001.pdf", mimeType: "application/pdf" },
    ]);
    expect(written).toMatchObject({ state: "sent", attempts: 1, lastError: null });
  });

  it("goes out once, however often its job comes", async () => {
    const { seller, invoiceId } = await paidInvoice();
    expect(post.mails).toHaveLength(3);
    for (const { id } of await mailsOf(seller, invoiceId)) await tryAgain(seller, id);
    await app.settle();
    expect(post.mails).toHaveLength(3);
    expect(new Set(post.mails.map(({ messageId }) => messageId)).size).toBe(3);
  });
});

describe("a mail server in trouble", () => {
  it("is down: the payment counts all the same, and the letters wait [fault 27]", async () => {
    await post.stop();
    const { seller, invoiceId } = await paidInvoice();
    const waiting = await mailsOf(seller, invoiceId);
    expect(waiting).toHaveLength(3);
    for (const mail of waiting) {
      expect(mail).toMatchObject({ state: "queued", attempts: 1, sentAt: null });
      expect(mail.lastError).toMatch(/ECONNREFUSED/);
    }
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ status: "paid" });
    await expectSoundBooks(app);

    await post.start();
    for (const { id } of waiting) await tryAgain(seller, id);
    expect(post.mails).toHaveLength(3);
    for (const mail of await mailsOf(seller, invoiceId)) {
      expect(mail).toMatchObject({ state: "sent", attempts: 2, lastError: null });
    }
  });

  it("keeps a mail but breaks off: tried again it has the same Message-ID [fault 27]", async () => {
    post.behaviour = "keeps_and_breaks";
    const { seller, invoiceId } = await paidInvoice();
    const letters = await mailsOf(seller, invoiceId);
    expect(letters.map(({ state }: { state: string }) => state)).toEqual(Array(3).fill("queued"));
    post.behaviour = "takes";
    for (const { id } of letters) await tryAgain(seller, id);

    const byId = Map.groupBy(post.mails, ({ messageId }) => messageId);
    expect(byId.size).toBe(3);
    for (const copies of byId.values()) {
      expect(copies.length).toBeGreaterThan(1);
      for (const { subject, text, html, date, to } of copies) {
        const { subject: s, text: t, html: h, date: d, to: o } = copies[0] ?? {};
        expect({ subject, text, html, date, to }).toEqual({
          subject: s,
          text: t,
          html: h,
          date: d,
          to: o,
        });
      }
    }
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ status: "paid" });
    await expectSoundBooks(app);
  });

  it("asks for patience: the letter waits with the reason, and a next try is planned [fault 27]", async () => {
    post.behaviour = "is_busy";
    const seller = await app.seller();
    const { invoiceId } = await seller.sendInvoice();
    await app.settle();
    const [mail] = await mailsOf(seller, invoiceId);
    expect(mail).toMatchObject({ state: "queued", attempts: 1 });
    expect(mail.lastError).toContain("Try again later");
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({ status: "open" });
  });

  it("refuses to the end: after the last try the letter counts as not delivered, and says why", async () => {
    post.behaviour = "refuses";
    const seller = await app.seller();
    const { invoiceId } = await seller.sendInvoice();
    const [{ id }] = await mailsOf(seller, invoiceId);
    for (let times = 1; times <= 12; times += 1) await tryAgain(seller, id);
    const [given] = await mailsOf(seller, invoiceId);
    expect(given).toMatchObject({ state: "not_delivered", attempts: 8 });
    expect(given.lastError).toContain("No such mailbox");

    post.behaviour = "takes";
    await seller.ask("POST", `/mails/${id}/retry`);
    await app.settle();
    expect(await mailsOf(seller, invoiceId)).toMatchObject([{ state: "sent", lastError: null }]);
    expect(post.mails).toHaveLength(1);
    const again = await seller.request("POST", `/mails/${id}/retry`);
    expect(again).toMatchObject({ status: 409, body: { code: "mail_already_sent" } });
  });
});
