import { createServer, type IncomingMessage, type Server } from "node:http";
import { answerApi, type ApiAnswer, type Exchange } from "./api.ts";
import { createClock } from "./clock.ts";
import { answerControl } from "./control/answer-control.ts";
import { createControl, type Control } from "./control/control.ts";
import { errorBody, unrecognizedUrl } from "./errors.ts";
import { createFaults } from "./faults.ts";
import { decodeForm } from "./form.ts";
import { answerPage } from "./hosted-page/answer-page.ts";
import { readBody, send, type PageAnswer } from "./http.ts";
import type { InProgress } from "./idempotency.ts";
import { newId } from "./ids.ts";
import { resumeWaiting } from "./resume-waiting.ts";
import { openState } from "./saved-state.ts";
import type { State } from "./state.ts";
import { answerScript } from "./stripe-js/answer-script.ts";
import { Webhooks } from "./webhooks.ts";
import type { World } from "./world.ts";

export interface SandboxOptions {
  /** 0 takes any free port. */
  port: number;
  /** 127.0.0.1 unless told. */
  host?: string;
  /** How browsers reach the sandbox; unless told, the address it listens on. */
  publicUrl?: string;
  /** The time it goes by, in milliseconds; real time unless told. */
  now?: () => number;
  /** A file that carries accounts and payments over restarts. */
  stateFile?: string;
  /** Told one line per API request. */
  log?: (line: string) => void;
  /** Sees every API request with its answer; what it throws is collected and thrown by stop(). */
  onExchange?: (exchange: Exchange) => void;
  /** Sees every event as it is announced; what it throws is collected and thrown by stop(). */
  onEvent?: (event: object) => void;
}

export interface Sandbox {
  readonly url: string;
  readonly port: number;
  readonly control: Control;
  /** Everything it holds, to be compared with what somebody else believes. */
  readonly state: Readonly<State>;
  /** Ends connections and timers and saves the state; throws what the hooks threw. */
  stop(): Promise<void>;
}

/** Starts a stand-in for Stripe's servers: API, payment pages, webhooks, and its own controls. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const problems: unknown[] = [];
  const guarded =
    <T>(hook: ((value: T) => void) | undefined) =>
    (value: T) => {
      try {
        hook?.(value);
      } catch (problem) {
        problems.push(problem);
      }
    };
  const saved = openState(options.stateFile);
  const clock = createClock(options.now);
  const { state } = saved;
  const changed = () => saved.changed();
  let url = "";
  const world: World = {
    clock,
    faults: createFaults(),
    settings: {
      balanceTransactions: "immediate",
      refundSettlesAfterMs: 5000,
      debits: "timed",
      payoutArrivesAfterMs: 5000,
      debitSettlesAfterMs: 15_000,
      disputeDecidedAfterMs: 5000,
    },
    state,
    webhooks: new Webhooks({ state, clock, changed, onEvent: guarded(options.onEvent) }),
    publicUrl: () => options.publicUrl?.replace(/\/+$/, "") ?? url,
    changed,
  };
  const control = createControl(world, () => url);
  const answer = answering(world, control, { ...options, onExchange: guarded(options.onExchange) });
  const server = createServer((request, response) => {
    answer(request)
      .then((result) => send(response, result))
      .catch((error: unknown) => {
        options.log?.(`sandbox failed: ${error instanceof Error ? error.stack : String(error)}`);
        send(response, {
          status: 500,
          headers: { "content-type": "text/plain" },
          body: "The sandbox failed.",
        });
      });
  });
  const port = await listen(server, options);
  url = `http://${options.host ?? "127.0.0.1"}:${port}`;
  resumeWaiting(world);
  return {
    url,
    port,
    control,
    state,
    async stop() {
      clock.stop();
      await world.webhooks.stop();
      await close(server);
      saved.close();
      if (problems.length > 0) throw new AggregateError(problems, problems.map(String).join("\n"));
    },
  };
}

type Hooks = Pick<SandboxOptions, "log"> & { onExchange: (exchange: Exchange) => void };

function answering(world: World, control: Control, hooks: Hooks) {
  const inProgress: InProgress = new Set();
  return async (request: IncomingMessage): Promise<PageAnswer | null> => {
    const { pathname, search } = new URL(request.url ?? "/", "http://sandbox");
    const method = request.method ?? "GET";
    const body = await readBody(request);
    if (body === undefined) return { status: 413, headers: {}, body: "" };
    if (pathname.startsWith("/v1/")) {
      const form = method === "POST" ? body : search.slice(1) || body;
      const answer = await answerApi(world, inProgress, {
        method,
        path: pathname,
        form,
        headers: request.headers,
      });
      hooks.log?.(`${method} ${pathname} ${answer?.status ?? "broken"}`);
      if (answer) hooks.onExchange(exchangeOf(method, pathname, form, answer));
      return answer;
    }
    const script = answerScript(method, pathname);
    if (script) return script;
    const page =
      pathname === "/_sandbox" || pathname.startsWith("/_sandbox/")
        ? await answerControl(
            world,
            control,
            method,
            pathname,
            body,
            request.headers["content-type"],
          )
        : await answerPage(world, method, pathname, method === "POST" ? body : search.slice(1));
    return page ?? nothingHere(method, pathname);
  };
}

function exchangeOf(method: string, path: string, form: string, answer: ApiAnswer): Exchange {
  return {
    method,
    path,
    apiVersion: answer.headers["stripe-version"] ?? "",
    requestBody: answer.status < 400 ? decodeForm(form) : {},
    status: answer.status,
    responseBody: JSON.parse(answer.body) as unknown,
  };
}

function nothingHere(method: string, path: string): PageAnswer {
  const error = unrecognizedUrl(method, path);
  const body = JSON.stringify(errorBody(error, newId("req_", 14), false));
  return { status: error.status, headers: { "content-type": "application/json" }, body };
}

function listen(server: Server, { port, host = "127.0.0.1" }: SandboxOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (typeof address === "object" && address) resolve(address.port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
