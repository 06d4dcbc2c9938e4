import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { changeConnection } from "../../api/connections.ts";
import { fieldError, wordsOf } from "../../api/problem.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Card } from "../../ui/page.tsx";
import { Notice } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { keyError, KeyField } from "./connect-form.tsx";
import { KeyHelp } from "./key-help.tsx";

export function KeysCard({ connection }: { connection: Connection }) {
  const write = useWriting();
  const [isReplacing, setReplacing] = useState(false);
  const isGone = connection.state === "disconnected";
  return (
    <Card title="Keys">
      <div className="stack">
        <p className="muted small">Stored encrypted. A saved key is never shown again.</p>
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

function ReplaceKey({ connection, onDone }: { connection: Connection; onDone: () => void }) {
  const form = useForm({ initialValues: { secretKey: "" } });
  const replace = useAction(
    ({ secretKey }: { secretKey: string }) =>
      changeConnection(connection.id, { credentials: { secretKey } }),
    onDone,
  );
  const keyProblem = keyError(replace.error);
  return (
    <form className="stack" onSubmit={form.onSubmit((values) => replace.mutate(values))}>
      {connection.mode === "test" && (
        <Notice tone="test" title="Going live">
          With a live key this connection takes real money. Invoices paid with test money are due
          again.
        </Notice>
      )}
      <KeyField label="New key" {...form.getInputProps("secretKey")} error={keyProblem} />
      {replace.error && (
        <Notice tone="quiet" title="Nothing was changed">
          {keyProblem === undefined
            ? wordsOf(replace.error)
            : "The connection goes on with the key it has."}
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
