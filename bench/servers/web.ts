/** The whole web application, without jobs and sweeps: what a request costs, and nothing else. */
import { serve } from "@hono/node-server";
import { buildApp } from "#src/app.ts";
import { createParts } from "#src/parts.ts";
import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";

const config = readConfig(process.env);
const parts = await createParts(config, createLog(config.logLevel), config.databaseUrl ?? "");
serve({ fetch: buildApp(parts).fetch, port: config.port, hostname: config.host }, () => {
  process.stdout.write(`ready at ${config.publicUrl}\n`);
});
process.once("SIGTERM", () => process.exit());
