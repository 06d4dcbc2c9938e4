import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Payment } from "../../api/types.ts";
import { useCan } from "../../ui/use-business.ts";
import { AllocateForm } from "./allocate-form.tsx";

interface Props {
  readonly payment: Payment;
  readonly size: "xs" | "sm";
}

/** Lets unapplied money count against an invoice that is still open. */
export function ApplyUnapplied({ payment, size }: Props) {
  const can = useCan();
  const [isOpen, dialog] = useDisclosure(false);
  if (!can.recordPayments) return null;
  return (
    <>
      <Button size={size} variant="default" onClick={dialog.open}>
        Apply to another invoice
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title="Apply to another invoice">
        <AllocateForm payment={payment} onClose={dialog.close} />
      </Modal>
    </>
  );
}
