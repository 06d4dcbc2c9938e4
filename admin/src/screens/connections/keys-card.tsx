import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { changeConnection } from "../../api/connections.ts";
import { fieldError, wordsOf } from "../../api/problem.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Card } from "../../ui/page.tsx";
import { Notice } from "../../ui/states.tsx";
import { useBusiness, useWriting } from "../../ui/use-business.ts";
import {
  credentialsOf,
  type GivenKeys,
  keyError,
  KeyField,
  NewPublishableKeyField,
} from "./key-fields.tsx";
import { KeyHelp } from "./key-help.tsx";
import { lacksPopupKey } from "./payment-form.tsx";

export function KeysCard({ connection }: { connection: Connection }) {
  const write = useWriting();
  const [isReplacing, setReplacing] = useState(false);
  const isGone = connection.state === "disconnected";
  return (
    <Card title="Keys">
      <div className="stack">
        <p className="muted small">
          A secret or restricted key is stored encrypted and never shown again.
        </p>
        <div className="field-row">
          <NameField key={connection.name} connection={connection} />
          <TextInput
            label="Secret or restricted key"
            readOnly
            value={connection.secretKeyHint ?? ""}
            description={connection.createdAt && `Connected ${write.dayOf(connection.createdAt)}`}
            inputWrapperOrder={["label", "input", "description", "error"]}
            className="identifier"
            rightSectionWidth={82}
            rightSection={
              !isGone &&
              !isReplacing && (
                <button type="button" className="text-button" onClick={() => setReplacing(true)}>
                  Replace
                </button>
              )
            }
          />
        </div>
        <PublishableKeyField key={connection.publishableKey} connection={connection} />
        {isReplacing && <ReplaceKey connection={connection} onDone={() => setReplacing(false)} />}
      </div>
    </Card>
  );
}

/** Saves when it is left, so that there is no button for one word. */
function NameField({ connection }: { connection: Connection }) {
  const [name, setName] = useState(connection.name);
  const save = useAction(() => changeConnection(connection.id, { name }));
  const words = save.error === null ? undefined : wordsOf(save.error);
  return (
    <TextInput
      label="Name"
      description="Shown when you send an invoice"
      inputWrapperOrder={["label", "input", "description", "error"]}
      maxLength={60}
      readOnly={connection.state === "disconnected"}
      value={name}
      onChange={(event) => setName(event.currentTarget.value)}
      onBlur={() => name.trim() !== connection.name && save.mutate(undefined)}
      error={fieldError(save.error, "name") ?? words}
    />
  );
}

/** Saves when it is left, too: it is no secret, and may come without the other key. */
function PublishableKeyField({ connection }: { connection: Connection }) {
  const { paymentForm } = useBusiness();
  const saved = connection.publishableKey ?? "";
  const [given, setGiven] = useState(saved);
  const key = given.trim();
  const save = useAction(() =>
    changeConnection(connection.id, { publishableKey: key === "" ? null : key }),
  );
  const words = save.error === null ? undefined : wordsOf(save.error);
  const isMissed = paymentForm === "popup" && lacksPopupKey(connection);
  return (
    <div className="stack">
      <TextInput
        label="Publishable key"
        description="Only for the payment form in a pop-up. It starts with pk_ and is not a secret."
        inputWrapperOrder={["label", "input", "description", "error"]}
        className="identifier"
        placeholder="None"
        autoComplete="off"
        readOnly={connection.state === "disconnected"}
        value={given}
        onChange={(event) => setGiven(event.currentTarget.value)}
        onBlur={() => key !== saved && save.mutate(undefined)}
        error={fieldError(save.error, "publishableKey") ?? words}
      />
      {isMissed && (
        <Notice tone="warning" title="This connection can’t use the pop-up yet">
          Without a publishable key its customers are sent to Stripe’s page.
        </Notice>
      )}
    </div>
  );
}

function ReplaceKey({ connection, onDone }: { connection: Connection; onDone: () => void }) {
  const { paymentForm } = useBusiness();
  const form = useForm({ initialValues: { secretKey: "", publishableKey: "" } });
  const replace = useAction(
    (keys: GivenKeys) => changeConnection(connection.id, { credentials: credentialsOf(keys) }),
    onDone,
  );
  const keyProblem = keyError(replace.error);
  const publishableProblem = fieldError(replace.error, "credentials.publishableKey");
  const isSaidBeside = keyProblem !== undefined || publishableProblem !== undefined;
  return (
    <form className="stack" onSubmit={form.onSubmit((values) => replace.mutate(values))}>
      {connection.mode === "test" && (
        <Notice tone="test" title="Going live">
          With a live key this connection takes real money. Invoices paid with test money are due
          again.
        </Notice>
      )}
      <KeyField label="New key" {...form.getInputProps("secretKey")} error={keyProblem} />
      {(paymentForm === "popup" || connection.publishableKey) && (
        <NewPublishableKeyField
          description="Leave it empty if both keys are of the same Stripe account and mode as before."
          {...form.getInputProps("publishableKey")}
          error={publishableProblem}
        />
      )}
      {replace.error && (
        <Notice tone="quiet" title="Nothing was changed">
          {isSaidBeside ? "The connection goes on with the key it has." : wordsOf(replace.error)}
        </Notice>
      )}
      <KeyHelp />
      <div className="dialog-foot">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button
          type="submit"
          loading={replace.isPending}
          disabled={form.values.secretKey.trim() === ""}
        >
          Check and replace
        </Button>
      </div>
    </form>
  );
}
