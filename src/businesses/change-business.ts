import type { Actor } from "#src/access/actor.ts";
import { recordAudit } from "#src/audit/record-audit.ts";
import { type BusinessTx, transact } from "#src/platform/database.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import type { PaymentForm } from "#src/processors/processor.ts";
import { defined } from "#src/values/defined.ts";
import type { Business } from "./business.ts";
import { getBusiness } from "./get-business.ts";
import { keepLogo } from "./keep-logo.ts";
import { logoPath, readLogo } from "./logo.ts";
import {
  closeUnofferedLater,
  type OnlinePayment,
  requireOwnConnections,
  withoutConnection,
} from "./online-payment.ts";
import { updateBusiness } from "./store.ts";

/** The fields of `PATCH /business`, as validated; absent ones stay as they are. */
export interface BusinessChanges {
  readonly name?: string | undefined;
  readonly legalName?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
  readonly website?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly taxId?: string | null | undefined;
  readonly country?: string | undefined;
  readonly currency?: string | undefined;
  readonly timezone?: string | undefined;
  readonly locale?: string | undefined;
  readonly accentColor?: string | null | undefined;
  /** A picture as data URL; its own address, as answered, leaves it as it is. */
  readonly logo?: string | null | undefined;
  readonly legalUrl?: string | null | undefined;
  readonly privacyUrl?: string | null | undefined;
  readonly bankDetails?: string | null | undefined;
  readonly onlinePayments?: boolean | undefined;
  readonly onlinePaymentDefault?: OnlinePayment | undefined;
  readonly paymentForm?: PaymentForm | undefined;
  readonly paymentNotificationEmails?: string[] | undefined;
  readonly booksLockedThrough?: string | null | undefined;
  readonly liveKeysOnly?: boolean | undefined;
  readonly onlineViewDefault?: boolean | undefined;
  readonly receiptMails?: boolean | undefined;
}

/** Changes settings of the business. Refuses with 400 at the path of an unknown connection. */
export async function changeBusiness(
  runtime: Runtime,
  actor: Actor,
  changes: BusinessChanges,
): Promise<Business> {
  return transact(runtime.db, actor.businessId, async (tx) => {
    await requireOwnConnections(
      tx,
      actor.businessId,
      changes.onlinePaymentDefault,
      "onlinePaymentDefault",
    );
    if (Object.keys(changes).length === 0) return getBusiness(tx, actor.businessId);
    const logo = await changeLogo(runtime, tx, actor.businessId, changes.logo);
    const row = { ...toRow(changes), ...defined({ logo }) };
    const business = await updateBusiness(tx, actor.businessId, row);
    if (row.online_payments === false || row.online_payment_default !== undefined) {
      await closeUnofferedLater(runtime, tx, actor.businessId);
    }
    await recordAudit(
      runtime,
      tx,
      actor,
      "business.changed",
      { type: "business", id: business.id },
      { fields: Object.keys(changes) },
    );
    return business;
  });
}

/** The name of the logo from now on; `undefined` where it stays as it is. */
async function changeLogo(
  runtime: Runtime,
  tx: BusinessTx,
  businessId: string,
  given: string | null | undefined,
): Promise<string | null | undefined> {
  if (given === undefined) return undefined;
  const { logo } = await getBusiness(tx, businessId);
  if (logo !== null && given === `${runtime.config.publicUrl}${logoPath(logo)}`) return logo.name;
  return keepLogo(tx, businessId, given === null ? null : readLogo(given));
}

function toRow(changes: BusinessChanges) {
  const { onlinePaymentDefault } = changes;
  return defined({
    name: changes.name,
    legal_name: changes.legalName,
    email: changes.email,
    phone: changes.phone,
    website: changes.website,
    address: changes.address,
    tax_id: changes.taxId,
    country: changes.country,
    currency: changes.currency,
    timezone: changes.timezone,
    locale: changes.locale,
    accent_color: changes.accentColor,
    legal_url: changes.legalUrl,
    privacy_url: changes.privacyUrl,
    bank_details: changes.bankDetails,
    online_payments: changes.onlinePayments,
    online_payment_default: onlinePaymentDefault && JSON.stringify(onlinePaymentDefault),
    payment_form: changes.paymentForm,
    payment_notification_emails: changes.paymentNotificationEmails,
    books_locked_through: changes.booksLockedThrough,
    live_keys_only: changes.liveKeysOnly,
    online_view_default: changes.onlineViewDefault,
    receipt_mails: changes.receiptMails,
  });
}

/** The first ready connection of a business becomes its default and turns online payment on. */
export async function offerFirstConnection(
  tx: BusinessTx,
  business: Business,
  connectionId: string,
): Promise<void> {
  if (business.onlinePaymentDefault !== "none" || business.isTakingOnlinePayments) return;
  await updateBusiness(tx, business.id, {
    online_payments: true,
    online_payment_default: JSON.stringify([connectionId]),
  });
}

/** Takes a connection that is gone out of the business's default. */
export async function dropConnectionFromDefault(
  tx: BusinessTx,
  businessId: string,
  connectionId: string,
): Promise<void> {
  const { onlinePaymentDefault } = await getBusiness(tx, businessId);
  const left = withoutConnection(onlinePaymentDefault, connectionId);
  await updateBusiness(tx, businessId, { online_payment_default: JSON.stringify(left) });
}
