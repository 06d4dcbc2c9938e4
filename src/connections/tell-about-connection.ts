import { getBusiness } from "#src/businesses/get-business.ts";
import type { ProblemFacts } from "#src/letters/notices/problem-facts.ts";
import { tellProblem } from "#src/letters/tell-problem.ts";
import type { BusinessTx } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { Connection } from "./connection.ts";

type ConnectionProblem = "key_turned_down" | "processor_away" | "webhook_faulty" | "differences";

/** A notice to each notification address that a connection needs a person: what it is about, in facts. */
export async function tellAboutConnection<Kind extends ConnectionProblem>(
  runtime: Runtime,
  tx: BusinessTx,
  { id, businessId, name, mode }: Connection,
  kind: Kind,
  facts: ProblemFacts[Kind],
): Promise<void> {
  const business = await getBusiness(tx, businessId);
  const { publicUrl } = runtime.config;
  const now = runtime.now();
  await tellProblem(runtime, tx, business, {
    cause: `${id}:${kind}:${now.toISOString()}`,
    mode,
    invoiceId: null,
    kind,
    facts,
    since: now,
    rows: [{ label: "connection", value: name }],
    action: { label: "openConnection", url: `${publicUrl}/settings/online-payments/${id}` },
  });
}
