import type { Instant } from "#src/values/day.ts";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import type { NewId } from "./ids.ts";
import type { Log } from "./log.ts";
import type { Vault } from "./vault.ts";

/**
 * What verbs are given to work with. Time, ids and secrets are arguments like everything else, so
 * a test can run a verb at any moment of any year.
 */
export interface Runtime {
  readonly db: Database;
  readonly config: Config;
  readonly vault: Vault;
  readonly log: Log;
  readonly now: () => Instant;
  readonly newId: NewId;
  /** Names this installation in the metadata of everything made at a processor. */
  readonly installationId: string;
  /** When this process began to listen. */
  readonly startedAt: Instant;
  /** Looks at payments that are under way in this process, by payment. */
  readonly looks: Map<string, Promise<unknown>>;
  /** When a backup was last restored: what happened before was probably told by then. */
  readonly restoredAt: Instant | null;
}
