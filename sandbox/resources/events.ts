import { invalid, missing } from "../errors.ts";
import { isWithin, listPage, pageByTime } from "../lists.ts";
import { flag, group, list as listOf, text, type Values } from "../params.ts";
import { route, type Call } from "../route.ts";
import { find } from "../state.ts";

const mostTypes = 20;
const keptForSeconds = 30 * 24 * 60 * 60;
const filters = { ...pageByTime, delivery_success: flag, type: text, types: listOf(text) };

export const eventRoutes = [
  route("GET /v1/events", "rak_event_read", group(filters), list),
  route("GET /v1/events/:id", "rak_event_read", group({}), retrieve),
];

function list({ account, world }: Call, params: Values<typeof filters>): object {
  const { created, delivery_success: isDelivered, type, types } = params;
  if (type !== undefined && types !== undefined)
    throw invalid(
      "You may only specify one of these parameters: type, types.",
      "type",
      "parameters_exclusive",
    );
  if (types && types.length > mostTypes)
    throw invalid(`You may only specify up to ${mostTypes} event types.`, "types");
  const oldest = world.clock.seconds() - keptForSeconds;
  const matching = Object.values(account.events).filter(
    (event) =>
      event.created >= oldest &&
      isWithin(event.created, created) &&
      (type === undefined || matches(event.type, type)) &&
      (types === undefined || types.some((each) => matches(event.type, each))) &&
      (isDelivered === undefined || (event.pending_webhooks === 0) === isDelivered),
  );
  return listPage("/v1/events", matching, params);
}

/** Stripe takes `charge.*` for a whole family. */
function matches(type: string, wanted: string): boolean {
  return wanted.endsWith("*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

function retrieve({ account, id }: Call): object {
  const event = find(account.events, id);
  if (!event) throw missing("event", id, "id", 404);
  return event;
}
