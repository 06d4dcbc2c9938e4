import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconRotate } from "@tabler/icons-react";
import { makeDueAgain } from "../../api/payments.ts";
import type { Payment } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";

/** Asks for again what a lost dispute took, or a refund had settled by a credit. */
export function MakeDueAgain({ payment }: { payment: Payment }) {
  const write = useWriting();
  const can = useCan();
  const [isOpen, dialog] = useDisclosure(false);
  const reopen = useAction(() => makeDueAgain(payment.id), dialog.close);
  const { amountReopenable, currency, invoiceNumber, customerName, dispute } = payment;
  if (amountReopenable === 0 || !can.refund) return null;
  const amount = write.money(amountReopenable, currency);
  const isLoss = dispute?.status === "lost";
  return (
    <>
      <Button variant="default" leftSection={<IconRotate size={17} />} onClick={dialog.open}>
        Make {amount} due again
      </Button>
      <Confirm
        isOpen={isOpen}
        title={`Make ${amount} due again?`}
        verb="Make due again"
        isBusy={reopen.isPending}
        isGentle
        error={reopen.error}
        onConfirm={() => reopen.mutate(undefined)}
        onClose={dialog.close}
      >
        <p>
          {isLoss
            ? "In your books it is no longer a loss but owed to you again."
            : "The credit that the refund left no longer counts."}{" "}
          {customerName} owes {amount} on invoice {invoiceNumber}: it is open again, and the links
          sent for it can be paid.
        </p>
        <p className="muted">No money moves, and no email is sent. You can send a reminder.</p>
      </Confirm>
    </>
  );
}
