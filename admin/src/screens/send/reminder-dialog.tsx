import { Button, Modal } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { sendPreviewQuery, sendReminder } from "../../api/invoices.ts";
import type { Invoice } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { Problem } from "../../ui/states.tsx";

interface ReminderDialogProps {
  readonly invoice: Invoice;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Says to whom the reminder goes and what it brings, before it leaves. */
export function ReminderDialog({ invoice, isOpen, onClose }: ReminderDialogProps) {
  const { id, number } = invoice;
  const preview = useQuery({
    ...sendPreviewQuery(id),
    enabled: isOpen,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  const keyFor = useAttemptKey();
  const remind = useAction(
    () => sendReminder(id, keyFor({ id, openedAt: preview.dataUpdatedAt })),
    onClose,
  );
  const to = preview.data?.defaults.to.join(", ");
  const pay = preview.data?.payLink === false ? "without a Pay button" : "with a new Pay button";
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Remind of invoice ${number}`}>
      <div className="stack">
        <p>
          {to === ""
            ? `${invoice.customerName} has no email address. Add one to the customer first.`
            : `${to ?? "The customer"} gets an email with what is still due and how late it is, ${pay}.`}
        </p>
        <Problem error={remind.error ?? preview.error} />
        <div className="dialog-foot">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            data-autofocus
            leftSection={<IconSend size={17} />}
            loading={remind.isPending}
            disabled={to === undefined || to === ""}
            onClick={() => remind.mutate(undefined)}
          >
            Send reminder
          </Button>
        </div>
      </div>
    </Modal>
  );
}
