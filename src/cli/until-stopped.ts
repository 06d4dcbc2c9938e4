/** What is under way is given this long to end; a database that is away would be waited for without. */
const GRACE_MS = 20_000;

/**
 * Waits for Ctrl-C or SIGTERM. A second one ends the process at once, and so does the end of the grace:
 * whatever is cut off is found again by the sweep and the queue.
 */
export async function untilStopped(graceMs = GRACE_MS): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => {
    process.once("SIGINT", () => process.exit(130));
    process.once("SIGTERM", () => process.exit(143));
    setTimeout(() => {
      process.stderr.write("What was under way did not end in time and was cut off.\n");
      process.exit(1);
    }, graceMs).unref();
    resolve();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.once("SIGHUP", stop);
  await promise;
}
