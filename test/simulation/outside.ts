import {
  LIST_EVENTS,
  CLOSE_PAGE,
  REFUND,
  rowsOf,
  SETTLING,
  type Plan,
  type Steps,
} from "./step.ts";
import { DEAD_WORKER } from "./program.ts";
import type { Stage } from "./stage.ts";

/** What the world does around everybody: time, jobs, mail server, database, network. */
export const OUTSIDE_STEPS: Steps = {
  "jobs run": { weight: 10, plan: runJobs },
  "sweep runs": { weight: 6, plan: sweep },
  "time passes": { weight: 8, plan: passTime },
  "the program's clock goes wrong": { weight: 1, plan: skewClock },
  "mail server behaves otherwise": { weight: 3, plan: changeMailServer },
  "database goes down": { weight: 1, plan: stopDatabase },
  "database comes back": { weight: 4, plan: startDatabase },
  "Stripe is away": { weight: 1, plan: cutProcessor },
  "Stripe is back": { weight: 4, plan: mendProcessor },
  "the queue gives up dead workers": { weight: 1, plan: unlockJobs },
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Stripe lists events for thirty days: nobody stays away for longer. */
const LONGEST_ABSENCE_MS = 28 * DAY_MS;

function runJobs(stage: Stage): Plan | null {
  if (stage.program.kind === "process") return null; // they run by themselves
  return {
    subject: null,
    calls: [...SETTLING, CLOSE_PAGE],
    about: "",
    async run() {
      await makeDue(stage);
      await stage.program.runJobs();
      return stage.troubles.isDatabaseDown ? "put off" : "done";
    },
  };
}

function sweep(stage: Stage): Plan | null {
  const wires = stage.wires.filter((wire) => !wire.isGone);
  if (wires.length === 0) return null;
  return {
    subject: null,
    calls: [LIST_EVENTS, ...SETTLING, REFUND],
    about: "",
    async run() {
      await queueSweeps(stage);
      await stage.program.runJobs();
      return stage.troubles.isDatabaseDown || stage.troubles.isProcessorAway ? "put off" : "done";
    },
  };
}

/** As the server does each time its clock comes round. */
export async function queueSweeps({ admin, wires, businessId }: Stage): Promise<void> {
  for (const { id } of wires) {
    const payload = JSON.stringify({ businessId, connectionId: id });
    await admin.query(
      "select graphile_worker.add_job('sweep_connection', $1::json, job_key => $2)",
      [payload, `sweep_connection:${id}`],
    );
  }
}

/**
 * Jobs that wait for a moment that has come by the simulation's clock, and tries after failures;
 * once nothing else happens, all that wait.
 */
export async function makeDue(
  { admin, clock }: Stage,
  which: "as time tells" | "all" = "as time tells",
): Promise<void> {
  await admin.query(
    `update graphile_worker._private_jobs set run_at = now()
     where run_at > now() and (run_at <= $1 or attempts > 0 or $2) and locked_at is null`,
    [new Date(clock.now().getTime() + clock.skewMs), which === "all"],
  );
  await admin.query(`select pg_notify('jobs:insert', '{"r":"simulation","count":50}')`);
}

/** What the queue does by itself after four hours. */
export async function giveUpDeadWorkers({ admin, program }: Stage): Promise<void> {
  const isDead = program.kind === "inside" ? "true" : `locked_by = '${DEAD_WORKER}'`;
  await admin.query(
    `update graphile_worker._private_jobs set locked_at = null, locked_by = null
     where locked_at is not null and ${isDead}`,
  );
}

async function passTime(stage: Stage): Promise<Plan> {
  const { clock, random } = stage;
  const jump = random.pick([
    10 * MINUTE_MS,
    30 * MINUTE_MS,
    HOUR_MS,
    3 * HOUR_MS,
    5 * HOUR_MS,
    23 * HOUR_MS,
    25 * HOUR_MS,
    3 * DAY_MS,
    10 * DAY_MS,
    27 * DAY_MS,
  ]);
  const [swept] = await rowsOf<{ at: Date | null }>(
    stage,
    "select min(swept_through) as at from connections where disconnected_at is null",
  );
  const absent = swept?.at ? clock.now().getTime() + clock.skewMs - swept.at.getTime() : 0;
  const ms = Math.min(jump, Math.max(MINUTE_MS, LONGEST_ABSENCE_MS - absent));
  return {
    subject: null,
    calls: [],
    about: `${Math.round(ms / MINUTE_MS)} min`,
    async run() {
      await clock.advance(ms);
      if (ms >= 4 * HOUR_MS) await giveUpDeadWorkers(stage);
      return "done";
    },
  };
}

function skewClock(stage: Stage): Plan {
  const ms = stage.random.pick([-HOUR_MS, HOUR_MS, -4 * MINUTE_MS, 4 * MINUTE_MS, 0, 0]);
  return {
    subject: null,
    calls: [],
    about: `${ms / MINUTE_MS} min`,
    async run() {
      await stage.clock.skew(ms);
      return "done";
    },
  };
}

function changeMailServer(stage: Stage): Plan {
  const behaviour = stage.random.pick([
    "takes",
    "takes",
    "is_busy",
    "refuses",
    "keeps_and_breaks",
  ] as const);
  return {
    subject: null,
    calls: [],
    about: behaviour,
    async run() {
      stage.mail.behaviour = behaviour;
      return "done";
    },
  };
}

function trouble(isWanted: boolean, act: () => void): Plan | null {
  if (!isWanted) return null;
  const run = async () => (act(), "done" as const);
  return { subject: null, calls: [], about: "", run };
}

function stopDatabase(stage: Stage): Plan | null {
  const { troubles, proxy } = stage;
  return trouble(!troubles.isDatabaseDown, () => {
    troubles.isDatabaseDown = true;
    proxy.setDown(true);
  });
}

function startDatabase(stage: Stage): Plan | null {
  const { troubles, proxy } = stage;
  return trouble(troubles.isDatabaseDown, () => {
    troubles.isDatabaseDown = false;
    proxy.setDown(false);
  });
}

function cutProcessor(stage: Stage): Plan | null {
  const { troubles, sandbox } = stage;
  return trouble(!troubles.isProcessorAway, () => {
    troubles.isProcessorAway = true;
    sandbox.control.setUnreachable(true);
  });
}

function mendProcessor(stage: Stage): Plan | null {
  const { troubles, sandbox } = stage;
  return trouble(troubles.isProcessorAway, () => {
    troubles.isProcessorAway = false;
    sandbox.control.setUnreachable(false);
  });
}

function unlockJobs(stage: Stage): Plan {
  const run = async () => (await giveUpDeadWorkers(stage), "done" as const);
  return { subject: null, calls: [], about: "", run };
}
