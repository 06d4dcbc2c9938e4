import { setSuspended } from "#src/businesses/suspend-business.ts";
import { createParts } from "#src/parts.ts";
import { readConfig } from "#src/platform/config.ts";
import { isId } from "#src/platform/ids.ts";
import { createLog } from "#src/platform/log.ts";
import { openInstallation } from "./open-installation.ts";
import { readOptions, UsageError } from "./usage.ts";

/** `quittance suspend --business biz_…`: its payer pages are closed until it is resumed. */
export async function suspend(args: string[]): Promise<void> {
  await change(args, true);
}

/** `quittance resume --business biz_…`: its links work again. */
export async function resume(args: string[]): Promise<void> {
  await change(args, false);
}

async function change(args: string[], isSuspended: boolean): Promise<void> {
  const usage = `quittance ${isSuspended ? "suspend" : "resume"} --business biz_…`;
  const { business } = readOptions(args, { business: { type: "string" } }, usage);
  if (business === undefined || !isId(business) || !business.startsWith("biz_")) {
    throw new UsageError(`Name the business by its id.\nUsage: ${usage}`);
  }
  const config = readConfig(process.env);
  const installation = await openInstallation(config, "join");
  const parts = await createParts(
    installation.config,
    createLog(config.logLevel),
    installation.databaseUrl,
  );
  try {
    await setSuspended(parts.runtime, business, isSuspended);
    process.stdout.write(`The business ${business} is ${isSuspended ? "suspended" : "active"}.\n`);
  } finally {
    await parts.close();
    await installation.close();
  }
}
