import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp } from "@tabler/icons-react";
import { reversePayment } from "../../api/payments.ts";
import type { Payment } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";

/** Takes back a payment that somebody recorded by hand, wrongly or too early. */
export function ReverseByHand({ payment }: { payment: Payment }) {
  const write = useWriting();
  const can = useCan();
  const [isOpen, dialog] = useDisclosure(false);
  const reverse = useAction(() => reversePayment(payment.id), dialog.close);
  const { processor, reversedAt, amount, currency, customerName } = payment;
  if (processor !== "manual" || reversedAt !== null || !can.recordPayments) return null;
  const money = write.money(amount, currency);
  return (
    <>
      <Button variant="default" leftSection={<IconArrowBackUp size={17} />} onClick={dialog.open}>
        Reverse
      </Button>
      <Confirm
        isOpen={isOpen}
        title={`Reverse ${money} from ${customerName}?`}
        verb="Reverse payment"
        isBusy={reverse.isPending}
        error={reverse.error}
        onConfirm={() => reverse.mutate(undefined)}
        onClose={dialog.close}
      >
        <p>
          Nothing of it counts any more: what it paid is due again, and its booking is reversed
          today. The payment stays in the list, marked Reversed. This can’t be undone; a payment
          that did arrive is recorded again.
        </p>
      </Confirm>
    </>
  );
}
