/** The sandbox's own time: real time, or what it is told to go by, plus whatever a test has skipped. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Seconds since the epoch, as Stripe stamps its objects. */
  seconds(): number;
  /** Seconds since the epoch without what was skipped, as signatures are stamped. */
  unskippedSeconds(): number;
  /** Runs a job once, when the clock reaches `dueMs`. */
  at(dueMs: number, job: () => void): void;
  /** Skips ahead and runs, in order, every job that became due. */
  advance(ms: number): void;
  /** Drops all jobs. */
  stop(): void;
}

interface Job {
  dueMs: number;
  run: () => void;
}

const longestTimerMs = 2 ** 31 - 1;

/** @param base the time it starts from, in milliseconds; real time unless told */
export function createClock(base: () => number = Date.now): Clock {
  let skippedMs = 0;
  let jobs: Job[] = [];
  let timer: NodeJS.Timeout | undefined;

  const now = () => base() + skippedMs;

  const runDue = () => {
    for (let next = jobs[0]; next && next.dueMs <= now(); next = jobs[0]) {
      jobs.shift();
      next.run();
    }
    arm();
  };

  const arm = () => {
    clearTimeout(timer);
    const next = jobs[0];
    if (!next) return;
    timer = setTimeout(runDue, Math.min(Math.max(next.dueMs - now(), 0), longestTimerMs));
    timer.unref();
  };

  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    unskippedSeconds: () => Math.floor(base() / 1000),
    at(dueMs, run) {
      const after = jobs.findIndex((job) => job.dueMs > dueMs);
      jobs.splice(after < 0 ? jobs.length : after, 0, { dueMs, run });
      arm();
    },
    advance(ms) {
      skippedMs += ms;
      runDue();
    },
    stop() {
      jobs = [];
      clearTimeout(timer);
    },
  };
}
