import { Button, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { disconnect, disconnectPreviewQuery } from "../../api/connections.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { LoadingRows, LoadProblem, Problem } from "../../ui/states.tsx";

/** Ends a connection for good; says beforehand what stops working. */
export function Disconnect({ connection }: { connection: Connection }) {
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <div className="row spread wrap disconnect">
      <p className="muted small">Disconnecting voids the pay links already sent.</p>
      <Button variant="subtle" className="quiet-destructive" onClick={dialog.open}>
        Disconnect…
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title={`Disconnect ${connection.name}?`}>
        <DisconnectForm connection={connection} onClose={dialog.close} />
      </Modal>
    </div>
  );
}

function DisconnectForm({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const preview = useQuery({ ...disconnectPreviewQuery(connection.id), staleTime: 0 });
  const end = useAction(() => disconnect(connection.id), onClose);
  if (preview.isError) {
    return <LoadProblem error={preview.error} onRetry={() => void preview.refetch()} />;
  }
  if (!preview.data) return <LoadingRows rows={2} />;
  const { payLinks, openSessions, invoices, customers } = preview.data;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        end.mutate(undefined);
      }}
    >
      <p>
        {count(payLinks, "pay link")} already sent {payLinks === 1 ? "stops" : "stop"} working and
        can’t be revived.
        {openSessions > 0 && ` ${count(openSessions, "payment")} under way will still be recorded.`}
        {` Invoices using it: ${invoices}.`}
        {customers > 0 && ` Customers set to it: ${customers}.`}
      </p>
      <TextInput
        label="Type the name to confirm"
        placeholder={connection.name}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        data-autofocus
      />
      <Problem error={end.error} />
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          className="destructive"
          loading={end.isPending}
          disabled={typed.trim() !== connection.name}
        >
          Disconnect
        </Button>
      </div>
    </form>
  );
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
