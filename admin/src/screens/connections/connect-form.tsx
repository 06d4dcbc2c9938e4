import { Button, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ReactNode } from "react";
import { createConnection, type NewConnection } from "../../api/connections.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAccountChoices } from "../../ui/account-choices.ts";
import { Notice, Problem } from "../../ui/states.tsx";
import { useBusiness } from "../../ui/use-business.ts";
import { credentialsOf, keyError, KeyField, NewPublishableKeyField } from "./key-fields.tsx";
import { KeyHelp } from "./key-help.tsx";

const NEW_ACCOUNT = "new";

interface ConnectFormProps {
  /** Names and account are asked for in the settings, and chosen for the person at first run. */
  readonly isShort?: boolean;
  readonly suggestedName: string;
  readonly cancel: ReactNode;
  readonly onConnected: (connection: Connection) => void;
}

/** Asks for one key and connects with it; nothing is stored unless the key works. */
export function ConnectForm({
  isShort = false,
  suggestedName,
  cancel,
  onConnected,
}: ConnectFormProps) {
  const form = useForm({
    initialValues: {
      name: suggestedName,
      secretKey: "",
      publishableKey: "",
      depositAccountId: NEW_ACCOUNT,
    },
  });
  const connect = useAction((values: Fields) => createConnection(bodyOf(values)), onConnected);
  const { paymentForm } = useBusiness();
  const { error } = connect;
  const keyProblem = keyError(error);
  const nameProblem = nameError(error);
  const publishableProblem = fieldError(error, "credentials.publishableKey");
  const isSaidBeside = [keyProblem, nameProblem, publishableProblem].some(Boolean);
  return (
    <form className="stack" onSubmit={form.onSubmit((values) => connect.mutate(values))} noValidate>
      {!isShort && (
        <TextInput
          label="Name"
          description="You see this name when you send an invoice."
          inputWrapperOrder={["label", "input", "description", "error"]}
          maxLength={60}
          {...form.getInputProps("name")}
          error={nameProblem}
        />
      )}
      <KeyField
        label={isShort ? "Stripe secret or restricted key" : "Secret or restricted key"}
        isBig={isShort}
        {...form.getInputProps("secretKey")}
        error={keyProblem}
      />
      {!isShort && paymentForm === "popup" && (
        <NewPublishableKeyField
          description="For the payment form in a pop-up. Without it, customers go to Stripe’s page."
          {...form.getInputProps("publishableKey")}
          error={publishableProblem}
        />
      )}
      {!isShort && (
        <DepositField name={form.values.name} {...form.getInputProps("depositAccountId")} />
      )}
      {!isSaidBeside && <Problem error={error} />}
      {error && <NothingSaved isShort={isShort} />}
      <div className={isShort ? "row" : "dialog-foot"}>
        {!isShort && cancel}
        <Button
          type="submit"
          size={isShort ? "md" : "sm"}
          loading={connect.isPending}
          disabled={form.values.secretKey.trim() === ""}
        >
          Check and connect
        </Button>
        {isShort && cancel}
      </div>
      <KeyHelp />
    </form>
  );
}

function NothingSaved({ isShort }: { isShort: boolean }) {
  return (
    <Notice tone="quiet" title="Nothing was saved">
      {isShort
        ? "Fix the key and try again, or do this later."
        : "Your other connections keep working while you fix this."}
    </Notice>
  );
}

interface Fields {
  readonly name: string;
  readonly secretKey: string;
  readonly publishableKey: string;
  readonly depositAccountId: string;
}

function bodyOf({ name, depositAccountId, ...keys }: Fields): NewConnection {
  return {
    processor: "stripe",
    name,
    credentials: credentialsOf(keys),
    ...(depositAccountId === NEW_ACCOUNT ? {} : { depositAccountId }),
  };
}

interface DepositFieldProps {
  /** What the connection will be called, and its own account after it. */
  readonly name: string;
  readonly value?: string;
  readonly onChange?: (id: string | null) => void;
}

function DepositField({ name, ...input }: DepositFieldProps) {
  const own = { value: NEW_ACCOUNT, label: `A new account, ${name || "Stripe"} clearing` };
  return (
    <Select {...input} label="Deposit payments to" data={[own, ...useAccountChoices("asset")]} />
  );
}

function nameError(error: unknown): string | undefined {
  if (error instanceof ApiProblem && error.code === "name_taken") return error.message;
  return fieldError(error, "name");
}
