import { z } from "@hono/zod-openapi";
import { endpoint } from "#src/access/endpoint.ts";
import { onlinePaymentField } from "#src/businesses/online-payment.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import * as field from "#src/platform/fields.ts";
import { changeCustomer, createCustomer, deleteCustomer, getCustomer } from "./change-customer.ts";
import type { Customer } from "./customer.ts";
import { listCustomers, sumCredit } from "./store.ts";

const Customer = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    address: z.string().nullable(),
    taxId: z.string().nullable(),
    locale: z.string().nullable(),
    currency: z.string().nullable(),
    onlinePayment: z.union([z.enum(["default", "none"]), z.array(z.string())]),
    credit: z.array(z.object({ amount: field.minorUnits, currency: z.string() })),
    createdAt: field.instant,
  })
  .openapi("Customer");

const fields = {
  name: field.line(150),
  email: field.email().nullable().optional(),
  address: field.paragraph(500).nullable().optional(),
  taxId: field.code(40).nullable().optional(),
  locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/, "must be a language tag, e.g. en or de-AT")
    .nullable()
    .optional(),
  currency: field.currencyCode().nullable().optional(),
  onlinePayment: onlinePaymentField.optional(),
};

export const createCustomerEndpoint = endpoint(
  {
    summary: "Add a customer",
    permission: "customers.change",
    body: z.strictObject(fields).openapi("NewCustomer"),
    answer: Customer,
    status: 201,
  },
  async ({ runtime, actor, body }) => shape(await createCustomer(runtime, actor, body), []),
);

export const listCustomersEndpoint = endpoint(
  {
    summary: "Customers, newest first",
    permission: "customers.read",
    query: z.strictObject({ ...field.pageQuery, q: field.search(100).optional() }),
    answer: field.listOf(Customer),
  },
  async ({ runtime, actor, query }) => {
    const page = field.pageRequest(query);
    return transact(runtime.db, actor.businessId, async (tx) => {
      const customers = await listCustomers(tx, actor.businessId, page, query.q || null);
      const credit = await creditOf(tx, actor.businessId, customers);
      return field.toPage(customers, page, (customer) => shape(customer, credit));
    });
  },
);

export const getCustomerEndpoint = endpoint(
  { summary: "One customer", permission: "customers.read", answer: Customer },
  async ({ runtime, actor, params }) =>
    transact(runtime.db, actor.businessId, (tx) =>
      show(tx, actor.businessId, String(params["id"])),
    ),
);

export const changeCustomerEndpoint = endpoint(
  {
    summary: "Change a customer; invoices that are final keep what they say",
    permission: "customers.change",
    body: z.strictObject({ ...fields, name: fields.name.optional() }),
    answer: Customer,
  },
  async ({ runtime, actor, params, body }) => {
    const customer = await changeCustomer(runtime, actor, String(params["id"]), body);
    return transact(runtime.db, actor.businessId, (tx) => show(tx, actor.businessId, customer.id));
  },
);

export const deleteCustomerEndpoint = endpoint(
  {
    summary: "Delete a customer without invoices",
    permission: "customers.change",
    answer: z.null(),
    status: 204,
  },
  async ({ runtime, actor, params }) => {
    await deleteCustomer(runtime, actor, String(params["id"]));
    return null;
  },
);

type CreditRow = Awaited<ReturnType<typeof sumCredit>>[number];

async function show(tx: BusinessTx, businessId: string, id: string) {
  const customer = await getCustomer(tx, businessId, id);
  return shape(customer, await creditOf(tx, businessId, [customer]));
}

async function creditOf(tx: BusinessTx, businessId: string, customers: readonly Customer[]) {
  return sumCredit(
    tx,
    businessId,
    customers.map(({ id }) => id),
  );
}

function shape(customer: Customer, credit: readonly CreditRow[]): z.input<typeof Customer> {
  const { onlinePayment, createdAt, ...same } = customer;
  return {
    ...same,
    onlinePayment: typeof onlinePayment === "string" ? onlinePayment : [...onlinePayment],
    credit: credit
      .filter((row) => row.customer_id === customer.id)
      .map((row) => ({ amount: Number(row.amount), currency: row.currency })),
    createdAt: createdAt.toISOString(),
  };
}
