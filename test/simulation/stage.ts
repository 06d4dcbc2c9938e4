import pg from "pg";
import { Stripe } from "stripe";
import { EVENT_TYPES } from "#src/processors/stripe/events.ts";
import { startSandbox, type Sandbox } from "#sandbox/server.ts";
import { type MailServer, startMailServer } from "#test/support/mail-server.ts";
import { type Answer, type Seller, sellerOf } from "#test/support/seller.ts";
import { type DatabaseProxy, startDatabaseProxy } from "./database-proxy.ts";
import { type Program, startAsProcess, startInside } from "./program.ts";
import { createRandom, type Random } from "./random.ts";
import type { Template } from "./template.ts";

/** A connection of the seller, as far as the simulation has to know. */
export interface Wire {
  readonly id: string;
  /** The key it was last given. */
  key: string;
  /** Pages may stay open there that nobody here can close: its key was turned down or wiped. */
  hasLostSight: boolean;
  isGone: boolean;
}

export interface SentBill {
  readonly invoiceId: string;
  readonly customerId: string;
  readonly links: string[];
}

/** A payment page that a payer has before them. */
export interface Tab {
  readonly invoiceId: string;
  readonly link: string;
  readonly sessionId: string;
}

/** An event that no endpoint has acknowledged yet. */
export interface Letter {
  readonly eventId: string;
  readonly type: string;
  readonly isLive: boolean;
}

/** Everything there is in one seed. */
export interface Stage {
  readonly seed: number;
  readonly random: Random;
  readonly program: Program;
  readonly sandbox: Sandbox;
  readonly mail: MailServer;
  readonly proxy: DatabaseProxy;
  /** Sees all rows of the acting business. */
  readonly admin: pg.Client;
  readonly businessId: string;
  readonly bystanderId: string;
  /** A final invoice of the bystander. */
  readonly bystanderInvoiceId: string;
  readonly clock: StageClock;
  readonly wires: Wire[];
  readonly bills: SentBill[];
  readonly tabs: Tab[];
  readonly post: Letter[];
  /** Event ids that were answered with 2xx. */
  readonly acknowledged: Set<string>;
  readonly log: string[];
  /** What a step saw that must not be. */
  readonly breaches: string[];
  /** What is out of order on purpose, until a step mends it. */
  readonly troubles: { isDatabaseDown: boolean; isProcessorAway: boolean };
  /** A request of the seller; status 0 when no answer came. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** The processor's dashboard of an account: its API, without the faults' reach. */
  dashboard(key: string): Stripe;
  stop(): Promise<void>;
}

export interface StageClock {
  /** What the processor's clock says. */
  now(): Date;
  /** Moves both clocks. */
  advance(ms: number): Promise<void>;
  /** How far the program's clock is ahead of the processor's. */
  readonly skewMs: number;
  skew(ms: number): Promise<void>;
}

const LISTENED: ReadonlySet<string> = new Set(EVENT_TYPES);

/**
 * Days on which something is special: clocks change, months and years end, a leap day. Far ahead, so
 * that what the program puts off waits for the simulation's clock and not for the database's.
 */
const BEGINNINGS = [
  "2031-03-29T21:00:00Z",
  "2031-10-25T22:30:00Z",
  "2032-02-28T20:00:00Z",
  "2031-12-31T20:00:00Z",
  "2032-01-30T09:00:00Z",
  "2031-06-30T21:30:00Z",
  "2031-09-15T12:00:00Z",
];

export async function setStage(
  template: Template,
  seed: number,
  kind: Program["kind"],
): Promise<Stage> {
  const random = createRandom(seed);
  const begin = new Date(random.pick(BEGINNINGS)).getTime();
  const database = await template.copy();
  const proxy = await startDatabaseProxy(database.url);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`set app.business = '${template.actor.businessId}'`);
  const time = { at: begin, realAt: Date.now(), skewMs: 0 };
  // A real process has a clock that runs; in here time stands still until it is moved.
  const processorNow =
    kind === "inside" ? () => time.at : () => time.at + (Date.now() - time.realAt);
  const post: Letter[] = [];
  const sandbox = await openSandbox(processorNow, post);
  const mail = await startMailServer();
  const log: string[] = [];
  const troubles = { isDatabaseDown: false, isProcessorAway: false };
  const needs = {
    databaseUrl: proxy.url,
    admin,
    stripeApiBase: sandbox.url,
    smtpUrl: mail.url,
    isDatabaseDown: () => troubles.isDatabaseDown,
    now: () => new Date(processorNow() + time.skewMs),
    onLog: (line: string) => log.push(line),
  };
  const program = await (kind === "inside" ? startInside(needs) : startAsProcess(needs));
  const tellProgram = () => program.setClock(processorNow() + time.skewMs - Date.now());
  await tellProgram();
  const seller = sellerOf(program.url, template.actor);
  return {
    seed,
    random,
    program,
    sandbox,
    mail,
    proxy,
    admin,
    businessId: template.actor.businessId,
    bystanderId: template.bystander.businessId,
    bystanderInvoiceId: template.bystanderInvoiceId,
    clock: clockOf(time, processorNow, sandbox, tellProgram),
    wires: [],
    bills: [],
    tabs: [],
    post,
    acknowledged: new Set(),
    log,
    breaches: [],
    troubles,
    request: (...given) => requestOrNothing(seller, given),
    dashboard: (key) => dashboardOf(sandbox, key),
    async stop() {
      await program.stop();
      await mail.stop();
      await admin.end();
      await proxy.stop();
      await sandbox.stop();
      await database.drop();
    },
  };
}

/** Stripe's own dashboard, as the account of a key sees it. */
function dashboardOf({ port }: Sandbox, key: string): Stripe {
  return new Stripe(key, { host: "127.0.0.1", port, protocol: "http", maxNetworkRetries: 0 });
}

function clockOf(
  time: { at: number; skewMs: number },
  processorNow: () => number,
  sandbox: Sandbox,
  tellProgram: () => Promise<void>,
): StageClock {
  return {
    now: () => new Date(processorNow()),
    async advance(ms) {
      time.at += ms;
      sandbox.control.advance(0);
      await tellProgram();
    },
    get skewMs() {
      return time.skewMs;
    },
    async skew(ms) {
      time.skewMs = ms;
      await tellProgram();
    },
  };
}

/** Stripe's stand-in, which delivers nothing by itself: the simulation carries every event. */
async function openSandbox(now: () => number, post: Letter[]): Promise<Sandbox> {
  const sandbox = await startSandbox({
    port: 0,
    now,
    onEvent: (event) => {
      const { id, type, livemode } = event as { id: string; type: string; livemode: boolean };
      if (LISTENED.has(type)) post.push({ eventId: id, type, isLive: livemode });
    },
  });
  sandbox.control.setWebhooks({ drop: Number.MAX_SAFE_INTEGER, retryAfterMs: [] });
  sandbox.control.setSettings({ debits: "held" });
  return sandbox;
}

/** An answer that never comes is what a seller may meet; everything else is an answer. */
async function requestOrNothing(
  seller: Seller,
  given: Parameters<Seller["request"]>,
): Promise<Answer> {
  try {
    return await seller.request(...given);
  } catch {
    return { status: 0, headers: new Headers(), body: null };
  }
}
