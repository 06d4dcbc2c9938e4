import { ActionIcon, Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconBan,
  IconCash,
  IconCopy,
  IconDots,
  IconDownload,
  IconEye,
  IconFileCheck,
  IconLink,
  IconPencil,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import {
  deleteInvoice,
  duplicateInvoice,
  finalizeInvoice,
  makePayLink,
  pdfUrl,
  voidInvoice,
} from "../../api/invoices.ts";
import type { Invoice } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { elsewhere } from "../../ui/links.tsx";
import { Problem } from "../../ui/states.tsx";
import { useCan } from "../../ui/use-business.ts";
import { SendDialog } from "../send/send-dialog.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { RecordPaymentDialog } from "./record-payment-dialog.tsx";

/** What can be done with an invoice in its state; the most likely thing is the filled button. */
export function InvoiceActions({ invoice }: { invoice: Invoice }) {
  const { id, status, sentAt } = invoice;
  const can = useCan();
  const navigate = useNavigate();
  const [isSending, sending] = useDisclosure(false);
  const [isRecording, recording] = useDisclosure(false);
  const [isVoiding, voiding] = useDisclosure(false);
  const [isDeleting, deleting] = useDisclosure(false);
  const link = useAction(() => makePayLink(id));
  const finalize = useAction(() => finalizeInvoice(id));
  const duplicate = useAction(
    () => duplicateInvoice(id),
    (copy) => void navigate({ to: "/invoices/draft/{-$id}", params: { id: copy.id } }),
  );
  const cancel = useAction(() => voidInvoice(id), voiding.close);
  const remove = useAction(
    () => deleteInvoice(id),
    () => void navigate({ to: "/invoices" }),
  );
  const isDraft = status === "draft";
  const isOpen = status === "open";
  const edit = () => void navigate({ to: "/invoices/draft/{-$id}", params: { id } });
  return (
    <>
      {isOpen && can.recordPayments && (
        <Button variant="default" leftSection={<IconCash size={17} />} onClick={recording.open}>
          Record payment
        </Button>
      )}
      {isDraft && can.changeInvoices && (
        <Button variant="default" leftSection={<IconPencil size={17} />} onClick={edit}>
          Edit
        </Button>
      )}
      {status !== "void" && can.changeInvoices && (
        <Button
          variant={status === "paid" ? "default" : "filled"}
          leftSection={<IconSend size={17} />}
          onClick={sending.open}
        >
          {isDraft ? "Review and send" : sentAt === null ? "Send invoice" : "Send again"}
        </Button>
      )}
      <Menu width={210}>
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More actions">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isOpen && can.changeInvoices && (
            <Menu.Item leftSection={<IconLink size={16} />} onClick={() => link.mutate(undefined)}>
              Copy pay link
            </Menu.Item>
          )}
          {!isDraft && invoice.onlineViewEnabled && (
            <Menu.Item
              component="a"
              href={invoice.viewUrl}
              {...elsewhere}
              leftSection={<IconEye size={16} />}
            >
              Preview
            </Menu.Item>
          )}
          <Menu.Item
            component="a"
            href={pdfUrl(id)}
            download
            leftSection={<IconDownload size={16} />}
          >
            Download PDF
          </Menu.Item>
          {can.changeInvoices && (
            <>
              {isDraft && (
                <Menu.Item
                  leftSection={<IconFileCheck size={16} />}
                  onClick={() => finalize.mutate(undefined)}
                >
                  Make final
                </Menu.Item>
              )}
              <Menu.Item
                leftSection={<IconCopy size={16} />}
                onClick={() => duplicate.mutate(undefined)}
              >
                Duplicate
              </Menu.Item>
              {isDraft && (
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} />}
                  onClick={deleting.open}
                >
                  Delete draft
                </Menu.Item>
              )}
              {isOpen && (
                <Menu.Item color="red" leftSection={<IconBan size={16} />} onClick={voiding.open}>
                  Void invoice
                </Menu.Item>
              )}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <div className="action-problem">
        <Problem error={finalize.error ?? duplicate.error ?? link.error} />
      </div>
      <SendDialog id={id} isOpen={isSending} onClose={sending.close} />
      <RecordPaymentDialog invoice={invoice} isOpen={isRecording} onClose={recording.close} />
      <LinkDialog url={link.data?.url ?? null} onClose={link.reset} />
      <Confirm
        isOpen={isVoiding}
        title={`Void invoice ${invoice.number}?`}
        verb="Void invoice"
        isBusy={cancel.isPending}
        error={cancel.error}
        onConfirm={() => cancel.mutate(undefined)}
        onClose={voiding.close}
      >
        It can’t be paid any more, and everyone who opens its link reads that it was cancelled. The
        number stays. This can’t be undone.
      </Confirm>
      <Confirm
        isOpen={isDeleting}
        title="Delete this draft?"
        verb="Delete draft"
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(undefined)}
        onClose={deleting.close}
      >
        The draft for {invoice.customerName} is gone for good.
      </Confirm>
    </>
  );
}
