/**
 * P1: how many signed webhooks a second are answered with 2xx, which is said only after the event and
 * its job are committed. Eight connections; each event is another one, about one of 500 open payments.
 *
 * Against: the least that does so durably (servers/bare-webhook.ts), on the same PostgreSQL.
 *
 * The web application runs without its jobs: what they do with the events is row P2.
 *
 * Checked: as many events are stored as were answered, each with its payment, on both sides.
 */
import { assert } from "#src/values/assert.ts";
import { startServerChild } from "../child.ts";
import { openInstallation, webhookBytes } from "../installation.ts";
import { load } from "../load.ts";
import { figure, measurePairs, median } from "../measure.ts";
import { onDatabase, type Place, asSuperuser } from "../place.ts";
import type { Effort, Line } from "../row.ts";
import { idOfClone } from "../seed/clone-ids.ts";
import { clonePayments, openOriginal, type Original } from "../seed/clone-payments.ts";

const CONNECTIONS = 8;
const PAYMENTS = 500;

export async function webhookToDurable(place: Place, effort: Effort): Promise<Line[]> {
  const installation = await openInstallation(place, "web");
  const original = await openOriginal(installation);
  await clonePayments(installation, original, PAYMENTS);
  const template = await completedEvent(installation, original);
  const bareDatabase = await place.emptyDatabase();
  const bare = await startServerChild("bench/servers/bare-webhook.ts", [], {
    DATABASE_URL: bareDatabase,
    WEBHOOK_SECRET: "whsec_bench",
  });
  place.later(() => bare.stop());

  const next = eventBodies(template, original);
  const answered = { ours: 0, theirs: 0 };
  const side = async (name: keyof typeof answered, url: string, request: () => Buffer) => {
    const result = await load(url, CONNECTIONS, effort.sliceMs, request);
    answered[name] += result.answered;
    return result.perSecond;
  };
  const { ours, theirs, ratios } = await measurePairs(
    effort,
    () => side("ours", installation.server.url, () => installation.webhook(next())),
    () => side("theirs", bare.url, () => webhookBytes(bare.url, "whsec_bench", next())),
  );

  const [stored] = await onDatabase<{ all: number; known: number }>(
    asSuperuser(installation.databaseUrl),
    `select count(*)::int as all, count(payment_id)::int as known from webhook_events
     where event_id like 'evt_bench%'`,
  );
  assert(stored?.all === answered.ours, `${answered.ours} answered, ${stored?.all} stored`);
  assert(stored.known === stored.all, "every event knows its payment");
  const [kept] = await onDatabase<{ all: number }>(
    bareDatabase,
    "select count(*)::int as all from events",
  );
  assert(kept?.all === answered.theirs, `${answered.theirs} answered, ${kept?.all} stored`);
  return [
    {
      row: "P1",
      what: "signed webhook → durable 2xx",
      against: "node:http + HMAC + one INSERT",
      goal: { least: 0.8 },
      unit: "×",
      values: ratios,
      detail: `${figure(median(ours))} a second, against ${figure(median(theirs))}`,
    },
  ];
}

/** What Stripe sends when the original's page is paid. */
async function completedEvent(
  { sandbox, events }: Awaited<ReturnType<typeof openInstallation>>,
  { sessionId }: Original,
): Promise<string> {
  sandbox.control.setWebhooks({ isPaused: true });
  await sandbox.control.payCheckout(sessionId, { card: "4242424242424242" });
  const event = events.find(({ type }) => type === "checkout.session.completed");
  assert(event !== undefined, "a paid page is announced");
  return JSON.stringify(event);
}

/** The same event again and again, each time with an id of its own and about the next payment. */
function eventBodies(template: string, { sessionId, paymentId }: Original): () => string {
  const { id } = JSON.parse(template) as { id: string };
  const parts = template.split(new RegExp(`(${id}|${sessionId}|${paymentId})`));
  let count = 0;
  return () => {
    count += 1;
    const number = (count % PAYMENTS) + 1;
    return parts
      .map((part) => {
        if (part === id) return `evt_bench${String(count).padStart(20, "0")}`;
        if (part === sessionId) return idOfClone("session", number);
        return part === paymentId ? idOfClone("payment", number) : part;
      })
      .join("");
  };
}
