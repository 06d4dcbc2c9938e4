import { markup } from "#src/formats/markup.ts";
import { noticeWords } from "../notices/languages.ts";
import {
  badgeBlock,
  buttonBlock,
  footLink,
  headlineBlock,
  layOutLetter,
  rowsBlock,
  textBlock,
} from "./letter-layout.ts";
import { plainButton, plainRows, plainText, subjectLine } from "./plain-text.ts";
import type { Letter, ProblemNoticeView } from "./view.ts";

/** Tells the seller, in the notice's language, that something needs a person: what, since when, one button. */
export function writeProblemNotice(view: ProblemNoticeView): Letter {
  const { frame, labels } = noticeWords(view.lang);
  const rows = [
    { label: labels.since, value: view.since },
    ...view.facts.map((fact) => ({ label: fact.label, value: fact.amount })),
  ];
  const reason = frame.whyYou(view.recipient, view.business.name);
  const { label, url } = view.action;
  return {
    subject: subjectLine(view, view.headline),
    html: layOutLetter(view, {
      title: view.headline,
      preheader: view.explanation.split("\n")[0] ?? "",
      content: markup`${badgeBlock("overdue", frame.needsYou)}${headlineBlock(view.headline)}${textBlock(
        view.explanation,
      )}${rowsBlock(view, rows)}${buttonBlock(view, label, url)}`,
      foot: markup`${reason} ${footLink(frame.changeAddresses, view.settingsUrl)}`,
    }),
    text: plainText(view, [
      `${view.headline}.`,
      view.explanation,
      plainRows(view, rows),
      plainButton(view, label, url),
      `${reason}\n${frame.changeAddresses}${frame.colon}${view.settingsUrl}`,
    ]),
  };
}
