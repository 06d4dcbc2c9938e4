import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { Problem } from "./states.tsx";

/**
 * Asks before what cannot be taken back, or tells first what it does. Cancel comes first and has the
 * focus. `isGentle` where nothing is lost and no money leaves.
 */
export function Confirm({
  isOpen,
  title,
  verb,
  isBusy,
  isGentle = false,
  error,
  onConfirm,
  onClose,
  children,
}: {
  isOpen: boolean;
  title: string;
  verb: string;
  isBusy: boolean;
  isGentle?: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      <div className="stack">
        <div className="stack">{children}</div>
        <Problem error={error} />
        <div className="dialog-foot">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            {...(isGentle ? {} : { className: "destructive" })}
            onClick={onConfirm}
            loading={isBusy}
          >
            {verb}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
