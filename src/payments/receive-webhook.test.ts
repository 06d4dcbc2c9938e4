import { sql } from "kysely";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openWebhookSecrets } from "#test/support/webhook-secrets.ts";
import { transact } from "#src/platform/database.ts";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import type { Seller } from "#test/support/seller.ts";

/** The sandbox lives in real time; the program stands still beside it unless a test moves it. */
const NOW = new Date();
const FIVE_MINUTES_S = 300;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ now: NOW });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.clock.now = NOW;
});

describe("a webhook that the processor did not sign", () => {
  it.each<[string, (paid: Paid) => Record<string, string>]>([
    ["no signature", () => ({})],
    ["an empty signature", () => ({ "stripe-signature": "" })],
    ["text for a signature", () => ({ "stripe-signature": "let me in" })],
    ["a time but no signature", () => ({ "stripe-signature": `t=${seconds(NOW)}` })],
    ["another secret's signature", ({ body }) => signed(body, "whsec_of_somebody_else")],
    ["the signature of no secret at all", ({ body }) => signedWithNothing(body)],
    ["the signature of the word null", ({ body }) => signed(body, "null")],
    ["a signature of another body", ({ body, secret }) => signed(`${body} `, secret)],
    [
      "only the scheme of test events",
      ({ body, secret }) => signed(body, secret, { scheme: "v0" }),
    ],
    [
      "a signature older than five minutes",
      ({ body, secret }) => signed(body, secret, { timestamp: seconds(NOW) - FIVE_MINUTES_S - 1 }),
    ],
    [
      "an old signature under a new time",
      ({ body, secret }) => ({
        "stripe-signature": signed(body, secret, { timestamp: seconds(NOW) - 3600 })[
          "stripe-signature"
        ].replace(/t=\d+/, `t=${seconds(NOW)}`),
      }),
    ],
  ])("is refused and changes nothing: %s [attack 31]", async (_, headersFor) => {
    const paid = await paidWithoutWebhook();
    const answer = await post(paid.address, paid.body, headersFor(paid));

    expect(answer).toMatchObject({ status: 400, code: "malformed_request" });
    await expectUntouched(paid);
    expect((await post(paid.address, paid.body, signed(paid.body, paid.secret))).status).toBe(200);
    await expectPaid(paid);
  });

  it("is refused when it was signed for another connection, of this business or of another [attack 31]", async () => {
    const paid = await paidWithoutWebhook();
    const second = await paid.seller.connect("Second");
    const stranger = await app.seller("Stranger");
    const foreign = await stranger.connect();
    for (const [owner, id] of [
      [paid.seller, second.id],
      [stranger, foreign.id],
    ] as const) {
      const secret = await secretOf(owner, id);
      expect((await post(paid.address, paid.body, signed(paid.body, secret))).status).toBe(400);
      expect((await post(id, paid.body, signed(paid.body, paid.secret))).status).toBe(400);
    }
    await expectUntouched(paid);
  });

  it("is refused while the connection has no secret, whatever it is signed with [attack 31]", async () => {
    const seller = await app.seller();
    const secretKey = "rk_test_nowebhook";
    app.sandbox.control.setKey(secretKey, { missing: ["rak_webhook_write"] });
    const connection = await seller.connect("No webhook", secretKey);
    expect((await seller.ask("GET", `/connections/${connection.id}`)).webhook.state).toBe(
      "unavailable",
    );
    const { body } = await paidWithoutWebhook();
    for (const headers of [{}, signedWithNothing(body), signed(body, "undefined")]) {
      expect((await post(connection.id, body, headers)).status).toBe(400);
    }
    const { webhook } = await seller.ask("GET", `/connections/${connection.id}`);
    expect(webhook.lastEventAt).toBeNull();
  });
});

describe("a webhook that is signed", () => {
  it("has no effect when it is delivered again, at once or an hour later [attack 31]", async () => {
    const paid = await paidWithoutWebhook();
    const headers = signed(paid.body, paid.secret);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => post(paid.address, paid.body, headers)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    await expectPaid(paid);
    const mails = await mailKinds(paid);

    app.clock.now = new Date(NOW.getTime() + 3_600_000);
    expect((await post(paid.address, paid.body, headers)).status).toBe(400);
    const again = signed(paid.body, paid.secret, { timestamp: seconds(app.clock.now) });
    expect((await post(paid.address, paid.body, again)).status).toBe(200);
    await expectPaid(paid);
    expect(await mailKinds(paid)).toEqual(mails);
  });

  it("settles nothing that the processor itself does not confirm [attack 31]", async () => {
    const seller = await app.seller();
    const connection = await seller.connect();
    const { invoiceId, payLink } = await seller.sendInvoice();
    const sessionId = sessionOf(await pressPay(payLink));
    const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
    const body = JSON.stringify({
      id: "evt_invented",
      object: "event",
      type: "checkout.session.completed",
      created: seconds(NOW),
      livemode: false,
      data: {
        object: {
          id: sessionId,
          object: "checkout.session",
          payment_status: "paid",
          metadata: { payment: data[0].id },
        },
      },
    });
    const secret = await secretOf(seller, connection.id);
    expect((await post(connection.id, body, signed(body, secret))).status).toBe(200);
    await app.runJobs();
    expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
      status: "open",
      amountPaid: 0,
    });
    expect(await openPage(payLink)).toMatchObject({ status: "payable" });
  });

  it("names a payment of another business in vain [attack 31]", async () => {
    const paid = await paidWithoutWebhook();
    const stranger = await app.seller("Stranger");
    const foreign = await stranger.connect();
    const secret = await secretOf(stranger, foreign.id);
    expect((await post(foreign.id, paid.body, signed(paid.body, secret))).status).toBe(200);
    await expectUntouched(paid);
  });

  it.each([
    ["no JSON", "{"],
    ["no event", "[]"],
    ["an event without data", '{"id":"evt_1","object":"event","type":"charge.updated"}'],
    ["null for an object", '{"id":"evt_1","object":"event","type":"a","data":{"object":null}}'],
  ])("is refused as malformed when it holds %s [attack 31]", async (_, body) => {
    const seller = await app.seller();
    const connection = await seller.connect();
    const secret = await secretOf(seller, connection.id);
    expect((await post(connection.id, body, signed(body, secret))).status).toBe(400);
  });
});

describe("webhook secrets that changed since the last webhook", () => {
  it("verify nothing any more when the connection was disconnected [attack 31]", async () => {
    const { seller, address, body, secret } = await paidWithoutWebhook();
    expect((await post(address, body, signed(body, secret))).status).toBe(200);
    await app.runJobs();
    await seller.ask("DELETE", `/connections/${address}`);
    expect((await post(address, body, signed(body, secret))).status).toBe(400);
  });

  it("are asked for again when only the connection's mode changed [R15]", async () => {
    const { seller, address, body, secret } = await paidWithoutWebhook();
    const live = JSON.stringify({ ...JSON.parse(body), id: "evt_live", livemode: true });
    const paymentOf = async () => {
      const { rows } = await transact(app.parts.runtime.db, seller.businessId, (tx) =>
        sql<{ payment_id: string | null }>`
          select payment_id from webhook_events where event_id = 'evt_live'`.execute(tx),
      );
      return rows[0]?.payment_id ?? null;
    };
    expect((await post(address, live, signed(live, secret))).status).toBe(200);
    expect(await paymentOf()).toBeNull();
    await transact(app.parts.runtime.db, seller.businessId, async (tx) => {
      await sql`delete from webhook_events where event_id = 'evt_live'`.execute(tx);
      await sql`update connections set mode = 'live' where id = ${address}`.execute(tx);
    });
    expect((await post(address, live, signed(live, secret))).status).toBe(200);
    expect(await paymentOf()).toMatch(/^pay_/);
  });

  it("verify for four days, and so do the new ones, when the webhook was repaired [R13]", async () => {
    const paid = await paidWithoutWebhook();
    const { seller, address, body, secret } = paid;
    const other = JSON.stringify({ ...JSON.parse(body), id: "evt_other", type: "charge.updated" });
    expect((await post(address, other, signed(other, secret))).status).toBe(200);
    await seller.ask("POST", `/connections/${address}/webhook`);
    const fresh = await secretOf(seller, address);
    expect((await post(address, other, signed(other, fresh))).status).toBe(200);
    expect((await post(address, body, signed(body, secret))).status).toBe(200);
    await expectPaid(paid);
    app.clock.now = new Date(NOW.getTime() + 4 * 86_400_000 + 1);
    const late = { timestamp: seconds(app.clock.now) };
    expect((await post(address, body, signed(body, secret, late))).status).toBe(400);
    expect((await post(address, body, signed(body, fresh, late))).status).toBe(200);
  });
});

describe("a webhook's address", () => {
  it.each(["con_00000000000000000000000000", "nobody", "%00", "..%2f..", "con_'--", "%F0%28"])(
    "that leads nowhere is not found: %s [attack 31]",
    async (address) => {
      const body = "{}";
      expect((await post(address, body, signed(body, "whsec_x"))).status).toBe(404);
    },
  );

  it("of a business instead of a connection is not found [attack 31]", async () => {
    const seller = await app.seller();
    expect((await post(seller.businessId, "{}", signed("{}", "whsec_x"))).status).toBe(404);
  });

  it("takes a megabyte and not ten [attack 46]", async () => {
    const { address, secret } = await paidWithoutWebhook();
    const body = JSON.stringify({ filler: "x".repeat(10_000_000) });
    const answer = await post(address, body, signed(body, secret));
    expect(answer).toMatchObject({ status: 413, code: "request_too_large" });
  });
});

interface Paid {
  readonly seller: Seller;
  readonly invoiceId: string;
  readonly payLink: string;
  /** The connection's id, which its webhook address ends with. */
  readonly address: string;
  readonly secret: string;
  /** The event that the processor would have sent, to the last byte. */
  readonly body: string;
}

/** An invoice that was paid at the processor, and nobody told us. */
async function paidWithoutWebhook(): Promise<Paid> {
  const seller = await app.seller();
  const { id: address, secretKey } = await seller.connect();
  const { invoiceId, payLink } = await seller.sendInvoice();
  app.sandbox.control.setWebhooks({ drop: 100 });
  await app.sandbox.control.payCheckout(sessionOf(await pressPay(payLink)), {
    card: "4242424242424242",
  });
  app.sandbox.control.setWebhooks({ drop: 0 });
  const events = await app.sandbox
    .client(secretKey)
    .events.list({ type: "checkout.session.completed" });
  const secret = await secretOf(seller, address);
  return { seller, invoiceId, payLink, address, secret, body: JSON.stringify(events.data[0]) };
}

async function secretOf(seller: Seller, connectionId: string): Promise<string> {
  const [secret] = await openWebhookSecrets(app.parts.runtime, seller.businessId, connectionId);
  return String(secret);
}

async function expectUntouched({ seller, invoiceId, address, payLink }: Paid): Promise<void> {
  await app.runJobs();
  expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
    status: "open",
    amountPaid: 0,
  });
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  expect(data).toMatchObject([{ status: "started", collectedAt: null }]);
  const { webhook } = await seller.ask("GET", `/connections/${address}`);
  expect(webhook.lastEventAt).toBeNull();
  expect((await openPage(payLink)).status).toBe("payable");
}

async function expectPaid({ seller, invoiceId, payLink }: Paid): Promise<void> {
  await app.runJobs();
  expect(await seller.ask("GET", `/invoices/${invoiceId}`)).toMatchObject({
    status: "paid",
    amountPaid: 32_957,
  });
  const { data } = await seller.ask("GET", `/payments?invoiceId=${invoiceId}`);
  expect(data).toMatchObject([{ status: "succeeded", amountApplied: 32_957 }]);
  expect((await openPage(payLink)).status).toBe("paid");
}

async function mailKinds({ seller, invoiceId }: Paid): Promise<string[]> {
  const { data } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}`);
  return data.map(({ kind }: { kind: string }) => kind);
}

async function post(address: string, body: string, headers: Record<string, string>) {
  const response = await fetch(`${app.url}/webhooks/stripe/${address}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const answer = (await response.json()) as { code?: string };
  return { status: response.status, code: answer.code };
}

/** As Stripe signs: the header of its own library. */
function signed(
  payload: string,
  secret: string,
  { timestamp = seconds(NOW), scheme = "v1" } = {},
): { "stripe-signature": string } {
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp, scheme });
  return { "stripe-signature": header };
}

/** An HMAC with an empty key: what a careless check would take for the signature of no secret. */
function signedWithNothing(payload: string): { "stripe-signature": string } {
  return signed(payload, "");
}

function seconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
