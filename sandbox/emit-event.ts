import { newId } from "./ids.ts";
import type { Event } from "./state.ts";
import type { Context } from "./world.ts";

/** Records an event with the object as it is now, and hands it to the webhooks. */
export function emitEvent(ctx: Context, type: string, object: object, previous?: object): Event {
  const { account, request, world } = ctx;
  const event: Event = {
    id: newId("evt_1"),
    object: "event",
    api_version: account.apiVersion,
    created: world.clock.seconds(),
    data: { object: structuredClone(object) },
    livemode: account.livemode,
    pending_webhooks: 0,
    request: { id: request?.id ?? null, idempotency_key: request?.idempotencyKey ?? null },
    type,
  };
  if (previous) event.data.previous_attributes = structuredClone(previous);
  account.events[event.id] = event;
  world.webhooks.announce(account, event);
  world.changed();
  return event;
}
