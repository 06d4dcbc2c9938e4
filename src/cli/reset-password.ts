import { createParts } from "#src/parts.ts";
import { dropSecondFactors, findUser, nameSecondFactors, type User } from "#src/people/people.ts";
import { makeResetLink } from "#src/people/make-reset-link.ts";
import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { openInstallation } from "./open-installation.ts";
import { readOptions, UsageError } from "./usage.ts";

const USAGE =
  "quittance reset-password --email ADDRESS [--without-second-factor | --keep-second-factor]";

/**
 * `quittance reset-password`: prints a link for somebody who cannot have one mailed. Who runs the
 * installation hands it over, and answers for handing it to the right person. Where nobody ever
 * proved the address, somebody else may have added a passkey: what becomes of it has to be said.
 */
export async function resetPassword(args: string[]): Promise<void> {
  const options = readOptions(
    args,
    {
      email: { type: "string" },
      "without-second-factor": { type: "boolean" },
      "keep-second-factor": { type: "boolean" },
    },
    USAGE,
  );
  if (options.email === undefined) throw new UsageError(`Name the person.\nUsage: ${USAGE}`);
  const config = readConfig(process.env);
  const installation = await openInstallation(config, "join");
  const parts = await createParts(
    installation.config,
    createLog(config.logLevel),
    installation.databaseUrl,
  );
  try {
    const { runtime } = parts;
    const user = await findUser(runtime.db, { email: options.email.trim() });
    if (!user) throw new UsageError(`Nobody signs in as ${options.email}.\nUsage: ${USAGE}`);
    const second = await nameSecondFactors(runtime.db, user.id);
    const isBare = options["without-second-factor"] === true;
    const isKept = options["keep-second-factor"] === true;
    if (isBare && isKept) throw new UsageError(`Remove or keep, not both.\nUsage: ${USAGE}`);
    if (second !== null && !user.isVerified && !isBare && !isKept) throw saysNothing(user, second);
    if (isBare) await dropSecondFactors(runtime.db, user.id);
    const { url } = await makeResetLink(runtime, user.id, { isMailed: false });
    const told = isBare
      ? "Two-factor and passkeys are removed.\n"
      : second !== null
        ? `These stay: ${second}. --without-second-factor removes them.\n`
        : "";
    process.stdout.write(
      `${told}${user.name} <${user.email}> chooses a new password here, once, within an hour:\n${url}\n`,
    );
  } finally {
    await parts.close();
    await installation.close();
  }
}

function saysNothing({ name, email }: User, second: string): UsageError {
  return new UsageError(
    `Nobody ever proved that ${email} is the address of ${name}. This signs in, too, or is asked for: ${second}.\n` +
      "Somebody else may have added it. Ask the person, then say --without-second-factor to remove it " +
      "or --keep-second-factor to keep it. Nothing was changed.",
  );
}
