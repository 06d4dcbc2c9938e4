import { markup } from "#src/formats/markup.ts";
import {
  buttonBlock,
  headlineBlock,
  layOutLetter,
  senderLine,
  smallBlock,
  textBlock,
} from "./letter-layout.ts";
import { plainText, subjectLine } from "./plain-text.ts";
import type { InvitationLetterView, Letter } from "./view.ts";

const AS: Record<InvitationLetterView["role"], string> = {
  owner: "as an owner, who may do everything",
  admin: "as an admin, who may do everything but change owners",
  creator: "to write and send invoices and to record payments",
  accountant: "as an accountant, for books, refunds and reports",
  viewer: "to read along",
};

/** Asks somebody to join a business. Its link lets in whoever opens it, once. */
export function writeInvitationLetter(view: InvitationLetterView): Letter {
  const { business, invitedBy, email, expiresAt, url } = view;
  const title = `${invitedBy} invites you to ${business.name}`;
  const told = `${invitedBy} invites you to ${business.name} on Quittance, ${AS[view.role]}.`;
  const hint = `The link is for ${email} alone. It works once, until ${expiresAt}. If you did not expect it, leave it alone: nothing happens then.`;
  return {
    subject: subjectLine(view, title),
    html: layOutLetter(view, {
      title,
      preheader: told,
      content: markup`${headlineBlock(title)}${textBlock(told)}${buttonBlock(
        view,
        "Accept the invitation",
        url,
      )}${smallBlock(hint, url)}`,
      foot: markup`${senderLine(business)}`,
    }),
    text: plainText(view, [
      `${title}.`,
      told,
      `Accept the invitation:\n${url}`,
      hint,
      senderLine(business),
    ]),
  };
}
