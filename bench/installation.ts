import { createHmac } from "node:crypto";
import { join } from "node:path";
import type { Exchange } from "#sandbox/api.ts";
import { type Sandbox, startSandbox } from "#sandbox/server.ts";
import { hashPassword } from "#src/access/password.ts";
import { setUpBusiness } from "#src/businesses/set-up-business.ts";
import { freePort } from "#test/support/free-port.ts";
import { openWebhookSecrets } from "#test/support/webhook-secrets.ts";
import { checkBooks } from "#src/ledger/check-books.ts";
import { createParts, type Parts } from "#src/parts.ts";
import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { assert } from "#src/values/assert.ts";
import { type Seller, sellerOf } from "#test/support/seller.ts";
import { type ServerChild, startServerChild } from "./child.ts";
import { requestBytes } from "./load.ts";
import type { Place } from "./place.ts";

/** Quittance with one business that is paid through the sandbox, ready to be measured. */
export interface Installation {
  readonly databaseUrl: string;
  /** The program in a process of its own. */
  readonly server: ServerChild;
  /** The parts of a program on the same database, in this process: to set up and to look. */
  readonly parts: Parts;
  readonly sandbox: Sandbox;
  readonly seller: Seller;
  readonly connectionId: string;
  /** Every request that the sandbox has answered, oldest first. */
  readonly exchanges: Exchange[];
  /** Every event that the sandbox has announced, oldest first. */
  readonly events: StripeEvent[];
  /** The bytes of a webhook request of this connection, signed now. */
  readonly webhook: (body: string) => Buffer;
  /** What the program is started with. */
  readonly environment: Record<string, string>;
  /** Starts the program again, with other variables. */
  readonly restart: (environment: Record<string, string>) => Promise<ServerChild>;
}

export interface StripeEvent {
  readonly id: string;
  readonly type: string;
}

/** `web`: the web application without jobs, so that nothing happens but requests. */
type Program = "whole" | "web";

export async function openInstallation(place: Place, program: Program): Promise<Installation> {
  const databaseUrl = await place.migratedDatabase();
  const exchanges: Exchange[] = [];
  const events: StripeEvent[] = [];
  const sandbox = await startSandbox({
    port: 0,
    onExchange: (exchange) => exchanges.push(exchange),
    onEvent: (event) => events.push(event as StripeEvent),
  });
  place.later(() => sandbox.stop());
  const port = await freePort();
  const environment = {
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(place.directory, "program"),
    SECRET_KEY: "a secret key that is long enough for the bench",
    STRIPE_API_BASE: sandbox.url,
    SWEEP_SECONDS: "86400", // what a minute brings by chance belongs to no slice
    LOG_LEVEL: "error",
    NODE_ENV: "development",
  };
  const startIt = (changed: Record<string, string>) =>
    startServerChild(
      program === "whole" ? "bin/quittance.mjs" : "bench/servers/web.ts",
      program === "whole" ? ["serve"] : [],
      { ...environment, ...changed },
    );
  let server = await startIt({});
  place.later(() => server.stop());
  const config = readConfig(environment);
  const parts = await createParts(config, createLog("error"), databaseUrl);
  place.later(() => parts.close());
  const seller = sellerOf(config.publicUrl, await makeBusiness(parts));
  const { id: connectionId } = await seller.connect();
  const [secret = ""] = await openWebhookSecrets(parts.runtime, seller.businessId, connectionId);
  assert(secret !== "", "the connection has a webhook secret");
  const webhookUrl = `${config.publicUrl}/webhooks/stripe/${connectionId}`;
  return {
    databaseUrl,
    get server() {
      return server;
    },
    parts,
    sandbox,
    seller,
    connectionId,
    environment,
    exchanges,
    events,
    webhook: (body) => webhookBytes(webhookUrl, secret, body),
    async restart(changed) {
      await server.stop();
      server = await startIt(changed);
      return server;
    },
  };
}

/** A request as Stripe sends it. https://docs.stripe.com/webhooks/signatures */
export function webhookBytes(url: string, secret: string, body: string): Buffer {
  const at = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "stripe-signature": `t=${at},v1=${signature}`,
  };
  return requestBytes("POST", url, headers, body);
}

async function makeBusiness({ runtime }: Parts) {
  return setUpBusiness(runtime, {
    business: {
      name: "Nordlicht Studio",
      email: "hello@nordlicht.example",
      currency: "EUR",
      country: "DE",
      timezone: "Europe/Berlin",
      locale: "en",
    },
    owner: {
      name: "Owner",
      email: "owner@nordlicht.example",
      passwordHash: await hashPassword("a long enough password"),
    },
    ipAddress: null,
  });
}

/** Every invariant of the books holds, or the row is worth nothing. */
export async function requireSoundBooks({ parts }: Installation): Promise<void> {
  for (const { name, violations } of await checkBooks(parts.runtime.db)) {
    assert(violations.length === 0, `${name}: ${violations.slice(0, 3).join("; ")}`);
  }
}
