import { expect } from "vitest";
import { LISTED_TYPES } from "#src/processors/stripe/events.ts";
import { openPage, payPage, refusalOf } from "./pay.ts";
import { type Case, newRequest, type Target } from "./target.ts";

/** The instant at which a page was made, by the target's own clock. */
async function madeAt({ client }: Target, sessionId: string): Promise<number> {
  return (await client.checkout.sessions.retrieve(sessionId)).created;
}

export const eventCases: readonly Case[] = [
  {
    name: "since an instant, every event of a payment is listed once, oldest first, with our tag",
    async run(target) {
      const request = newRequest();
      const paid = await payPage(target, request);
      const since = new Date((await madeAt(target, String(paid.sessionId))) * 1000);
      const wanted = ["payment_intent.succeeded", "checkout.session.completed"];
      const isOurs = ({ paymentId }: { paymentId: string | null }) =>
        paymentId === request.tags.payment;
      const events = await target.until(
        async () => (await target.processor.listEvents(since)).filter(isOurs),
        (seen) => wanted.every((type) => seen.some((event) => event.type === type)),
      );
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      // Of one second, only Stripe's own order tells which came first.
      const { data } = await target.client.events.list({
        types: [...LISTED_TYPES],
        created: { gte: since.getTime() / 1000 },
        limit: 100,
      });
      const newestFirst = data.map(({ id }) => id).filter((id) => events.some((e) => e.id === id));
      expect(events.map(({ id }) => id)).toEqual(newestFirst.toReversed());
      const times = events.map(({ createdAt }) => createdAt.getTime());
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.every((time) => time >= since.getTime())).toBe(true);
      expect(events.every(({ mode }) => mode === "test")).toBe(true);
      expect(events.find(({ type }) => type === wanted[0])).toMatchObject({
        processorPaymentId: paid.processorPaymentId,
      });
      expect(events.find(({ type }) => type === wanted[1])).toMatchObject({
        sessionId: paid.sessionId,
        processorPaymentId: paid.processorPaymentId,
      });
    },
  },
  {
    name: "a refund's event names the payment and says that money went back",
    async run(target) {
      const request = newRequest();
      const paid = await payPage(target, request);
      const since = new Date((await madeAt(target, String(paid.sessionId))) * 1000);
      await target.processor.refundPayment(
        {
          processorPaymentId: String(paid.processorPaymentId),
          amount: request.amount,
          reason: null,
          refundId: request.tags.payment.replace("pay_", "ref_"),
          tags: request.tags,
        },
        `ref_${request.tags.payment}`,
      );
      const events = await target.until(
        () => target.processor.listEvents(since),
        (seen) => seen.some(({ type }) => type === "refund.created"),
      );
      const ours = events.filter(
        ({ processorPaymentId }) => processorPaymentId === paid.processorPaymentId,
      );
      for (const type of ["refund.created", "charge.refunded"]) {
        expect(ours.find((event) => event.type === type)?.isAboutMoneyBack, type).toBe(true);
      }
    },
  },
  {
    name: "they are listed by type and by time, a page at a time, newest first",
    async run(target) {
      const { client } = target;
      const ids = [await openPage(target), await openPage(target), await openPage(target)];
      const since = await madeAt(target, String(ids[0]));
      for (const id of ids) await target.processor.expireSession(id);
      const type = "checkout.session.expired";
      const list = (limit: number) => client.events.list({ type, created: { gte: since }, limit });
      await target.until(
        () => list(100),
        ({ data }) => ids.every((id) => data.some(({ data: { object } }) => isAbout(object, id))),
      );
      const first = await list(2);
      expect(first.data).toHaveLength(2);
      expect(first.has_more).toBe(true);
      const all: string[] = [];
      for await (const event of list(2)) {
        expect(event.type).toBe(type);
        expect(event.created).toBeGreaterThanOrEqual(since);
        if (all.push(event.id) >= 10) break;
      }
      expect(all.slice(0, 2)).toEqual(first.data.map(({ id }) => id));
      expect(new Set(all).size).toBe(all.length);
      const newest = first.data[0]?.created ?? 0;
      const later = await client.events.list({ type, created: { gt: newest + 3_600 } });
      expect(later.data).toEqual([]);
    },
  },
  {
    name: "all our types are listed in one call, and more than twenty are refused",
    async run({ client }) {
      await client.events.list({ types: [...LISTED_TYPES], limit: 1 });
      const types = [...LISTED_TYPES, "customer.created", "customer.updated", "customer.deleted"];
      expect(types.length).toBeGreaterThan(20);
      expect((await refusalOf(client.events.list({ types }))).statusCode).toBe(400);
    },
  },
];

function isAbout(object: object, id: string): boolean {
  return "id" in object && object.id === id;
}
