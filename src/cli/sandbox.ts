import { startSandbox } from "#sandbox/server.ts";
import { untilStopped } from "./until-stopped.ts";
import { readOptions, UsageError } from "./usage.ts";

const USAGE = "quittance sandbox --port N [--state FILE]";

/** `quittance sandbox`: the stand-in for Stripe's servers, alone, until Ctrl-C. */
export async function sandbox(args: string[]): Promise<void> {
  const options = readOptions(args, { port: { type: "string" }, state: { type: "string" } }, USAGE);
  const port = Number(options.port ?? "4242");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new UsageError(`--port must be a number from 1 to 65535.\nUsage: ${USAGE}`);
  }
  const stopped = untilStopped();
  const server = await openSandbox(port, options.state);
  process.stdout.write(`The sandbox is ready at ${server.url}\n`);
  await stopped;
  await server.stop();
}

/** Starts the sandbox; a port in use is one clear sentence. */
export async function openSandbox(port: number, stateFile: string | undefined) {
  try {
    return await startSandbox({ port, ...(stateFile === undefined ? {} : { stateFile }) });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    throw new UsageError(
      `Port ${port} is in use, so the sandbox cannot start. Choose another one.`,
    );
  }
}
