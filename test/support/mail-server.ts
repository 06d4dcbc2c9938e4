import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import { freePort } from "./free-port.ts";

/** What the server does with the next mails. */
export type Behaviour =
  | "takes"
  /** Says 451: try again later. */
  | "is_busy"
  /** Says 550: there is nobody here. */
  | "refuses"
  /** Keeps the mail, and breaks the connection before it says so. */
  | "keeps_and_breaks";

export interface MailServer {
  readonly url: string;
  /** Every mail the server kept, in order, as a mail program reads it. */
  readonly mails: Email[];
  behaviour: Behaviour;
  /** Nobody listens any more; `start` again on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A real SMTP server on a free port, running. */
export async function startMailServer(): Promise<MailServer> {
  const port = await freePort();
  let smtp: SMTPServer | null = null;
  const server: MailServer = {
    url: `smtp://127.0.0.1:${port}`,
    mails: [],
    behaviour: "takes",
    async stop() {
      const { promise, resolve } = Promise.withResolvers<void>();
      if (smtp) smtp.close(resolve);
      else resolve();
      smtp = null;
      await promise;
    },
    async start() {
      smtp = listener(server);
      const { promise, resolve } = Promise.withResolvers<void>();
      smtp.listen(port, "127.0.0.1", resolve);
      await promise;
    },
  };
  await server.start();
  return server;
}

function listener(server: MailServer): SMTPServer {
  const open = new Set<{ destroy(): void }>();
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    closeTimeout: 10,
    onData(stream, _session, answer) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (server.behaviour === "is_busy") return answer(refusal(451, "Try again later"));
        if (server.behaviour === "refuses") return answer(refusal(550, "No such mailbox"));
        PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          server.mails.push(mail);
          if (server.behaviour === "takes") answer();
          else for (const socket of open) socket.destroy();
        }, answer);
      });
    },
  });
  smtp.on("error", () => undefined); // connections this test breaks on purpose
  smtp.server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  return smtp;
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
