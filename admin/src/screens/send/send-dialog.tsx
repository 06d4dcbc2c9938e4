import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { invoiceQuery, sendPreviewQuery } from "../../api/invoices.ts";
import type { Sent } from "../../api/types.ts";
import { LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { SendForm } from "./send-form.tsx";
import { SendResult } from "./send-result.tsx";

interface SendDialogProps {
  readonly id: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Says what sending will do, sends, and says what happened. */
export function SendDialog({ id, isOpen, onClose }: SendDialogProps) {
  const invoice = useQuery({ ...invoiceQuery(id), enabled: isOpen });
  const name = invoice.data?.customerName;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={name === undefined ? "Send invoice" : `Send to ${name}`}
      size={640}
    >
      <SendSteps id={id} onClose={onClose} />
    </Modal>
  );
}

function SendSteps({ id, onClose }: Omit<SendDialogProps, "isOpen">) {
  const [sent, setSent] = useState<(Sent & { to: readonly string[] }) | null>(null);
  // Asked anew each time the dialog opens: settings may have changed since.
  const invoice = useQuery({ ...invoiceQuery(id), staleTime: 0 });
  const preview = useQuery({ ...sendPreviewQuery(id), staleTime: 0, refetchOnWindowFocus: false });
  if (sent !== null) return <SendResult id={id} sent={sent} onClose={onClose} />;
  const failed = [invoice, preview].find(({ isError }) => isError);
  if (failed) {
    return <LoadProblem error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  if (!invoice.data || !preview.data || !invoice.isFetchedAfterMount)
    return <LoadingRows rows={5} />;
  return (
    <SendForm
      invoice={invoice.data}
      preview={preview.data}
      onCancel={onClose}
      onSent={(answer, to) => setSent({ ...answer, to })}
    />
  );
}
