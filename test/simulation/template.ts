import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { buildApp } from "#src/app.ts";
import { setUpBusiness } from "#src/businesses/set-up-business.ts";
import { createParts, type Parts } from "#src/parts.ts";
import { readConfig } from "#src/platform/config.ts";
import { createLog } from "#src/platform/log.ts";
import { templateDatabase, urlOf } from "#test/support/database-names.ts";
import { somePasswordHash } from "#test/support/person.ts";
import { dropDatabase } from "#test/support/drop-database.ts";

export const SECRET_KEY = "a secret key that is long enough for simulations only";

export interface BusinessAccess {
  readonly businessId: string;
  readonly apiKey: string;
}

/** What every seed starts from: a database to copy, with the business that acts and one that must not change. */
export interface Template {
  readonly serverUrl: string;
  readonly actor: BusinessAccess;
  readonly bystander: BusinessAccess;
  readonly bystanderInvoiceId: string;
  /** A copy of one's own; `drop` removes it. */
  copy(): Promise<{ url: string; drop(): Promise<void> }>;
  remove(): Promise<void>;
}

/** Before everything that happens in any seed. */
const MADE_AT = new Date("2025-12-01T10:00:00Z");

export async function makeTemplate(serverUrl: string): Promise<Template> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  const prefix = `simulation_${randomBytes(6).toString("hex")}`;
  await client.query(`CREATE DATABASE ${prefix} TEMPLATE ${templateDatabase}`);
  const config = readConfig({ SECRET_KEY, PORT: "3000" });
  const url = urlOf(serverUrl, prefix);
  const parts = await createParts(config, createLog("silent"), url, () => MADE_AT);
  const actor = await makeBusiness(parts, "Nordlicht Studio");
  const bystander = await makeBusiness(parts, "Bystander & Co");
  const bystanderInvoiceId = await giveInvoice(parts, bystander);
  await parts.close();
  let copies = 0;
  return {
    serverUrl,
    actor,
    bystander,
    bystanderInvoiceId,
    async copy() {
      copies += 1;
      const name = `${prefix}_${copies}`;
      await client.query(`CREATE DATABASE ${name} TEMPLATE ${prefix}`);
      return {
        url: urlOf(serverUrl, name),
        drop: () => dropDatabase(client, name),
      };
    },
    async remove() {
      await dropDatabase(client, prefix);
      await client.end();
    },
  };
}

async function makeBusiness({ runtime }: Parts, name: string): Promise<BusinessAccess> {
  const email = `${name.slice(0, 4).toLowerCase()}@seller.example`;
  return setUpBusiness(runtime, {
    business: {
      name,
      email,
      currency: "EUR",
      country: "DE",
      timezone: "Europe/Berlin",
      locale: "en",
    },
    owner: { name: "Owner", email, passwordHash: await somePasswordHash() },
    ipAddress: null,
  });
}

async function giveInvoice(parts: Parts, { apiKey }: BusinessAccess): Promise<string> {
  const app = buildApp(parts);
  const post = async (path: string, body: object): Promise<{ id: string }> => {
    const answer = await app.request(`http://localhost:3000/api/v1${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  };
  const customer = await post("/customers", { name: "Quiet Ltd", email: "quiet@customer.example" });
  const lines = [{ description: "Work", quantity: "1", unitPrice: "50.00" }];
  const invoice = await post("/invoices", { customerId: customer.id, currency: "EUR", lines });
  await post(`/invoices/${invoice.id}/finalize`, {});
  return invoice.id;
}
