import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconReceiptRefund } from "@tabler/icons-react";
import type { Payment } from "../../api/types.ts";
import { Status } from "../../ui/status.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";
import { MakeDueAgain } from "./make-due-again.tsx";
import { RefundForm } from "./refund-form.tsx";
import { ReverseByHand } from "./reverse-by-hand.tsx";
import { refundable } from "./refundable.ts";

/** What went back to the payer, and the ways to send more back or to ask for it again. */
export function Refunds({ payment }: { payment: Payment }) {
  const write = useWriting();
  const can = useCan();
  const [isOpen, dialog] = useDisclosure(false);
  const left = refundable(payment);
  return (
    <>
      {payment.refunds.length > 0 && (
        <ul className="refunds" aria-label="Refunds">
          {payment.refunds.map((refund) => (
            <li key={refund.id} className="row spread">
              <span>
                <RefundStatus is={refund.status} />
                <span className="block muted tiny">{afterwards(refund)}</span>
              </span>
              <span className="amount">{write.money(-refund.amount, payment.currency)}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="row wrap">
        {left > 0 && can.refund && (
          <Button
            variant="default"
            leftSection={<IconReceiptRefund size={17} />}
            onClick={dialog.open}
          >
            Refund
          </Button>
        )}
        <MakeDueAgain payment={payment} />
        <ReverseByHand payment={payment} />
      </div>
      <Modal opened={isOpen} onClose={dialog.close} title={`Refund ${payment.customerName}`}>
        <RefundForm payment={payment} left={left} onClose={dialog.close} />
      </Modal>
    </>
  );
}

type Refund = Payment["refunds"][number];

function RefundStatus({ is }: { is: Refund["status"] }) {
  switch (is) {
    case "succeeded":
      return <Status is="draft" word="Refunded" />;
    case "failed":
    case "canceled":
      return <Status is="failed" word="Refund failed" />;
    case "started":
    case "unknown":
    case "pending":
      return <Status is="processing" word="Refund under way" />;
  }
}

function afterwards({ status, reopen }: Refund): string | null {
  if (status === "failed" || status === "canceled") {
    return "The money is back with you, and everything is as before it.";
  }
  return reopen ? "Due again on the invoice" : null;
}
