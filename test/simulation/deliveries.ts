import { Stripe } from "stripe";
import type { Account } from "#sandbox/state.ts";
import { accountsOf, invoiceOf } from "./banks.ts";
import { type Effect, effectOf, type Plan, SETTLING, type Steps } from "./step.ts";
import type { Letter, Stage } from "./stage.ts";
import { digestOf } from "./digest.ts";

/** How events come: one by one, in any order, many times, late, never, and forged. */
export const DELIVERY_STEPS: Steps = {
  "the next event arrives": { weight: 10, plan: (stage) => deliver(stage, "in order") },
  "the newest event arrives first": { weight: 5, plan: (stage) => deliver(stage, "newest first") },
  "events arrive in any order": { weight: 6, plan: (stage) => deliver(stage, "shuffled") },
  "events arrive all at once": { weight: 3, plan: (stage) => deliver(stage, "at once") },
  "an event arrives many times": { weight: 3, plan: (stage) => deliver(stage, "many times") },
  "events are lost for ever": { weight: 4, plan: lose },
  "a forged event arrives": { weight: 2, plan: forge },
  "an event of the other mode arrives": {
    weight: 1,
    plan: (stage) => deliverForeign(stage, "mode"),
  },
  "an event of another account arrives": {
    weight: 1,
    plan: (stage) => deliverForeign(stage, "account"),
  },
};

type Manner = "in order" | "newest first" | "shuffled" | "at once" | "many times";

function chooseLetters({ random, post }: Stage, manner: Manner): Letter[] {
  const [first, last] = [post[0], post.at(-1)];
  if (!first || !last) return [];
  switch (manner) {
    case "in order":
      return [first];
    case "newest first":
      return [last];
    case "many times":
      return [random.pick(post)];
    case "shuffled":
      return random.shuffle(post).slice(0, random.whole(2, 6));
    case "at once":
      return random.shuffle(post).slice(0, 10);
  }
}

function deliver(stage: Stage, manner: Manner): Plan | null {
  const letters = chooseLetters(stage, manner);
  const [first] = letters;
  if (!first) return null;
  const copies = manner === "many times" ? stage.random.whole(2, 10) : 1;
  return {
    subject: invoiceOf(find(stage, first)?.object),
    calls: stage.program.kind === "process" ? SETTLING : [],
    about: letters.map(({ type }) => type).join(", "),
    async run() {
      const send = (letter: Letter) => deliverLetter(stage, letter, copies);
      if (manner === "at once") return worst(await Promise.all(letters.map(send)));
      const effects: Effect[] = [];
      for (const letter of letters) effects.push(await send(letter));
      return worst(effects);
    },
  };
}

function worst(effects: readonly Effect[]): Effect {
  const order: Effect[] = ["failed", "no answer", "put off", "refused"];
  return order.find((effect) => effects.includes(effect)) ?? "done";
}

/** Hands an event to every endpoint that listens; what is not acknowledged stays in the post. */
export async function deliverLetter(stage: Stage, letter: Letter, copies = 1): Promise<Effect> {
  const { sandbox, post, acknowledged } = stage;
  const at = post.indexOf(letter);
  if (at >= 0) post.splice(at, 1);
  const deliveries = await sandbox.control.deliver(letter.eventId, copies);
  const effects = deliveries.map(({ endpointId, attempts }) => {
    const status = attempts.at(-1)?.status ?? 0;
    const connectionId = connectionOf(stage, endpointId);
    if (status >= 200 && status < 300 && connectionId !== null) {
      acknowledged.add(`${connectionId} ${letter.eventId}`);
    }
    return effectOf({ status });
  });
  const effect = worst(effects);
  if (effect !== "done" && effect !== "refused") post.push(letter);
  return effect;
}

function connectionOf(stage: Stage, endpointId: string): string | null {
  for (const { webhookEndpoints } of accountsOf(stage)) {
    const url = webhookEndpoints[endpointId]?.url;
    if (url !== undefined) return url.slice(url.lastIndexOf("/") + 1);
  }
  return null;
}

interface FoundEvent {
  readonly account: Account;
  readonly body: object;
  readonly object: { metadata?: Record<string, string> };
}

function find(stage: Stage, { eventId }: Letter): FoundEvent | undefined {
  for (const account of accountsOf(stage)) {
    const event = account.events[eventId];
    if (event) return { account, body: event, object: event.data.object };
  }
  return undefined;
}

function lose(stage: Stage): Plan | null {
  const { post, random } = stage;
  if (post.length === 0) return null;
  const lost = random.shuffle(post).slice(0, random.whole(1, 8));
  return {
    subject: invoiceOf(find(stage, lost[0] as Letter)?.object),
    calls: [],
    about: lost.map(({ type }) => type).join(", "),
    async run() {
      for (const letter of lost) post.splice(post.indexOf(letter), 1);
      return "done";
    },
  };
}

/** An endpoint of ours at Stripe, with the secret it signs with. */
function endpointsOf(stage: Stage) {
  return accountsOf(stage).flatMap((account) =>
    Object.values(account.webhookEndpoints).map((endpoint) => ({
      url: endpoint.url,
      secret: account.endpointSecrets[endpoint.id] ?? "",
    })),
  );
}

async function post(url: string, body: string, secret: string, at: Date): Promise<number> {
  const timestamp = Math.floor(at.getTime() / 1000);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp });
  try {
    const headers = { "content-type": "application/json", "stripe-signature": signature };
    const response = await fetch(url, { method: "POST", body, headers });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}

function forge(stage: Stage): Plan | null {
  const { random, clock } = stage;
  const endpoint = random.maybe(endpointsOf(stage));
  const letter = random.maybe(stage.post);
  const found = letter && find(stage, letter);
  if (!endpoint || !found) return null;
  const [secret, at] = random.pick([
    ["whsec_somebody_elses", clock.now()] as const,
    [endpoint.secret, new Date(clock.now().getTime() - 2 * 3_600_000)] as const, // signed long ago
  ]);
  return {
    subject: invoiceOf(found.object),
    calls: [],
    about: secret === endpoint.secret ? "an old signature" : "another secret",
    async run() {
      const before = await digestOf(stage, "everything");
      const status = await post(endpoint.url, JSON.stringify(found.body), secret, at);
      if (status >= 200 && status < 300 && stage.clock.skewMs > -3_600_000) {
        throw new Error(`I21 a forged event was answered with ${status}`);
      }
      const isChanged = before !== (await digestOf(stage, "everything"));
      if (isChanged && stage.program.kind === "inside" && status >= 400) {
        throw new Error("I21 a forged event changed something");
      }
      return effectOf({ status });
    },
  };
}

/** Rightly signed, and about something of ours, but of the other mode or of an account that is not ours. */
function deliverForeign(stage: Stage, kind: "mode" | "account"): Plan | null {
  const { random, clock } = stage;
  const endpoint = random.maybe(endpointsOf(stage));
  const letter = random.maybe(stage.post);
  const found = letter && find(stage, letter);
  if (!endpoint || !found) return null;
  const event = JSON.parse(JSON.stringify(found.body)) as {
    id: string;
    livemode: boolean;
    data: { object: Record<string, unknown> };
  };
  event.id = `evt_foreign${random.whole(1, 1_000_000_000)}`;
  if (kind === "mode") event.livemode = !event.livemode;
  else event.data.object = { object: "payment_intent", id: "pi_of_somebody_else", metadata: {} };
  return {
    subject: invoiceOf(found.object),
    calls: [],
    about: "",
    async run() {
      const before = await digestOf(stage, "money");
      const status = await post(endpoint.url, JSON.stringify(event), endpoint.secret, clock.now());
      const isChanged = before !== (await digestOf(stage, "money"));
      if (isChanged && stage.program.kind === "inside") {
        throw new Error(`an event of another ${kind} changed something`);
      }
      return effectOf({ status });
    },
  };
}
