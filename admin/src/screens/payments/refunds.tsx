import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconReceiptRefund } from "@tabler/icons-react";
import type { Payment } from "../../api/types.ts";
import { Status } from "../../ui/status.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";
import { RefundForm } from "./refund-form.tsx";

/** What went back to the payer, and the way to send more back. */
export function Refunds({ payment }: { payment: Payment }) {
  const write = useWriting();
  const can = useCan();
  const [isOpen, dialog] = useDisclosure(false);
  const left = refundable(payment);
  return (
    <>
      {payment.refunds.length > 0 && (
        <ul className="refunds" aria-label="Refunds">
          {payment.refunds.map(({ id, amount, status }) => (
            <li key={id} className="row spread">
              <RefundStatus is={status} />
              <span className="amount">{write.money(-amount, payment.currency)}</span>
            </li>
          ))}
        </ul>
      )}
      {left > 0 && can.refund && (
        <Button
          variant="default"
          leftSection={<IconReceiptRefund size={17} />}
          onClick={dialog.open}
        >
          Refund
        </Button>
      )}
      <Modal opened={isOpen} onClose={dialog.close} title={`Refund ${payment.customerName}`}>
        <RefundForm payment={payment} left={left} onClose={dialog.close} />
      </Modal>
    </>
  );
}

type RefundStatusName = Payment["refunds"][number]["status"];

function RefundStatus({ is }: { is: RefundStatusName }) {
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

/** What the processor can still give back; money that came by hand goes back by hand. */
function refundable(payment: Payment): number {
  const { processor, status, clearedAt, amount, refunds } = payment;
  if (processor === "manual" || status !== "succeeded" || clearedAt !== null) return 0;
  const given = refunds.filter((one) => one.status !== "failed" && one.status !== "canceled");
  return given.reduce((left, one) => left - one.amount, amount);
}
