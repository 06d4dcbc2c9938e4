import { markup } from "#src/formats/markup.ts";
import {
  badgeBlock,
  buttonBlock,
  footLink,
  headlineBlock,
  layOutLetter,
  rowsBlock,
  textBlock,
} from "./letter-layout.ts";
import { plainRows, plainText, subjectLine } from "./plain-text.ts";
import type { Letter, ProblemNoticeView } from "./view.ts";

/** Tells the seller that something needs a person: what, since when, one button. */
export function writeProblemNotice(view: ProblemNoticeView): Letter {
  const rows = [
    { label: "Since", value: view.since },
    ...view.facts.map((fact) => ({ label: fact.label, value: fact.amount })),
  ];
  const reason = `You get this because ${view.recipient} is on the payment notification list of ${view.business.name}.`;
  return {
    subject: subjectLine(view, view.headline),
    html: layOutLetter(view, {
      title: view.headline,
      preheader: view.explanation.split("\n")[0] ?? "",
      content: markup`${badgeBlock("overdue", "Needs you")}${headlineBlock(view.headline)}${textBlock(
        view.explanation,
      )}${rowsBlock(view, rows)}${buttonBlock(view, view.action.label, view.action.url)}`,
      foot: markup`${reason} ${footLink("Change who is notified", view.settingsUrl)}`,
    }),
    text: plainText(view, [
      `${view.headline}.`,
      view.explanation,
      plainRows(rows),
      `${view.action.label}:\n${view.action.url}`,
      `${reason}\nChange who is notified: ${view.settingsUrl}`,
    ]),
  };
}
