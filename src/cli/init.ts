import { hashPassword } from "#src/access/password.ts";
import { BusinessFields, OwnerFields } from "#src/businesses/set-up-routes.ts";
import { setUpBusiness } from "#src/businesses/set-up-business.ts";
import { createParts } from "#src/parts.ts";
import { readConfig } from "#src/platform/config.ts";
import { validate } from "#src/platform/http/read-body.ts";
import { createLog } from "#src/platform/log.ts";
import { openInstallation } from "./open-installation.ts";
import { readOptions } from "./usage.ts";

const USAGE =
  "quittance init --business NAME --email ADDRESS --password PASSWORD --currency EUR --country DE --timezone Europe/Berlin [--json]";

/** `quittance init`: makes a business with its owner; works beside a running server and without one. */
export async function init(args: string[]): Promise<void> {
  const text = { type: "string" } as const;
  const options = readOptions(
    args,
    {
      business: text,
      email: text,
      password: text,
      currency: text,
      country: text,
      timezone: text,
      json: { type: "boolean" },
    },
    USAGE,
  );
  const { business: name, email, password, currency, country, timezone } = options;
  const business = validate(BusinessFields, { name, currency, country, timezone });
  const owner = validate(OwnerFields, { email, password });
  const config = readConfig(process.env);
  const installation = await openInstallation(config, "join");
  const parts = await createParts(
    installation.config,
    createLog(config.logLevel),
    installation.databaseUrl,
  );
  try {
    const passwordHash = await hashPassword(owner.password);
    const made = await setUpBusiness(parts.runtime, {
      business: { ...business, locale: business.locale ?? "en", email: owner.email },
      owner: { email: owner.email, name: owner.email, passwordHash },
      ipAddress: null,
    });
    process.stdout.write(
      options.json ? `${JSON.stringify(made)}\n` : describe(made, config.publicUrl),
    );
  } finally {
    await parts.close();
    await installation.close();
  }
}

function describe(made: { businessId: string; apiKey: string }, publicUrl: string): string {
  return `Made the business ${made.businessId}. Sign in at ${publicUrl}\nAPI key, shown this once: ${made.apiKey}\n`;
}
