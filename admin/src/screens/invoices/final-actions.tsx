import { useNavigate } from "@tanstack/react-router";
import { deleteInvoice, voidInvoice } from "../../api/invoices.ts";
import type { Invoice } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";

interface FinalActionProps {
  readonly invoice: Invoice;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function VoidInvoice({ invoice, isOpen, onClose }: FinalActionProps) {
  const cancel = useAction(() => voidInvoice(invoice.id), onClose);
  return (
    <Confirm
      isOpen={isOpen}
      title={`Void invoice ${invoice.number}?`}
      verb="Void invoice"
      isBusy={cancel.isPending}
      error={cancel.error}
      onConfirm={() => cancel.mutate(undefined)}
      onClose={onClose}
    >
      It can’t be paid any more, and everyone who opens its link reads that it was cancelled. The
      number stays. This can’t be undone.
    </Confirm>
  );
}

export function DeleteDraft({ invoice, isOpen, onClose }: FinalActionProps) {
  const navigate = useNavigate();
  const remove = useAction(
    () => deleteInvoice(invoice.id),
    () => void navigate({ to: "/invoices" }),
  );
  return (
    <Confirm
      isOpen={isOpen}
      title="Delete this draft?"
      verb="Delete draft"
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      The draft for {invoice.customerName} is gone for good.
    </Confirm>
  );
}
