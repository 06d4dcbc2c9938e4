import nodemailer, { type TransportOptions } from "nodemailer";
import { assertOutsideTransaction } from "./database.ts";

export interface OutgoingMail {
  readonly from: { name: string; address: string };
  readonly replyTo: string | null;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Stays the same on every try, so that a server that answered twice delivers once. */
  readonly messageId: string;
  readonly date: Date;
  readonly attachments: readonly Attachment[];
}

export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** Hands mails to an SMTP server. Has a real lifetime: connections are kept open between mails. */
export interface MailTransport {
  /** Resolves when the server has taken responsibility for the mail; throws otherwise. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 10_000;
const SOCKET_TIMEOUT_MS = 30_000;

export function createMailTransport(smtpUrl: string): MailTransport {
  const transporter = nodemailer.createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 2,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as TransportOptions);
  return {
    async send(mail) {
      assertOutsideTransaction("sending a mail");
      await transporter.sendMail({
        from: mail.from,
        ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
        to: [...mail.to],
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId: mail.messageId,
        date: mail.date,
        attachments: mail.attachments.map((one) => ({ ...one, content: Buffer.from(one.content) })),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
    },
    close: () => transporter.close(),
  };
}
