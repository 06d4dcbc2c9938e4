import type { Actor, Role } from "#src/access/actor.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Instant } from "#src/values/day.ts";

export const MEMBER_STATES = ["active", "invited", "expired"] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

/** Somebody of a business, or somebody who was invited and has not come yet; the id stays the same. */
export interface Member {
  readonly id: string;
  /** `null` until the invitation is accepted. */
  readonly name: string | null;
  readonly email: string;
  readonly role: Role;
  readonly hasSecondFactor: boolean;
  readonly since: Instant;
  /** Until when the invitation holds; `null` once it is accepted. */
  readonly expiresAt: Instant | null;
}

export function stateOf({ expiresAt }: Pick<Member, "expiresAt">, now: Instant): MemberState {
  if (expiresAt === null) return "active";
  return expiresAt > now ? "invited" : "expired";
}

/** Owners are for owners to invite, change and remove. Refuses with `forbidden`. */
export function requireMayManage(actor: Actor, ...roles: readonly Role[]): void {
  if (actor.role === "owner" || !roles.includes("owner")) return;
  throw new Refusal("forbidden", "Only an owner can invite, change or remove an owner.");
}

/** A business is never left without an owner. Refuses with `last_owner`. */
export function requireOtherOwner(owners: readonly { id: string }[], leaving: string): void {
  if (owners.some(({ id }) => id !== leaving)) return;
  throw new Refusal(
    "last_owner",
    "This is the only owner, and a business needs one. Make somebody else an owner first.",
  );
}
