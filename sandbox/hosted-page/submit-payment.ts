import { paySession } from "../pay-session.ts";
import { addBankAccount, addCard, readBilling } from "../resources/payment-methods.ts";
import type { PaymentIntent, PaymentMethod, Session } from "../state.ts";
import type { Context } from "../world.ts";
import { checkCardForm, readCardForm } from "./card-form.ts";
import { checkDebitForm, readDebitForm } from "./debit-form.ts";
import type { Problems } from "./form-fields.ts";

/** The ways to pay that the page has a form for. */
export type Method = "card" | "sepa_debit";

/** What came of a submitted form: a try at the bank, or what is wrong with the form. */
export interface Submitted {
  form: Record<string, string>;
  problems: Problems;
  /** Absent when the form had problems. */
  intent?: PaymentIntent;
}

/** Tries to pay a session with the form the payer filled in. */
export function submitPayment(
  ctx: Context,
  session: Session,
  method: Method,
  body: string,
): Submitted {
  const fixedEmail = session.customer_details?.email ?? session.customer_email;
  return method === "card"
    ? submitCard(ctx, session, body, fixedEmail)
    : submitDebit(ctx, session, body, fixedEmail);
}

function submitCard(
  ctx: Context,
  session: Session,
  body: string,
  fixedEmail: string | null,
): Submitted {
  const form = readCardForm(body);
  const checked = checkCardForm(form, fixedEmail, ctx.world.clock.now());
  if ("problems" in checked) return { form, problems: checked.problems };
  const { number, expiry, name, email } = checked.entered;
  const card = addCard(ctx, { number, expiry, billing: readBilling({ email, name }) });
  return tried(ctx, session, form, card);
}

function submitDebit(
  ctx: Context,
  session: Session,
  body: string,
  fixedEmail: string | null,
): Submitted {
  const form = readDebitForm(body);
  const checked = checkDebitForm(form, fixedEmail);
  if ("problems" in checked) return { form, problems: checked.problems };
  const { iban, name, email } = checked.entered;
  const bankAccount = addBankAccount(ctx, { iban, billing: readBilling({ email, name }) });
  return tried(ctx, session, form, bankAccount);
}

function tried(
  ctx: Context,
  session: Session,
  form: Record<string, string>,
  method: PaymentMethod,
): Submitted {
  return { form, problems: {}, intent: paySession(ctx, session, method) };
}
