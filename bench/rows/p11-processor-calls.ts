/**
 * P11: how often the processor is asked for one paid invoice: every request the sandbox gets between
 * pressing Pay and a payment that is booked with its fee and told about. The payer pays by card and
 * comes back, while the webhooks arrive; all by the whole program.
 *
 * And how often it is asked when ten events about one payment arrive at once.
 *
 * Checked: each payment is collected, booked with its fee and told about once.
 */
import { setTimeout as wait } from "node:timers/promises";
import { assert } from "#src/values/assert.ts";
import { openPage, pressPay, sessionOf } from "#test/support/payer.ts";
import { type Installation, openInstallation, requireSoundBooks } from "../installation.ts";
import { load } from "../load.ts";
import type { Place } from "../place.ts";
import type { Effort, Line } from "../row.ts";

const POLL_MS = 10;
const GIVE_UP_MS = 60_000;
const QUIET_MS = 300;
const BURST = 10;

export async function processorCalls(place: Place, effort: Effort): Promise<Line[]> {
  const installation = await openInstallation(place, "whole");
  const [paid, burst]: number[][] = [[], []];
  for (let story = 0; story < effort.pairs; story += 1) {
    paid?.push(await callsOfPaidInvoice(installation));
    burst?.push(await retrievesOfBurst(installation, story));
  }
  await requireSoundBooks(installation);
  const line = { row: "P11", against: "nothing", unit: "calls" } as const;
  return [
    {
      ...line,
      what: "processor calls per paid invoice",
      goal: { most: 3 },
      values: paid ?? [],
      detail: "the payer comes back at once, three webhooks arrive; opening the page included",
    },
    {
      ...line,
      what: "retrieves after 10 events on one payment at once",
      goal: { most: 2 },
      values: burst ?? [],
      detail:
        "the payment was collected; listing its charges, which tells declined tries, included",
    },
  ];
}

/** With the payer's way back and Stripe's webhooks, as in real life. */
async function callsOfPaidInvoice(installation: Installation): Promise<number> {
  const { sandbox, seller, exchanges } = installation;
  sandbox.control.setWebhooks({ isPaused: false });
  const { invoiceId, payLink } = await seller.sendInvoice();
  const before = exchanges.length;
  const sessionUrl = await pressPay(payLink);
  const answer = await fetch(sessionUrl, {
    method: "POST",
    body: new URLSearchParams({
      number: "4242424242424242",
      exp: "12/34",
      cvc: "123",
      name: "Jenny Rosen",
      email: "jenny@example.com",
    }),
    redirect: "manual",
  });
  const back = answer.headers.get("location") ?? "";
  const { status } = await openPage(back);
  assert(
    ["paid", "complete"].includes(status),
    `the payer comes back to a page that says ${status}`,
  );
  await sandbox.control.deliveriesSettled();
  await untilBooked(installation, invoiceId);
  return exchanges.length - before;
}

async function retrievesOfBurst(installation: Installation, story: number): Promise<number> {
  const { sandbox, seller, exchanges, events, webhook, server } = installation;
  sandbox.control.setWebhooks({ isPaused: true });
  const { invoiceId, payLink } = await seller.sendInvoice();
  const sessionId = sessionOf(await pressPay(payLink));
  await sandbox.control.payCheckout(sessionId, { card: "4242424242424242" });
  const event = events.findLast(({ type }) => type === "checkout.session.completed");
  const before = exchanges.length;
  const requests = Array.from({ length: BURST }, (_, at) =>
    webhook(JSON.stringify({ ...event, id: `evt_burst${story}x${at}` })),
  );
  await Promise.all(requests.map((request) => load(server.url, 1, 0, () => request)));
  await untilBooked(installation, invoiceId);
  return exchanges.slice(before).filter(({ method }) => method === "GET").length;
}

/** Until everything about the payment is written and nothing more comes. */
async function untilBooked({ seller, exchanges }: Installation, invoiceId: string): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  for (;;) {
    const [payment] = (await seller.ask("GET", `/payments?invoiceId=${invoiceId}`)).data;
    if (payment.recorded && payment.fee !== null) break;
    assert(performance.now() < deadline, `the payment is ${payment.status}`);
    await wait(POLL_MS);
  }
  for (let count = -1; count !== exchanges.length;) {
    count = exchanges.length;
    await wait(QUIET_MS);
  }
  const { data } = await seller.ask("GET", `/mails?invoiceId=${invoiceId}`);
  const kinds = (data as { kind: string }[]).map(({ kind }) => kind);
  for (const kind of ["receipt", "payment_notification"]) {
    assert(kinds.filter((one) => one === kind).length === 1, `one ${kind}: ${kinds.join(", ")}`);
  }
}
