import { createHash } from "node:crypto";
import type { Actor, Role } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import type { Business } from "#src/businesses/business.ts";
import { letterFrame } from "#src/letters/letter-frame.ts";
import { queueLetter } from "#src/letters/queue-letter.ts";
import { writeInvitationLetter } from "#src/letters/templates/write-invitation-letter.ts";
import { transact } from "#src/platform/database.ts";
import { newToken } from "#src/platform/ids.ts";
import { countAttempt, type Limit } from "#src/platform/limiter.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { hashSecret } from "#src/values/token.ts";
import { formatInstant } from "#src/values/wording.ts";
import {
  type Invitation,
  lockInvitation,
  replaceToken,
  upsertInvitation,
} from "./invitation-store.ts";
import { requireMayManage } from "./member.ts";
import { findMemberByEmail } from "./member-store.ts";

const DAY_MS = 86_400_000;
const LIFETIME_MS = 7 * DAY_MS;
/** Mails to strangers: enough for a company's first day, too few for anybody who sends spam. */
const OF_A_BUSINESS: Limit = { points: 50, windowMs: DAY_MS };
const TO_AN_ADDRESS: Limit = { points: 5, windowMs: DAY_MS };
/** Of all businesses together, so that they fill no mailbox and one does not keep others from it. */
const OF_ALL_TO_AN_ADDRESS: Limit = { points: 20, windowMs: DAY_MS };

export interface Invited {
  readonly invitation: Invitation;
  /** Where it is accepted; whoever opens it gets in. */
  readonly url: string;
}

/**
 * Invites somebody by mail, with a link that works once and for a week. Inviting the same address
 * again writes the invitation anew: links mailed before stop working. Refuses with `forbidden`,
 * `already_member`, `too_many_requests`.
 */
export async function inviteMember(
  runtime: Runtime,
  actor: Actor,
  input: { email: string; role: Role },
): Promise<Invited> {
  requireMayManage(actor, input.role);
  const { businessId } = actor;
  const email = input.email.toLowerCase();
  await requireRoomForMail(runtime, businessId, email);
  return transact(runtime.db, businessId, async (tx) => {
    // Locked before members are looked at: it may be accepted in this moment.
    const former = await lockInvitation(tx, businessId, { email });
    if (former) requireMayManage(actor, former.role);
    if (await findMemberByEmail(tx, businessId, email)) {
      throw new Refusal("already_member", `${email} belongs to this business already.`);
    }
    const now = runtime.now();
    const { invitation, letters } = await upsertInvitation(tx, businessId, {
      id: runtime.newId("mem"),
      email,
      role: input.role,
      invitedBy: actor.name,
      now,
      expiresAt: new Date(now.getTime() + LIFETIME_MS),
      isShown: isShown(runtime),
    });
    const token = newToken();
    await replaceToken(tx, businessId, invitation.id, hashSecret(token));
    // behind the # it reaches no server, so no log of one
    const url = [`${runtime.config.publicUrl}/invitation`, token].join("#");
    await queueLetter(runtime, tx, businessId, {
      kind: "invitation",
      cause: `${invitation.id}:${letters}`,
      invoiceId: null,
      to: [email],
      letter: letterFor(await getBusiness(tx, businessId), invitation, url),
    });
    const target = { type: "member", id: invitation.id };
    await recordAudit(runtime, tx, actor, "member.invited", target, { email, role: input.role });
    return { invitation, url };
  });
}

/** Whether the link is shown to whoever invites: where it cannot be mailed. */
export function isShown({ config }: Runtime): boolean {
  return config.smtpUrl === null;
}

async function requireRoomForMail(
  runtime: Runtime,
  businessId: string,
  email: string,
): Promise<void> {
  const address = createHash("sha256").update(email).digest("base64url");
  const { db } = runtime;
  const now = runtime.now();
  const over =
    (await countAttempt(db, `invitation-to:${businessId}:${address}`, TO_AN_ADDRESS, now)) ??
    (await countAttempt(db, `invitations:${businessId}`, OF_A_BUSINESS, now)) ??
    (await countAttempt(db, `invitation-to:${address}`, OF_ALL_TO_AN_ADDRESS, now));
  if (over) {
    const words = "Too many invitations today. Nothing was sent; try again tomorrow.";
    throw new Refusal("too_many_requests", words, over);
  }
}

function letterFor(business: Business, invitation: Invitation, url: string) {
  return writeInvitationLetter({
    ...letterFrame(business, "live"),
    invitedBy: invitation.invitedBy,
    role: invitation.role,
    email: invitation.email,
    url,
    expiresAt: formatInstant(invitation.expiresAt, business.timezone, business.locale),
  });
}
