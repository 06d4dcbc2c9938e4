import { brandOf, passesLuhn } from "../cards.ts";
import { isEmail, readFields, type Problems } from "./form-fields.ts";

const names = ["number", "exp", "cvc", "name", "email"] as const;

/** What the payer typed into the payment page. */
export type CardForm = Record<(typeof names)[number], string>;

/** A form that can be tried at the bank. */
export interface EnteredCard {
  number: string;
  expiry: { month: number; year: number };
  name: string;
  email: string;
}

export function readCardForm(body: string): CardForm {
  return readFields(body, names);
}

/** Checks what a payment page checks before it asks the bank; `email` may be fixed by the session. */
export function checkCardForm(
  form: CardForm,
  fixedEmail: string | null,
  nowMs: number,
): { entered: EnteredCard } | { problems: Problems } {
  const number = form.number.replaceAll(/[\s-]/g, "");
  const expiry = readExpiry(form.exp, nowMs);
  const email = fixedEmail ?? form.email;
  const problems: Problems<keyof CardForm> = {};
  if (number === "") problems.number = "Enter your card number.";
  else if (!passesLuhn(number)) problems.number = "Your card number is invalid.";
  if (expiry === "incomplete")
    problems.exp = "Your card's expiration date is incomplete. Enter it as MM / YY.";
  if (expiry === "past") problems.exp = "Your card's expiration date is in the past.";
  if (!isSecurityCode(form.cvc, number)) problems.cvc = "Your card's security code is incomplete.";
  if (form.name === "") problems.name = "Enter the name on the card.";
  if (!isEmail(email)) problems.email = "Enter a complete email address.";
  if (typeof expiry === "string" || Object.keys(problems).length > 0) return { problems };
  return { entered: { number, expiry, name: form.name, email } };
}

function readExpiry(
  text: string,
  nowMs: number,
): { month: number; year: number } | "incomplete" | "past" {
  const match = /^(\d{1,2})\s*[/-]\s*(\d{2}|\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  const month = Number(match?.[1]);
  const digits = match?.[2] ?? "";
  const year = digits.length === 2 ? 2000 + Number(digits) : Number(digits);
  if (!match || month < 1 || month > 12) return "incomplete";
  return Date.UTC(year, month, 1) > nowMs ? { month, year } : "past";
}

function isSecurityCode(cvc: string, number: string): boolean {
  return brandOf(number) === "amex" ? /^\d{3,4}$/.test(cvc) : /^\d{3}$/.test(cvc);
}
