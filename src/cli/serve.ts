import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { startServer } from "#src/server.ts";
import { openInstallation } from "./open-installation.ts";
import { untilStopped } from "./until-stopped.ts";
import { readOptions } from "./usage.ts";

/** `quittance serve`: runs until Ctrl-C or SIGTERM, and leaves nothing running. */
export async function serve(args: string[]): Promise<void> {
  readOptions(args, {}, "quittance serve");
  const stopped = untilStopped();
  const installation = await openInstallation(readConfig(process.env), "serve");
  try {
    const { config } = installation;
    const log = createLog(config.logLevel);
    const server = await startServer(config, log, installation.databaseUrl);
    process.stdout.write(`Quittance is ready at ${config.publicUrl}\n`);
    await stopped;
    await server.close();
  } finally {
    await installation.close();
  }
}
