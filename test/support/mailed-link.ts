import type { TestApp } from "./app.ts";
import type { MailServer } from "./mail-server.ts";

/** The address in the last mail that begins with this path, once all mails are out. */
export async function mailedLink(app: TestApp, post: MailServer, path: string): Promise<string> {
  await app.settle();
  const text = post.mails.at(-1)?.text ?? "";
  const link = text.split(/\s+/).find((word) => word.startsWith(`${app.url}${path}`));
  if (link === undefined) throw new Error(`no link ${path} in the last mail: ${text}`);
  return link;
}
