import { connect } from "node:net";
import { listConnectionAddresses } from "#src/connections/get-connection.ts";
import { stateOf } from "#src/connections/connection.ts";
import { getConnection } from "#src/connections/get-connection.ts";
import { createParts, type Parts } from "#src/parts.ts";
import { type Config, readConfig } from "#src/platform/config.ts";
import { transact } from "#src/platform/database.ts";
import { createLog } from "#src/platform/log.ts";
import { openInstallation } from "./open-installation.ts";
import { readOptions } from "./usage.ts";

interface Finding {
  readonly isFine: boolean;
  readonly text: string;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** `quittance doctor`: one line per thing checked; exits non-zero when something needs a person. */
export async function doctor(args: string[]): Promise<void> {
  readOptions(args, {}, "quittance doctor");
  const config = readConfig(process.env);
  const installation = await openInstallation(config, "join");
  const parts = await createParts(
    installation.config,
    createLog("error"),
    installation.databaseUrl,
  );
  try {
    const findings: Finding[] = [
      { isFine: true, text: `Node ${process.version}` },
      {
        isFine: true,
        text: `Database reached and up to date (${config.databaseUrl === null ? "embedded" : "DATABASE_URL"})`,
      },
      { isFine: true, text: `Links begin with ${config.publicUrl}` },
      await checkMail(config),
      ...(await checkConnections(parts)),
    ];
    for (const { isFine, text } of findings) {
      process.stdout.write(`${isFine ? "ok     " : "PROBLEM"} ${text}\n`);
      if (!isFine) process.exitCode = 1;
    }
  } finally {
    await parts.close();
    await installation.close();
  }
}

async function checkMail(config: Config): Promise<Finding> {
  if (config.smtpUrl === null)
    return { isFine: true, text: "No SMTP_URL: mails stay in the outbox, readable in the admin" };
  const { hostname, port, protocol } = new URL(config.smtpUrl);
  const target = { host: hostname, port: Number(port || (protocol === "smtps:" ? 465 : 587)) };
  const { promise, resolve } = Promise.withResolvers<Finding>();
  const socket = connect({ ...target, timeout: CONNECT_TIMEOUT_MS });
  const failed = (reason: string) =>
    resolve({
      isFine: false,
      text: `The mail server ${target.host}:${target.port} cannot be reached: ${reason}`,
    });
  socket.once("connect", () =>
    resolve({ isFine: true, text: `Mail server ${target.host}:${target.port} answers` }),
  );
  socket.once("timeout", () => failed("no answer"));
  socket.once("error", (error) => failed(error.message));
  return promise.finally(() => socket.destroy());
}

async function checkConnections({ runtime }: Parts): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id, business_id: businessId } of await listConnectionAddresses(runtime.db)) {
    const connection = await transact(runtime.db, businessId, (tx) =>
      getConnection(tx, businessId, id),
    );
    const state = stateOf(connection);
    if (state === "disconnected") continue;
    const { webhook } = connection;
    const isFine = state === "ready" && webhook.state !== "needs_repair";
    findings.push({
      isFine,
      text: `Connection ${connection.name} (${connection.mode}): ${state}, webhook ${webhook.state}`,
    });
  }
  return findings;
}
