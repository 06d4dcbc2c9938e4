import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { Problem } from "./states.tsx";

/** Asks before what cannot be taken back. Cancel comes first and has the focus. */
export function Confirm({
  isOpen,
  title,
  verb,
  isBusy,
  error,
  onConfirm,
  onClose,
  children,
}: {
  isOpen: boolean;
  title: string;
  verb: string;
  isBusy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      <div className="stack">
        <p>{children}</p>
        <Problem error={error} />
        <div className="dialog-foot">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button className="destructive" onClick={onConfirm} loading={isBusy}>
            {verb}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
