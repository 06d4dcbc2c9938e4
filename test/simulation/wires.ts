import { effectOf, CLOSE_PAGE, LOOK_UP, type Plan, type Steps } from "./step.ts";
import type { Stage, Wire } from "./stage.ts";

/** What sellers do about their connections, and what Stripe does to their keys. */
export const WIRE_STEPS: Steps = {
  "seller connects": { weight: 2, plan: connect },
  "seller replaces the key": { weight: 3, plan: replaceKey },
  "seller goes live": { weight: 2, plan: goLive },
  "seller disconnects": { weight: 1, plan: disconnect },
  "seller checks the connection": { weight: 2, plan: check },
  "seller repairs the webhook": { weight: 2, plan: repair },
  "Stripe turns the key down": { weight: 1, plan: revoke },
};

const MAX_WIRES = 3;
const CHECKS = ["GET /v1/*", "POST /v1/webhook_endpoints"];

/** Accounts at Stripe that the seller has; each key names its account before the double underscore. */
const ACCOUNTS = ["shop", "other"];

function newKey(stage: Stage, mode: "test" | "live"): string {
  return `sk_${mode}_${stage.random.pick(ACCOUNTS)}__k${stage.random.whole(1000, 9999)}`;
}

export function modeOf({ key }: Pick<Wire, "key">): "test" | "live" {
  return key.startsWith("sk_live") ? "live" : "test";
}

export function connect(stage: Stage): Plan | null {
  if (stage.wires.length >= MAX_WIRES) return null;
  const key = newKey(stage, stage.random.pick(["test", "test", "live"]));
  const name = `Stripe ${stage.wires.length + 1}`;
  return {
    subject: null,
    calls: CHECKS,
    about: key,
    async run() {
      const credentials = { secretKey: key };
      const answer = await stage.request("POST", "/connections", {
        processor: "stripe",
        name,
        credentials,
      });
      const effect = effectOf(answer);
      if (effect === "done") {
        stage.wires.push({ id: answer.body.id, key, hasLostSight: false, isGone: false });
      }
      return effect;
    },
  };
}

/** For another key of the same account or of another one; the mode stays. */
function replaceKey(stage: Stage): Plan | null {
  const wire = present(stage);
  return wire ? giveKey(stage, wire, newKey(stage, modeOf(wire))) : null;
}

function goLive(stage: Stage): Plan | null {
  const wire = stage.random.maybe(
    stage.wires.filter((one) => !one.isGone && modeOf(one) === "test"),
  );
  return wire ? giveKey(stage, wire, newKey(stage, "live")) : null;
}

function giveKey(stage: Stage, wire: Wire, key: string): Plan {
  return {
    subject: null,
    calls: [...CHECKS, CLOSE_PAGE, LOOK_UP],
    about: key,
    async run() {
      const body = { credentials: { secretKey: key } };
      const answer = await stage.request("PATCH", `/connections/${wire.id}`, body);
      await learnKey(stage, wire, key);
      return effectOf(answer);
    },
  };
}

/** Whether the new key was taken shows in the row, also when no answer came. */
async function learnKey(stage: Stage, wire: Wire, key: string): Promise<void> {
  const { rows } = await stage.admin.query<{ key_last4: string; mode: string }>(
    "select key_last4, mode from connections where id = $1",
    [wire.id],
  );
  const row = rows[0];
  if (row?.key_last4 !== key.slice(-4) || row.mode !== modeOf({ key })) return;
  if (placeOf(wire.key) !== placeOf(key)) await checkNothingLeftBehind(stage, wire);
  wire.hasLostSight ||= wire.key !== key && isRevoked(stage, wire.key);
  wire.key = key;
}

/** Account and mode, as the sandbox files them. */
export function placeOf(key: string): string {
  return `${modeOf({ key })}:${/^sk_(?:test|live)_(.+)__/.exec(key)?.[1] ?? ""}`;
}

function isRevoked({ sandbox }: Stage, key: string): boolean {
  return sandbox.state.keys[key]?.isRevoked ?? false;
}

/** Before a connection loses sight of an account with a key that worked, all that was paid there is known (I11). */
async function checkNothingLeftBehind(stage: Stage, wire: Wire): Promise<void> {
  if (isRevoked(stage, wire.key)) return;
  const { rows } = await stage.admin.query<{ id: string; status: string }>(
    `select id, status from payments where connection_id = $1 and attempt_of is null
       and cleared_at is null and status <> 'succeeded'`,
    [wire.id],
  );
  const intents = Object.values(
    stage.sandbox.state.accounts[placeOf(wire.key)]?.paymentIntents ?? {},
  );
  for (const { id, status } of rows) {
    const paid = intents.find(
      (intent) => intent.metadata["payment"] === id && intent.status === "succeeded",
    );
    if (paid)
      stage.breaches.push(
        `I11 ${wire.id} leaves ${paid.id} behind, collected there and ${status} here`,
      );
  }
}

function present({ random, wires }: Stage): Wire | undefined {
  return random.maybe(wires.filter((one) => !one.isGone));
}

function disconnect(stage: Stage): Plan | null {
  const wire = present(stage);
  if (!wire) return null;
  return {
    subject: null,
    calls: [CLOSE_PAGE, LOOK_UP],
    about: "",
    async run() {
      const answer = await stage.request("DELETE", `/connections/${wire.id}`);
      const { rows } = await stage.admin.query<{ isGone: boolean }>(
        `select disconnected_at is not null as "isGone" from connections where id = $1`,
        [wire.id],
      );
      wire.isGone = rows[0]?.isGone ?? false;
      if (wire.isGone) await checkNothingLeftBehind(stage, wire);
      return effectOf(answer);
    },
  };
}

function check(stage: Stage): Plan | null {
  const wire = present(stage);
  if (!wire) return null;
  return request(stage, "POST", `/connections/${wire.id}/check`);
}

function repair(stage: Stage): Plan | null {
  const wire = present(stage);
  if (!wire) return null;
  return request(stage, "POST", `/connections/${wire.id}/webhook`);
}

function request(stage: Stage, method: string, path: string): Plan {
  const run = async () => effectOf(await stage.request(method, path, {}));
  return { subject: null, calls: CHECKS, about: "", run };
}

/** Rolled or deleted in Stripe's dashboard. */
function revoke(stage: Stage): Plan | null {
  const wire = present(stage);
  if (!wire) return null;
  return {
    subject: null,
    calls: [],
    about: wire.key,
    async run() {
      stage.sandbox.control.setKey(wire.key, { isRevoked: true });
      for (const one of stage.wires) if (one.key === wire.key) one.hasLostSight = true;
      return "done";
    },
  };
}
