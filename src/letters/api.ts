import { z } from "@hono/zod-openapi";
import type { Actor } from "#src/access/actor.ts";
import { endpoint } from "#src/access/endpoint.ts";
import { transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { asShown, type Mail, MAIL_KINDS, MAIL_STATES, stateOf } from "./mail.ts";
import { getMail, retryMail } from "./send-mail.ts";
import { listMails } from "./store.ts";

const brief = {
  id: z.string(),
  kind: z.enum(MAIL_KINDS),
  to: z.array(z.string()),
  subject: z.string(),
  state: z.enum(MAIL_STATES),
  invoiceId: z.string().nullable(),
  hasPdf: z.boolean(),
  createdAt: field.instant,
  sentAt: field.instant.nullable(),
  attempts: z.int(),
  lastError: z.string().nullable(),
};
const Mail = z.object({ ...brief, text: z.string(), html: z.string() }).openapi("Mail");

export const listMailsEndpoint = endpoint(
  {
    summary: "Mails, newest first, with what was written",
    permission: "mails.read",
    query: z.strictObject({
      ...field.pageQuery,
      kind: z.enum(MAIL_KINDS).optional(),
      invoiceId: field.id("inv").optional(),
    }),
    answer: field.listOf(Mail),
  },
  async ({ runtime, actor, query }) => {
    const page = field.pageRequest(query);
    const filter = { kind: query.kind ?? null, invoiceId: query.invoiceId ?? null };
    const mails = await transact(runtime.db, actor.businessId, (tx) =>
      listMails(tx, runtime.vault, actor.businessId, page, filter),
    );
    return field.toPage(mails, page, (mail) => shape(runtime, actor, mail));
  },
);

export const getMailEndpoint = endpoint(
  { summary: "One mail with its text and HTML", permission: "mails.read", answer: Mail },
  async ({ runtime, actor, params }) =>
    transact(runtime.db, actor.businessId, async (tx) =>
      shape(runtime, actor, await getMail(runtime, tx, actor.businessId, String(params["id"]))),
    ),
);

export const retryMailEndpoint = endpoint(
  { summary: "Try to deliver a mail again now", permission: "mails.retry", answer: Mail },
  async ({ runtime, actor, params }) =>
    shape(runtime, actor, await retryMail(runtime, actor.businessId, String(params["id"]))),
);

function shape(runtime: Runtime, { role }: Actor, stored: Mail): z.input<typeof Mail> {
  const mail = asShown(stored, { role, hasMailServer: runtime.config.smtpUrl !== null });
  return {
    id: mail.id,
    kind: mail.kind,
    to: [...mail.to],
    subject: mail.subject,
    state: stateOf(mail),
    invoiceId: mail.invoiceId,
    hasPdf: mail.isPdfAttached,
    createdAt: mail.createdAt.toISOString(),
    sentAt: mail.sentAt?.toISOString() ?? null,
    attempts: mail.attempts,
    lastError: mail.lastError,
    text: mail.text,
    html: mail.html,
  };
}
