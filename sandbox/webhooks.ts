import { createHmac } from "node:crypto";
import type Stripe from "stripe";
import type { Clock } from "./clock.ts";
import { newId } from "./ids.ts";
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

export interface Webhooks {
  readonly knobs: WebhookKnobs;
  /** Sends a new event to every endpoint that listens for its type. */
  announce(account: Account, event: Event): void;
  /** Sends one event to its endpoints again, `times` times concurrently; resolves when answered. */
  redeliver(account: Account, eventId: string, times?: number): Promise<Delivery[]>;
  /** Sends what was held back by a pause or an unfinished reordering. */
  release(): void;
  /** Takes up the deliveries that a former run left pending. */
  resume(): void;
  /** Resolves when no attempt is on its way (later retries are not waited for). */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const retriesOfTestMode = [2_000, 10_000, 60_000, 600_000];
const answerWithinMs = 20_000;

/** Delivers events as Stripe does: signed, unordered, at least once, retried. */
export function createWebhooks(parts: {
  state: State;
  clock: Clock;
  changed: () => void;
  onEvent?: ((event: object) => void) | undefined;
}): Webhooks {
  const { state, clock, changed } = parts;
  const knobs: WebhookKnobs = {
    delayMs: 0,
    drop: 0,
    duplicate: 0,
    reorder: 0,
    forge: 0,
    isPaused: false,
    retryAfterMs: retriesOfTestMode,
  };
  const onTheWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  let held: (() => Promise<unknown>)[] = [];

  const takeOne = (knob: "drop" | "forge"): boolean => {
    if (knobs[knob] <= 0) return false;
    knobs[knob] -= 1;
    return true;
  };

  const open = (account: Account, event: Event, endpointId: string): Delivery => {
    const delivery: Delivery = {
      id: newId("del_", 16),
      eventId: event.id,
      endpointId,
      state: "pending",
      attempts: [],
      nextAttemptAt: null,
    };
    account.deliveries[delivery.id] = delivery;
    changed();
    return delivery;
  };

  const send = (account: Account, delivery: Delivery, isForged = false): Promise<void> => {
    const sending = attempt(account, delivery, isForged).finally(() => onTheWay.delete(sending));
    onTheWay.add(sending);
    return sending;
  };

  const attempt = async (
    account: Account,
    delivery: Delivery,
    isForged: boolean,
  ): Promise<void> => {
    const event = find(account.events, delivery.eventId);
    const endpoint = find(account.webhookEndpoints, delivery.endpointId);
    if (!event || !endpoint || endpoint.status !== "enabled") {
      delivery.state = "failed";
      return;
    }
    const body = JSON.stringify(
      { ...event, api_version: endpoint.api_version ?? event.api_version, pending_webhooks: 1 },
      null,
      2,
    );
    const secret = isForged ? newId("whsec_", 32) : (account.endpointSecrets[endpoint.id] ?? "");
    const result = await post(endpoint.url, body, secret, stopping.signal);
    if (stopping.signal.aborted) return;
    delivery.attempts.push({ at: clock.seconds(), ...result });
    finish(account, delivery, event, isForged);
  };

  const finish = (account: Account, delivery: Delivery, event: Event, isForged: boolean): void => {
    const last = delivery.attempts.at(-1);
    const waitMs = knobs.retryAfterMs[delivery.attempts.length - 1];
    delivery.nextAttemptAt = null;
    if (last?.status && last.status >= 200 && last.status < 300) {
      if (delivery.state === "pending")
        event.pending_webhooks = Math.max(0, event.pending_webhooks - 1);
      delivery.state = "delivered";
    } else if (isForged || waitMs === undefined) delivery.state = "failed";
    else retryIn(account, delivery, waitMs);
    changed();
  };

  const retryIn = (account: Account, delivery: Delivery, waitMs: number): void => {
    delivery.nextAttemptAt = clock.now() + waitMs;
    clock.at(delivery.nextAttemptAt, () => void send(account, delivery));
  };

  const start = (account: Account, delivery: Delivery): void => {
    const isForged = takeOne("forge");
    const copies = Array.from({ length: knobs.duplicate + 1 });
    const go = () => Promise.all(copies.map(() => send(account, delivery, isForged)));
    if (knobs.isPaused || knobs.reorder > 0) held.push(go);
    else clock.at(clock.now() + knobs.delayMs, () => void go());
    if (!knobs.isPaused && knobs.reorder > 0 && held.length >= knobs.reorder) release();
  };

  /** Reordered deliveries go one after the other, or their order would be left to chance. */
  const release = (): void => {
    const waiting = held;
    held = [];
    if (knobs.reorder === 0) for (const go of waiting) void go();
    else void waiting.reduceRight((before, go) => before.then(go), Promise.resolve<unknown>(null));
  };

  return {
    knobs,
    announce(account, event) {
      for (const endpoint of listeners(account, event.type)) {
        const delivery = open(account, event, endpoint.id);
        event.pending_webhooks += 1;
        if (takeOne("drop")) delivery.state = "dropped";
        else start(account, delivery);
      }
      parts.onEvent?.(event);
    },
    async redeliver(account, eventId, times = 1) {
      const event = find(account.events, eventId);
      if (!event) return [];
      const deliveries = listeners(account, event.type).flatMap((endpoint) =>
        Array.from({ length: times }, () => open(account, event, endpoint.id)),
      );
      await Promise.all(deliveries.map((delivery) => send(account, delivery)));
      return deliveries;
    },
    release,
    resume() {
      for (const account of Object.values(state.accounts)) {
        for (const delivery of Object.values(account.deliveries)) {
          if (delivery.state === "pending") retryIn(account, delivery, 0);
        }
      }
    },
    async settled() {
      while (onTheWay.size > 0) await Promise.all(onTheWay);
    },
    async stop() {
      stopping.abort();
      await Promise.all(onTheWay);
    },
  };
}

function listeners(account: Account, type: string): Stripe.WebhookEndpoint[] {
  return Object.values(account.webhookEndpoints).filter(
    ({ status, enabled_events: types }) =>
      status === "enabled" && (types.includes("*") || types.includes(type)),
  );
}

/** Stripe's signature header: v1 with the secret, and in test mode a v0 that means nothing. */
export function signatureHeader(body: string, secret: string): string {
  const at = Math.floor(Date.now() / 1000);
  const sign = (key: string) => createHmac("sha256", key).update(`${at}.${body}`).digest("hex");
  return `t=${at},v1=${sign(secret)},v0=${sign("not a secret of this endpoint")}`;
}

async function post(
  url: string,
  body: string,
  secret: string,
  stopping: AbortSignal,
): Promise<{ status: number | null; error: string | null }> {
  try {
    const response = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      signal: AbortSignal.any([stopping, AbortSignal.timeout(answerWithinMs)]),
      headers: {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signatureHeader(body, secret),
        "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
      },
    });
    await response.body?.cancel();
    return { status: response.status, error: null };
  } catch (error) {
    return {
      status: null,
      error: error instanceof Error ? reasonOf(error) : "failed",
    };
  }
}

/** fetch hides why it failed in `cause`. */
function reasonOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message || error.cause.name : error.message;
}
