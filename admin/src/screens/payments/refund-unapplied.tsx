import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { refundPayment } from "../../api/payments.ts";
import type { Payment } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { methodName } from "../../ui/payment-words.tsx";
import { unappliedWords } from "../../ui/unapplied-words.ts";
import { useCan, useWriting } from "../../ui/use-business.ts";
import { refundable } from "./refundable.ts";

interface Props {
  readonly payment: Payment;
  readonly size: "xs" | "sm";
}

/** Gives all the unapplied money of a payment back; what is applied stays as it is. */
export function RefundUnapplied({ payment, size }: Props) {
  const write = useWriting();
  const can = useCan();
  const { refundReason } = unappliedWords(payment);
  const [isOpen, dialog] = useDisclosure(false);
  const keyFor = useAttemptKey();
  const refund = useAction(() => {
    const body = {
      amount: payment.amountUnapplied,
      ...(refundReason === null ? {} : { reason: refundReason }),
    };
    return refundPayment(payment.id, body, keyFor(body));
  }, dialog.close);
  if (!can.refund || refundable(payment) === 0) return null;
  const amount = write.money(payment.amountUnapplied, payment.currency);
  const method = methodName(payment);
  return (
    <>
      <Button size={size} variant="light" onClick={dialog.open}>
        Refund {amount}
      </Button>
      <Confirm
        isOpen={isOpen}
        title={`Refund ${amount} to ${payment.customerName}?`}
        verb={`Refund ${amount}`}
        isBusy={refund.isPending}
        error={refund.error}
        onConfirm={() => refund.mutate(undefined)}
        onClose={dialog.close}
      >
        <p>
          It goes back to how it was paid{method !== null && ` (${method})`}, within 5 to 10
          business days. Invoice {payment.invoiceNumber} stays as it is. Stripe keeps the fee of the
          payment.
        </p>
      </Confirm>
    </>
  );
}
