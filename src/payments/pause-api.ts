import { z } from "@hono/zod-openapi";
import { endpoint } from "#src/access/endpoint.ts";
import { getInvoice } from "#src/invoices/get-invoice.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { liftPause } from "./lift-pause.ts";
import { type Pause, PAUSE_SCOPES } from "./pause.ts";
import { listRunningPauses } from "./pause-store.ts";

const PauseAnswer = z
  .object({
    id: z.string(),
    scope: z.enum(PAUSE_SCOPES),
    invoiceId: z.string().nullable(),
    invoiceNumber: z.string().nullable(),
    declines: z.int(),
    beganAt: field.instant,
    endsAt: field.instant,
    liftedAt: field.instant.nullable(),
  })
  .openapi("PaymentPause");

export const listPausesEndpoint = endpoint(
  {
    summary: "Where online payment is paused now, because too many cards were declined",
    permission: "payments.read",
    query: z.strictObject({
      ...field.pageQuery,
      scope: z.enum(["invoice", "business"], 'must be "invoice" or "business"').optional(),
    }),
    answer: field.listOf(PauseAnswer),
  },
  async ({ runtime, actor: { businessId }, query }) => {
    const page = field.pageRequest(query);
    const filter = { scope: query.scope ?? null, now: runtime.now() };
    return transact(runtime.db, businessId, async (tx) => {
      const running = await listRunningPauses(tx, businessId, page, filter);
      const { data: shown, nextCursor } = field.toPage(running, page, (one) => one);
      const data = [];
      for (const pause of shown) data.push(await shapePause(tx, businessId, pause));
      return { data, nextCursor };
    });
  },
);

export const liftPauseEndpoint = endpoint(
  {
    summary: "Take payments again before the pause is over",
    permission: "business.change",
    answer: PauseAnswer,
  },
  async ({ runtime, actor, params }) => {
    const lifted = await liftPause(runtime, actor, String(params["id"]));
    return transact(runtime.db, actor.businessId, (tx) => shapePause(tx, actor.businessId, lifted));
  },
);

async function shapePause(
  tx: BusinessTx,
  businessId: string,
  pause: Pause,
): Promise<z.input<typeof PauseAnswer>> {
  const { id, scope, invoiceId, declines } = pause;
  const invoice = invoiceId === null ? null : await getInvoice(tx, businessId, invoiceId);
  return {
    id,
    scope,
    invoiceId,
    invoiceNumber: invoice?.number ?? null,
    declines,
    beganAt: pause.beganAt.toISOString(),
    endsAt: pause.endsAt.toISOString(),
    liftedAt: pause.liftedAt?.toISOString() ?? null,
  };
}
