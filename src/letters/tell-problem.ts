import { type Business, notificationAddresses } from "#src/businesses/business.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Instant } from "#src/values/day.ts";
import { formatInstant } from "#src/values/wording.ts";
import { noticeFrame } from "./letter-frame.ts";
import { noticeWords } from "./notices/languages.ts";
import type { ProblemFacts, ProblemKind } from "./notices/problem-facts.ts";
import type { NoticeAction, NoticeLabel } from "./notices/words.ts";
import { queueLetter } from "./queue-letter.ts";
import { writeProblemNotice } from "./templates/write-problem-notice.ts";

export interface ProblemToTell<Kind extends ProblemKind> {
  /** What happened: told once to each address, however often it is found. */
  readonly cause: string;
  readonly mode: "test" | "live";
  readonly invoiceId: string | null;
  readonly kind: Kind;
  /** What the words of this kind are made from, amounts and days as the business writes them. */
  readonly facts: ProblemFacts[Kind];
  readonly since: Instant;
  readonly rows: readonly NoticeRow[];
  readonly action: { readonly label: NoticeAction; readonly url: string };
}

export interface NoticeRow {
  readonly label: NoticeLabel;
  readonly value: string;
}

/**
 * A notice to each notification address of the business, in its language, that something needs a person
 * [R35], queued in the transaction of what happened. Answers whether it is news.
 */
export async function tellProblem<Kind extends ProblemKind>(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  { cause, mode, invoiceId, kind, facts, since, rows, action }: ProblemToTell<Kind>,
): Promise<boolean> {
  const words = noticeWords(business.locale);
  let isNews = false;
  for (const recipient of notificationAddresses(business)) {
    const mailId = await queueLetter(runtime, tx, business.id, {
      kind: "problem",
      cause: `${cause}:${recipient}`,
      invoiceId,
      to: [recipient],
      letter: writeProblemNotice({
        ...noticeFrame(business, mode),
        ...words.problems[kind](facts),
        recipient,
        since: formatInstant(since, business.timezone, business.locale),
        facts: rows.map(({ label, value }) => ({ label: words.labels[label], amount: value })),
        action: { label: words.actions[action.label], url: action.url },
        settingsUrl: `${runtime.config.publicUrl}/settings/business`,
      }),
    });
    isNews ||= mailId !== null;
  }
  return isNews;
}
