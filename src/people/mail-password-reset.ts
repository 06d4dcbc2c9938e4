import type { LetterFrame } from "#src/letters/templates/view.ts";
import { writePasswordLetter } from "#src/letters/templates/write-password-letter.ts";
import type { MailTransport } from "#src/platform/mail-transport.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { makeResetLink, RESET_LIFETIME_MS } from "./make-reset-link.ts";
import { findUser } from "./people.ts";

/** The installation writes this letter, not one of its businesses. */
const FRAME: LetterFrame = {
  lang: "en",
  dir: "ltr",
  mode: "live",
  business: {
    name: "Quittance",
    legalName: null,
    initials: "Q",
    accentColor: null,
    addressLines: [],
  },
};

/**
 * Mails the link that was asked for. It is made here and stands in the letter alone: no outbox keeps
 * it, so nobody who reads a business's mails can use it. A mail server that is away is asked again
 * with a new link, for as long as somebody may be waiting.
 */
export async function mailPasswordReset(
  runtime: Runtime,
  transport: MailTransport | null,
  { userId, askedAt }: { userId: string | null; askedAt: string },
): Promise<void> {
  const now = runtime.now();
  const isStale = now.getTime() - new Date(askedAt).getTime() > RESET_LIFETIME_MS;
  const user = userId === null ? null : await findUser(runtime.db, { id: userId });
  if (!user || !transport || isStale) return;
  const { url } = await makeResetLink(runtime, user.id, { isMailed: true });
  const host = new URL(runtime.config.publicUrl).hostname;
  const letter = writePasswordLetter({ ...FRAME, email: user.email, url, lifetime: "an hour" });
  await transport.send({
    ...letter,
    from: { name: "Quittance", address: runtime.config.mailFrom ?? `invoices@${host}` },
    replyTo: null,
    to: [user.email],
    messageId: `<${runtime.newId("mail")}@${host}>`,
    date: now,
    attachments: [],
  });
}
