import { markup } from "#src/formats/markup.ts";
import {
  buttonBlock,
  headlineBlock,
  layOutLetter,
  smallBlock,
  textBlock,
} from "./letter-layout.ts";
import { plainText, subjectLine } from "./plain-text.ts";
import type { Letter, PasswordLetterView } from "./view.ts";

/** The link with which somebody chooses a new password. */
export function writePasswordLetter(view: PasswordLetterView): Letter {
  const title = "Choose a new password";
  const told = `Somebody asked for a new password for ${view.email}. If that was you, choose one now. You are signed out everywhere else then.`;
  const hint = `The link works once, for ${view.lifetime}. If you did not ask for it, leave it alone: nothing changes.`;
  return {
    subject: subjectLine(view, title),
    html: layOutLetter(view, {
      title,
      preheader: told,
      content: markup`${headlineBlock(title)}${textBlock(told)}${buttonBlock(
        view,
        title,
        view.url,
      )}${smallBlock(hint, view.url)}`,
      foot: markup`Nobody at Quittance ever asks for your password.`,
    }),
    text: plainText(view, [
      told,
      `${title}:\n${view.url}`,
      hint,
      "Nobody at Quittance ever asks for your password.",
    ]),
  };
}
