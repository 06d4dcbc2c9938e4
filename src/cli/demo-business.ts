import type { Actor } from "#src/access/actor.ts";
import { hashPassword } from "#src/access/password.ts";
import { changeBusiness } from "#src/businesses/change-business.ts";
import { setUpBusiness } from "#src/businesses/set-up-business.ts";
import { createConnection } from "#src/connections/create-connection.ts";
import { createCustomer } from "#src/customers/change-customer.ts";
import { findLinkTarget } from "#src/invoices/links.ts";
import { createDraft, type DraftLine } from "#src/invoices/save-draft.ts";
import { sendInvoice } from "#src/invoices/send-invoice.ts";
import type { Parts } from "#src/parts.ts";
import { payInvoice } from "#src/payments/pay-invoice.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { must } from "#src/values/assert.ts";
import { addDays, dayIn } from "#src/values/day.ts";
import type { Sandbox } from "#sandbox/server.ts";

/** So that the pop-up can be tried by choosing it; the sandbox takes any of its mode. */
const PUBLISHABLE_KEY = "pk_test_nordlichtdemo";

export interface DemoAccess {
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
  /** Of one unpaid invoice. */
  readonly payLink: string;
}

const EMAIL = "owner@nordlicht.example";
const PASSWORD = "demo-password";
const TIMEZONE = "Europe/Berlin";
const DAY_MS = 86_400_000;

/** A demo business as its owner would have made it, a few weeks of work included. */
export async function makeDemoBusiness(parts: Parts, sandbox: Sandbox): Promise<DemoAccess> {
  const { runtime } = parts;
  const { businessId, ownerId, apiKey } = await setUpBusiness(runtime, {
    business: {
      name: "Nordlicht Studio",
      legalName: "Nordlicht Studio GmbH",
      email: "hello@nordlicht.example",
      address: "Oranienstraße 24\n10999 Berlin",
      taxId: "DE 298 765 432",
      bankDetails: "IBAN DE12 5001 0517 0648 4898 90",
      currency: "EUR",
      country: "DE",
      timezone: TIMEZONE,
      locale: "en",
    },
    owner: {
      name: "Jonas Brandt",
      email: EMAIL,
      passwordHash: await hashPassword(PASSWORD),
    },
    ipAddress: null,
  });
  const actor: Actor = {
    type: "member",
    id: ownerId,
    name: "Jonas Brandt",
    businessId,
    role: "owner",
    ipAddress: null,
  };
  await changeBusiness(runtime, actor, {
    phone: "+49 30 5557 0142",
    paymentNotificationEmails: [EMAIL],
  });
  await createConnection(runtime, actor, {
    name: "Stripe main",
    secretKey: "sk_test_nordlichtdemo",
    publishableKey: PUBLISHABLE_KEY,
    depositAccountId: null,
    feesAccountId: null,
  });
  const payLink = await makeInvoices(runtime, actor, sandbox);
  return { email: EMAIL, password: PASSWORD, apiKey, payLink };
}

/** Overdue, paid, a draft, and the one that is to be paid; answers the last one's pay link. */
async function makeInvoices(runtime: Runtime, actor: Actor, sandbox: Sandbox): Promise<string> {
  const bento = await customer(
    runtime,
    actor,
    "Bento Labs Ltd",
    "ap@bentolabs.example",
    "7 Canal Street\nLondon N1 8AB, United Kingdom",
  );
  const harbour = await customer(
    runtime,
    actor,
    "Harbour Coffee",
    "hello@harbour.example",
    "Am Hafen 3\n20457 Hamburg, Germany",
  );
  const moreau = await customer(
    runtime,
    actor,
    "Atelier Moreau SARL",
    "compta@moreau.example",
    "18 rue des Martyrs\n75009 Paris, France",
  );

  await send(ago(runtime, 24), actor, bento, [
    { description: "Brand workshop, two days", quantity: "2", unitPrice: "1000.00", taxRate: "19" },
    { description: "Style guide", quantity: "1", unitPrice: "521.01", taxRate: "19" },
  ]);
  const paid = await send(runtime, actor, harbour, [
    {
      description: "Menu boards\nDesign and print files",
      quantity: "4",
      unitPrice: "120.00",
      taxRate: "19",
    },
    { description: "Recipe booklet, 48 copies", quantity: "48", unitPrice: "3.20", taxRate: "7" },
  ]);
  await payAt(runtime, sandbox, paid);
  const open = await send(runtime, actor, moreau, [
    {
      description: "Website redesign, phase 2\nDesign system, eight page templates, handover",
      quantity: "1",
      unitPrice: "2400.00",
      taxRate: "19",
    },
    {
      description: "Product photography\nHalf days, studio Kreuzberg",
      quantity: "2",
      unitPrice: "320.00",
      taxRate: "19",
    },
    { description: "Hosting and care", quantity: "1", unitPrice: "35.00", taxRate: "19" },
  ]);
  await createDraft(runtime, actor, {
    customerId: harbour,
    currency: "EUR",
    lines: [{ description: "Window lettering", quantity: "1", unitPrice: "260.00", taxRate: "19" }],
  });
  return open;
}

/** The same runtime on an earlier day: rules take their clock as an argument. */
function ago(runtime: Runtime, days: number): Runtime {
  return { ...runtime, now: () => new Date(Date.now() - days * DAY_MS) };
}

async function customer(
  runtime: Runtime,
  actor: Actor,
  name: string,
  email: string,
  address: string,
) {
  return (await createCustomer(runtime, actor, { name, email, address })).id;
}

async function send(
  runtime: Runtime,
  actor: Actor,
  customerId: string,
  lines: DraftLine[],
): Promise<string> {
  const dueOn = addDays(dayIn(TIMEZONE, runtime.now()), 14);
  const notes = "Thank you for working with us.";
  const draft = await createDraft(runtime, actor, {
    customerId,
    currency: "EUR",
    dueOn,
    notes,
    lines,
  });
  const sent = await sendInvoice(runtime, actor, draft.id, {
    to: null,
    subject: null,
    message: null,
    attachPdf: true,
    attempt: null,
    insteadOf: null,
  });
  return must(sent.payLink, "the demo's connection takes payments");
}

/** Pays as a customer would: through the pay link, on the sandbox's page. */
async function payAt(runtime: Runtime, sandbox: Sandbox, payLink: string): Promise<void> {
  const token = payLink.slice(payLink.lastIndexOf("/") + 1);
  const target = must(
    await findLinkTarget(runtime.db, "pay_link", token),
    "the link was just made",
  );
  const outcome = await payInvoice(runtime, target, {
    connectionId: null,
    canPopUp: false,
    payerHash: null,
  });
  if (outcome.kind !== "redirect") return;
  const sessionId = must(/cs_[A-Za-z0-9_]+/.exec(outcome.url)?.[0], "the page is a session's");
  await sandbox.control.payCheckout(sessionId, { card: "4242424242424242" });
}
