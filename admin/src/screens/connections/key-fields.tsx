import { TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import { SecretField } from "../../ui/secret-field.tsx";

/** Keys as they stand in a form; nothing is an empty text. */
export interface GivenKeys {
  readonly secretKey: string;
  readonly publishableKey: string;
}

export function credentialsOf({ secretKey, publishableKey }: GivenKeys) {
  const isGiven = publishableKey.trim() !== "";
  return { secretKey, ...(isGiven ? { publishableKey } : {}) };
}

interface KeyFieldProps {
  readonly label: string;
  readonly isBig?: boolean;
  readonly value?: string;
  readonly onChange?: (event: unknown) => void;
  readonly error?: ReactNode;
}

/** A key is shown as it is pasted, so that a wrong one can be seen; the eye hides it. */
export function KeyField({ label, isBig = false, ...input }: KeyFieldProps) {
  return (
    <SecretField
      {...input}
      secret="the key"
      isShownAtFirst
      className="key-input"
      label={label}
      description="It starts with sk_ or rk_. A test key is fine to try things out."
      size={isBig ? "md" : "sm"}
      autoComplete="off"
      data-autofocus
      data-1p-ignore
    />
  );
}

/** What is wrong with the key itself, in words that belong beside its field. */
export function keyError(error: unknown): string | undefined {
  if (error instanceof ApiProblem && error.code.startsWith("key_")) return error.message;
  return fieldError(error, "credentials.secretKey");
}

interface PublishableKeyFieldProps {
  readonly description: string;
  readonly value?: string;
  readonly onChange?: (event: unknown) => void;
  readonly error?: ReactNode;
}

/** Asked for beside a new secret key, where the payment form may be a pop-up. */
export function NewPublishableKeyField(props: PublishableKeyFieldProps) {
  return (
    <TextInput
      {...props}
      label="Publishable key"
      inputWrapperOrder={["label", "input", "description", "error"]}
      className="identifier"
      placeholder="pk_…"
      autoComplete="off"
    />
  );
}
