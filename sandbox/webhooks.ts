import type Stripe from "stripe";
import type { Clock } from "./clock.ts";
import { newId } from "./ids.ts";
import { postEvent } from "./post-event.ts";
import { find, type Account, type Delivery, type Event, type State } from "./state.ts";

/** What a test may do to deliveries. Counts go down by one with each delivery they touch. */
export interface WebhookKnobs {
  /** Waiting time before the first attempt. */
  delayMs: number;
  /** How many of the next deliveries are lost for ever. */
  drop: number;
  /** How often each delivery is sent in addition, at the same time. */
  duplicate: number;
  /** Deliveries gather until this many are there, then go out last first. 0: no gathering. */
  reorder: number;
  /** How many of the next deliveries carry a signature made with another secret. */
  forge: number;
  isPaused: boolean;
  /** Waiting times before the second, third, … attempt; after the last one Stripe gives up. */
  retryAfterMs: number[];
}

interface Parts {
  state: State;
  clock: Clock;
  changed: () => void;
  onEvent: (event: object) => void;
}

const retriesOfTestMode = [2_000, 10_000, 60_000, 600_000];

/** Delivers events as Stripe does: signed, unordered, at least once, retried. */
export class Webhooks {
  readonly knobs: WebhookKnobs = {
    delayMs: 0,
    drop: 0,
    duplicate: 0,
    reorder: 0,
    forge: 0,
    isPaused: false,
    retryAfterMs: retriesOfTestMode,
  };
  readonly #parts: Parts;
  readonly #onTheWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #held: (() => Promise<unknown>)[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Sends a new event to every endpoint that listens for its type. */
  announce(account: Account, event: Event): void {
    for (const endpoint of listeners(account, event.type)) {
      const delivery = this.#open(account, event, endpoint.id);
      event.pending_webhooks += 1;
      if (this.#takeOne("drop")) delivery.state = "dropped";
      else this.#start(account, delivery);
    }
    this.#parts.onEvent(event);
  }

  /** Sends one event to its endpoints again, `times` times at once; resolves when answered. */
  async redeliver(account: Account, eventId: string, times: number): Promise<Delivery[]> {
    const event = find(account.events, eventId);
    if (!event) return [];
    const deliveries = listeners(account, event.type).flatMap((endpoint) =>
      Array.from({ length: times }, () => this.#open(account, event, endpoint.id)),
    );
    await Promise.all(deliveries.map((delivery) => this.#send(account, delivery)));
    return deliveries;
  }

  /** Sends what was held back by a pause or an unfinished reordering. */
  release(): void {
    const waiting = this.#held;
    this.#held = [];
    if (this.knobs.reorder === 0) for (const go of waiting) void go();
    // One after the other, or the order would be left to chance.
    else void waiting.reduceRight((before, go) => before.then(go), Promise.resolve<unknown>(null));
  }

  /** Takes up the deliveries that a former run left pending. */
  resume(): void {
    for (const account of Object.values(this.#parts.state.accounts)) {
      for (const delivery of Object.values(account.deliveries)) {
        if (delivery.state === "pending") void this.#send(account, delivery);
      }
    }
  }

  /** Resolves when no attempt is on its way (later retries are not waited for). */
  async settled(): Promise<void> {
    while (this.#onTheWay.size > 0) await Promise.all(this.#onTheWay);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }

  #open(account: Account, event: Event, endpointId: string): Delivery {
    const delivery: Delivery = {
      id: newId("del_", 16),
      eventId: event.id,
      endpointId,
      state: "pending",
      attempts: [],
      nextAttemptAt: null,
    };
    account.deliveries[delivery.id] = delivery;
    this.#parts.changed();
    return delivery;
  }

  #takeOne(knob: "drop" | "forge"): boolean {
    if (this.knobs[knob] <= 0) return false;
    this.knobs[knob] -= 1;
    return true;
  }

  #start(account: Account, delivery: Delivery): void {
    const { delayMs, duplicate, isPaused, reorder } = this.knobs;
    const { clock } = this.#parts;
    const isForged = this.#takeOne("forge");
    const copies = Array.from({ length: duplicate + 1 });
    const go = () => Promise.all(copies.map(() => this.#send(account, delivery, isForged)));
    if (isPaused || reorder > 0) this.#held.push(go);
    else if (delayMs > 0) clock.at(clock.now() + delayMs, () => void go());
    else void go();
    if (!isPaused && reorder > 0 && this.#held.length >= reorder) this.release();
  }

  #send(account: Account, delivery: Delivery, isForged = false): Promise<void> {
    const sending = this.#attempt(account, delivery, isForged).finally(() =>
      this.#onTheWay.delete(sending),
    );
    this.#onTheWay.add(sending);
    return sending;
  }

  async #attempt(account: Account, delivery: Delivery, isForged: boolean): Promise<void> {
    const { clock } = this.#parts;
    const event = find(account.events, delivery.eventId);
    const endpoint = find(account.webhookEndpoints, delivery.endpointId);
    if (!event || endpoint?.status !== "enabled") {
      delivery.state = "failed";
      return;
    }
    const version = endpoint.api_version ?? event.api_version;
    const body = JSON.stringify({ ...event, api_version: version, pending_webhooks: 1 }, null, 2);
    const secret = isForged ? newId("whsec_", 32) : (account.endpointSecrets[endpoint.id] ?? "");
    const at = clock.unskippedSeconds();
    const result = await postEvent(endpoint.url, body, secret, at, this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    delivery.attempts.push({ at: clock.seconds(), ...result });
    this.#conclude(account, delivery, event, isForged);
  }

  #conclude(account: Account, delivery: Delivery, event: Event, isForged: boolean): void {
    const { changed, clock } = this.#parts;
    const status = delivery.attempts.at(-1)?.status ?? 0;
    const waitMs = this.knobs.retryAfterMs[delivery.attempts.length - 1];
    delivery.nextAttemptAt = null;
    if (status >= 200 && status < 300) {
      if (delivery.state === "pending")
        event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
      delivery.state = "delivered";
    } else if (delivery.state !== "delivered") {
      const isOver = isForged || waitMs === undefined;
      delivery.state = isOver ? "failed" : "pending";
      if (!isOver) {
        delivery.nextAttemptAt = clock.now() + waitMs;
        clock.at(delivery.nextAttemptAt, () => void this.#send(account, delivery));
      }
    }
    changed();
  }
}

function listeners(account: Account, type: string): Stripe.WebhookEndpoint[] {
  return Object.values(account.webhookEndpoints).filter(
    ({ status, enabled_events: types }) =>
      status === "enabled" && (types.includes("*") || types.includes(type)),
  );
}
