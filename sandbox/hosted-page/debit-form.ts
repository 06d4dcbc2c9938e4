import { isIban } from "../test-ibans.ts";
import { isEmail, readFields, type Problems } from "./form-fields.ts";

const names = ["iban", "name", "email"] as const;

/** What the payer typed in to be debited. */
export type DebitForm = Record<(typeof names)[number], string>;

export function readDebitForm(body: string): DebitForm {
  return readFields(body, names);
}

/** Checks what a payment page checks before it orders a debit; `email` may be fixed by the session. */
export function checkDebitForm(
  form: DebitForm,
  fixedEmail: string | null,
): { entered: DebitForm } | { problems: Problems } {
  const iban = form.iban.replaceAll(/\s/g, "").toUpperCase();
  const email = fixedEmail ?? form.email;
  const problems: Problems<keyof DebitForm> = {};
  if (iban === "") problems.iban = "Enter your IBAN.";
  else if (!isIban(iban)) problems.iban = "The IBAN you entered is invalid.";
  if (form.name === "") problems.name = "Enter the name of the account holder.";
  if (!isEmail(email)) problems.email = "Enter a complete email address.";
  return Object.keys(problems).length > 0
    ? { problems }
    : { entered: { iban, name: form.name, email } };
}
