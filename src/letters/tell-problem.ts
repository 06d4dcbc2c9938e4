import { type Business, notificationAddresses } from "#src/businesses/business.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Instant } from "#src/values/day.ts";
import { formatInstant } from "#src/values/wording.ts";
import { letterFrame } from "./letter-frame.ts";
import { queueLetter } from "./queue-letter.ts";
import { writeProblemNotice } from "./templates/write-problem-notice.ts";

export interface ProblemToTell {
  /** What happened: told once to each address, however often it is found. */
  readonly cause: string;
  readonly mode: "test" | "live";
  readonly invoiceId: string | null;
  /** One short sentence without a full stop; also the subject. */
  readonly headline: string;
  /** What happened, what it means for the money, what to do; paragraphs apart by empty lines. */
  readonly explanation: string;
  readonly since: Instant;
  readonly facts: readonly { readonly label: string; readonly amount: string }[];
  readonly action: { readonly label: string; readonly url: string };
}

/**
 * A notice to each notification address of the business that something needs a person [R35], queued in
 * the transaction of what happened. Answers whether it is news.
 */
export async function tellProblem(
  runtime: Runtime,
  tx: BusinessTx,
  business: Business,
  { cause, mode, invoiceId, since, ...words }: ProblemToTell,
): Promise<boolean> {
  let isNews = false;
  for (const recipient of notificationAddresses(business)) {
    const mailId = await queueLetter(runtime, tx, business.id, {
      kind: "problem",
      cause: `${cause}:${recipient}`,
      invoiceId,
      to: [recipient],
      letter: writeProblemNotice({
        ...letterFrame(business, mode),
        ...words,
        recipient,
        since: formatInstant(since, business.timezone, business.locale),
        settingsUrl: `${runtime.config.publicUrl}/settings/business`,
      }),
    });
    isNews ||= mailId !== null;
  }
  return isNews;
}
