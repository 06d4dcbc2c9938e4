import { ConfigError } from "#src/platform/config.ts";
import { UsageError } from "./usage.ts";

/** One file a command; loaded only when it is asked for. */
const COMMANDS: Record<
  string,
  { says: string; load: () => Promise<(args: string[]) => Promise<void>> }
> = {
  serve: {
    says: "serves the admin, the API and the payers' pages",
    load: async () => (await import("./serve.ts")).serve,
  },
  demo: {
    says: "starts with a demo business, demo invoices and the sandbox",
    load: async () => (await import("./demo.ts")).demo,
  },
  init: {
    says: "makes a business with its owner",
    load: async () => (await import("./init.ts")).init,
  },
  migrate: {
    says: "brings the database up to date",
    load: async () => (await import("./migrate.ts")).migrateDatabase,
  },
  sandbox: {
    says: "serves the Stripe-compatible sandbox alone",
    load: async () => (await import("./sandbox.ts")).sandbox,
  },
  doctor: {
    says: "checks configuration, database, mail and connections",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  suspend: {
    says: "closes a business's payer pages until it is resumed",
    load: async () => (await import("./suspend.ts")).suspend,
  },
  resume: {
    says: "lets a suspended business go on",
    load: async () => (await import("./suspend.ts")).resume,
  },
  "reset-password": {
    says: "makes a link with which somebody chooses a new password",
    load: async () => (await import("./reset-password.ts")).resetPassword,
  },
  backup: {
    says: "writes all data into one file, beside a running server too",
    load: async () => (await import("./backup.ts")).backup,
  },
  restore: {
    says: "puts the data of a backup in place",
    load: async () => (await import("./restore.ts")).restore,
  },
  "rotate-secret": {
    says: "makes a new secret key and seals everything with it",
    load: async () => (await import("./rotate-secret.ts")).rotateSecret,
  },
  verify: {
    says: "checks every invariant of the books",
    load: async () => (await import("./verify.ts")).verify,
  },
};

await main(process.argv.slice(2));

async function main([name, ...args]: string[]): Promise<void> {
  const command = name === undefined ? undefined : COMMANDS[name];
  if (!command) {
    const lines = Object.entries(COMMANDS).map(([one, { says }]) => `  ${one.padEnd(15)}${says}`);
    const complaint =
      name === undefined || name === "--help" ? "" : `There is no command ${name}.\n`;
    process.stderr.write(`${complaint}Usage: quittance <command>\n\n${lines.join("\n")}\n`);
    process.exitCode = name === "--help" ? 0 : 1;
    return;
  }
  try {
    await (
      await command.load()
    )(args);
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof Error)) throw error;
    process.stderr.write(
      `${isForPerson(error) ? error.message : (error.stack ?? error.message)}\n`,
    );
    process.exit();
  }
}

/** Errors whose message is one clear sentence; everything else shows where it happened. */
function isForPerson(error: Error): boolean {
  const known = ["EmbeddedDatabaseError", "MigrationError", "BackupError", "Refusal"];
  return error instanceof ConfigError || error instanceof UsageError || known.includes(error.name);
}
