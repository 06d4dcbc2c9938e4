import { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestApp, type TestApp } from "#test/support/app.ts";
import { invoiceMails, type PlannedInvoice, planInvoice } from "#test/support/planned.ts";
import { queueWhatIsDue } from "./server.ts";

let app: TestApp;
let owner: Client;
beforeAll(async () => {
  app = await startTestApp({ now: new Date("2026-11-20T10:00:00Z") });
  owner = new Client({ connectionString: app.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await app.stop();
});

it("goes on for every other business and connection when one business breaks", async () => {
  const plans: PlannedInvoice[] = [];
  for (let count = 0; count < 3; count += 1)
    plans.push(await planInvoice(app, { on: "2026-12-03" }));
  const ids = plans.map(({ seller }) => seller.businessId).toSorted();
  await owner.query("select set_config('app.business', $1, false)", [ids[1]]);
  await owner.query("update businesses set timezone = 'Nowhere/Land' where id = $1", [ids[1]]);
  await app.runJobs();
  app.clock.now = new Date("2026-12-03T07:00:00Z");
  await queueWhatIsDue(app.parts);
  const { rows } = await owner.query(
    "select key from graphile_worker.jobs where task_identifier = 'sweep_connection'",
  );
  expect(rows).toHaveLength(3);
  await app.runJobs();
  for (const plan of plans.filter(({ seller }) => seller.businessId !== ids[1])) {
    expect(await invoiceMails(plan.seller, plan.invoiceId)).toHaveLength(1);
  }
});
