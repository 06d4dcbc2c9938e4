import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import {
  closeUnofferedLater,
  type OnlinePayment,
  requireOwnConnections,
} from "#src/businesses/online-payment.ts";
import { type BusinessTx, databaseErrorCode, transact } from "#src/platform/database.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { defined } from "#src/values/defined.ts";
import type { Customer } from "./customer.ts";
import {
  deleteCustomer as deleteRow,
  findCustomer,
  findCustomers,
  insertCustomer,
  updateCustomer,
} from "./store.ts";

export interface CustomerFields {
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly taxId?: string | null | undefined;
  readonly locale?: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly onlinePayment?: OnlinePayment | undefined;
}

/** Refuses with `not_found`, also for customers of others. */
export async function getCustomer(
  tx: BusinessTx,
  businessId: string,
  id: string,
): Promise<Customer> {
  const customer = await findCustomer(tx, businessId, id);
  if (!customer) throw new Refusal("not_found", "There is no such customer.");
  return customer;
}

/** Customers by their ids; those of others are not among them. */
export async function getCustomers(
  tx: BusinessTx,
  businessId: string,
  ids: readonly string[],
): Promise<Map<string, Customer>> {
  const customers = await findCustomers(tx, businessId, [...new Set(ids)]);
  return new Map(customers.map((customer) => [customer.id, customer]));
}

/** Refuses with 400 at the path of an unknown connection. */
export async function createCustomer(
  runtime: Runtime,
  actor: Actor,
  fields: CustomerFields & { name: string },
): Promise<Customer> {
  const { businessId } = actor;
  const id = runtime.newId("cus");
  return transact(runtime.db, businessId, async (tx) => {
    await requireOwnConnections(tx, businessId, fields.onlinePayment, "onlinePayment");
    await insertCustomer(tx, {
      ...toRow(fields),
      business_id: businessId,
      id,
      name: fields.name,
      created_at: runtime.now(),
    });
    await recordAudit(runtime, tx, actor, "customer.created", { type: "customer", id });
    return getCustomer(tx, businessId, id);
  });
}

export async function changeCustomer(
  runtime: Runtime,
  actor: Actor,
  id: string,
  fields: CustomerFields,
): Promise<Customer> {
  const { businessId } = actor;
  return transact(runtime.db, businessId, async (tx) => {
    const customer = await getCustomer(tx, businessId, id);
    if (Object.keys(fields).length === 0) return customer;
    await requireOwnConnections(tx, businessId, fields.onlinePayment, "onlinePayment");
    await updateCustomer(tx, businessId, id, toRow(fields));
    if (fields.onlinePayment !== undefined) await closeUnofferedLater(runtime, tx, businessId);
    await recordAudit(
      runtime,
      tx,
      actor,
      "customer.changed",
      { type: "customer", id },
      { fields: Object.keys(fields) },
    );
    return getCustomer(tx, businessId, id);
  });
}

const FOREIGN_KEY_VIOLATION = "23503";

/** Refuses with `customer_in_use` while invoices name the customer. */
export async function deleteCustomer(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const { businessId } = actor;
  try {
    await transact(runtime.db, businessId, async (tx) => {
      if (!(await deleteRow(tx, businessId, id))) {
        throw new Refusal("not_found", "There is no such customer.");
      }
      await recordAudit(runtime, tx, actor, "customer.deleted", { type: "customer", id });
    });
  } catch (error) {
    if (databaseErrorCode(error) !== FOREIGN_KEY_VIOLATION) throw error;
    throw new Refusal(
      "customer_in_use",
      "This customer has invoices and stays with them. Delete the drafts first; final invoices keep their customer for good.",
    );
  }
}

function toRow(fields: CustomerFields) {
  return defined({
    name: fields.name,
    email: fields.email,
    address: fields.address,
    tax_id: fields.taxId,
    locale: fields.locale,
    currency: fields.currency,
    online_payment: fields.onlinePayment && JSON.stringify(fields.onlinePayment),
  });
}
