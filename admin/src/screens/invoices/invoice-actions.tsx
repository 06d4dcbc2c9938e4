import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCash, IconPencil, IconSend } from "@tabler/icons-react";
import type { Invoice } from "../../api/types.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { useCan } from "../../ui/use-business.ts";
import { ReminderDialog } from "../send/reminder-dialog.tsx";
import { SendDialog } from "../send/send-dialog.tsx";
import { MoreActions } from "./more-actions.tsx";
import { RecordPaymentDialog } from "./record-payment-dialog.tsx";

/** What can be done with an invoice in its state; the most likely thing is the filled button. */
export function InvoiceActions({ invoice }: { invoice: Invoice }) {
  const { id, status, sentAt } = invoice;
  const can = useCan();
  const [isSending, sending] = useDisclosure(false);
  const [isRecording, recording] = useDisclosure(false);
  const [isReminding, reminding] = useDisclosure(false);
  const isDraft = status === "draft";
  const isLate = invoice.overdue && sentAt !== null && can.changeInvoices;
  return (
    <>
      {status === "open" && can.recordPayments && (
        <Button variant="default" leftSection={<IconCash size={17} />} onClick={recording.open}>
          Record payment
        </Button>
      )}
      {isDraft && can.changeInvoices && (
        <ButtonLink
          to="/invoices/draft/{-$id}"
          params={{ id }}
          variant="default"
          leftSection={<IconPencil size={17} />}
        >
          Edit
        </ButtonLink>
      )}
      {status !== "void" && can.changeInvoices && (
        <Button
          variant={status === "paid" || isLate ? "default" : "filled"}
          leftSection={<IconSend size={17} />}
          onClick={sending.open}
        >
          {isDraft ? "Review and send" : sentAt === null ? "Send invoice" : "Send again"}
        </Button>
      )}
      {isLate && (
        <Button leftSection={<IconSend size={17} />} onClick={reminding.open}>
          Send reminder
        </Button>
      )}
      <MoreActions invoice={invoice} />
      <SendDialog id={id} isOpen={isSending} onClose={sending.close} />
      <ReminderDialog invoice={invoice} isOpen={isReminding} onClose={reminding.close} />
      <RecordPaymentDialog invoice={invoice} isOpen={isRecording} onClose={recording.close} />
    </>
  );
}
