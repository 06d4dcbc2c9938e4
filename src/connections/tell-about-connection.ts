import { getBusiness } from "#src/businesses/get-business.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
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
  await tellProblem(runtime, tx, business, {
    cause: `${id}:${cause}:${now.toISOString()}`,
    mode,
    invoiceId: null,
    headline,
    explanation,
    since: now,
    facts: [{ label: "Connection", amount: name }],
    action: { label: "Open the connection", url: `${publicUrl}/settings/online-payments/${id}` },
  });
}
