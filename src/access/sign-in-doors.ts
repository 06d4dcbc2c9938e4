import { z } from "@hono/zod-openapi";
import * as field from "#src/platform/fields.ts";
import { MAX_PASSWORD_LENGTH } from "./password.ts";

/** A door of the sign-in library that is open to browsers. */
export interface Door {
  /** What guessing here is counted under for each address. */
  readonly counted: "sign-in" | "second-factor" | "passkey" | null;
  /** All of a body that the library gets to see; `null` for a door without a body. */
  readonly body: z.ZodType<Fields> | null;
  /** Whose password is asked for: that of the person whose cookie came along. */
  readonly asksPassword?: true;
  /** What to write in the log when it was done by somebody who is signed in. */
  readonly says?: string;
}

export type Fields = Readonly<Record<string, unknown>>;

/** With the library it is a GET; here it asks for the password first. */
export const REGISTER = "/passkey/generate-register-options";
export const SWITCHED_ON = "two-factor was switched on";

const NOTHING = z.object({}).default({});
const Password = z.object({ password: z.string().max(MAX_PASSWORD_LENGTH) });
/** Of what the library would take besides, such as to trust this browser, nothing gets through. */
const Code = z.object({ code: z.string().trim().max(100) });
/** What the device made, in the words of the browser's interface. */
const made = z.record(z.string(), z.unknown());

export const DOORS: Readonly<Record<string, Door>> = {
  "POST /sign-in/email": {
    counted: "sign-in",
    body: Password.extend({ email: z.string().trim().max(320) }),
  },
  "POST /sign-out": { counted: null, body: NOTHING },
  "POST /two-factor/enable": { counted: "second-factor", body: Password, asksPassword: true },
  "POST /two-factor/disable": {
    counted: "second-factor",
    body: Password,
    asksPassword: true,
    says: "two-factor was switched off",
  },
  "POST /two-factor/generate-backup-codes": {
    counted: "second-factor",
    body: Password,
    asksPassword: true,
    says: "backup codes were made anew",
  },
  "POST /two-factor/verify-totp": {
    counted: "second-factor",
    body: Code,
    says: SWITCHED_ON,
  },
  "POST /two-factor/verify-backup-code": { counted: "second-factor", body: Code },
  [`POST ${REGISTER}`]: {
    counted: null,
    body: Password,
    asksPassword: true,
  },
  "POST /passkey/verify-registration": {
    counted: null,
    body: z.object({ response: made, name: field.line(100).optional() }),
    says: "a passkey was added",
  },
  "GET /passkey/generate-authenticate-options": { counted: "passkey", body: null },
  "POST /passkey/verify-authentication": { counted: "passkey", body: z.object({ response: made }) },
  "POST /passkey/delete-passkey": {
    counted: null,
    body: z.object({ id: z.string().max(100) }),
    says: "a passkey was removed",
  },
};
