import { notificationAddresses } from "#src/businesses/business.ts";
import { getBusiness } from "#src/businesses/get-business.ts";
import { letterFrame } from "#src/letters/letter-frame.ts";
import { queueLetter } from "#src/letters/queue-letter.ts";
import { writeProblemNotice } from "#src/letters/templates/write-problem-notice.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { formatInstant } from "#src/values/wording.ts";
import type { Connection } from "./connection.ts";

export interface ConnectionProblem {
  /** What happened, as one word of a code. */
  readonly cause: string;
  readonly headline: string;
  /** What it means, what was kept and what to do. */
  readonly explanation: string;
}

/** A notice to each notification address that a connection needs a person. */
export async function tellAboutConnection(
  runtime: Runtime,
  tx: BusinessTx,
  { id, businessId, name, mode }: Connection,
  { cause, headline, explanation }: ConnectionProblem,
): Promise<void> {
  const business = await getBusiness(tx, businessId);
  const { publicUrl } = runtime.config;
  const now = runtime.now();
  for (const recipient of notificationAddresses(business)) {
    await queueLetter(runtime, tx, businessId, {
      kind: "problem",
      cause: `${id}:${cause}:${now.toISOString()}:${recipient}`,
      invoiceId: null,
      to: [recipient],
      letter: writeProblemNotice({
        ...letterFrame(business, mode),
        recipient,
        headline,
        explanation,
        since: formatInstant(now, business.timezone, business.locale),
        facts: [{ label: "Connection", amount: name }],
        action: {
          label: "Open the connection",
          url: `${publicUrl}/settings/online-payments/${id}`,
        },
        settingsUrl: `${publicUrl}/settings/business`,
      }),
    });
  }
}
