import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { Account, State } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

/** What a test may set about how the sandbox behaves. */
export interface Settings {
  /** Held: charges get their balance transaction only when a test releases it. */
  balanceTransactions: "immediate" | "held";
  /** How long the cards with a refund that settles late take. */
  refundSettlesAfterMs: number;
  /** Held: debits wait until a test settles them. */
  debits: "held" | "timed";
  debitSettlesAfterMs: number;
  /** How long a payout that was ordered through the API is on its way. */
  payoutArrivesAfterMs: number;
  /** How long the bank ponders over test evidence for a dispute. */
  disputeDecidedAfterMs: number;
}

/** The parts every resource works with. */
export interface World {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly settings: Settings;
  readonly state: State;
  readonly webhooks: Webhooks;
  publicUrl(): string;
  /** Something in the state changed and must be saved. */
  changed(): void;
}

/** On whose behalf, and because of which API request (none: the payer, or time), something happens. */
export interface Context {
  readonly world: World;
  readonly account: Account;
  readonly request: { readonly id: string; readonly idempotencyKey: string | null } | null;
}
