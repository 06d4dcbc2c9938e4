import { Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { invoiceQuery, sendPreviewQuery } from "../../api/invoices.ts";
import type { Invoice } from "../../api/types.ts";
import { LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { PlanResult } from "./plan-result.tsx";
import { SendForm } from "./send-form.tsx";
import { SendResult, type SentTo } from "./send-result.tsx";

interface SendDialogProps {
  readonly id: string;
  readonly isOpen: boolean;
  /** Says whether the invoice has been sent, and so is final. */
  readonly onClose: (isSent: boolean) => void;
}

/** Says what sending will do, sends, and says what happened. */
export function SendDialog({ id, isOpen, onClose }: SendDialogProps) {
  const [sent, setSent] = useState<SentTo | null>(null);
  const [planned, setPlanned] = useState<Invoice | null>(null);
  const invoice = useQuery({ ...invoiceQuery(id), enabled: isOpen });
  const close = () => {
    onClose(sent !== null);
    setSent(null);
    setPlanned(null);
  };
  const name = invoice.data?.customerName;
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={name === undefined ? "Send invoice" : `Send to ${name}`}
      size={640}
    >
      {sent !== null ? (
        <SendResult id={id} sent={sent} onClose={close} />
      ) : planned !== null ? (
        <PlanResult invoice={planned} onClose={close} />
      ) : (
        <SendStep id={id} onCancel={close} onSent={setSent} onPlanned={setPlanned} />
      )}
    </Modal>
  );
}

interface SendStepProps {
  readonly id: string;
  readonly onCancel: () => void;
  readonly onSent: (sent: SentTo) => void;
  readonly onPlanned: (invoice: Invoice) => void;
}

function SendStep({ id, ...on }: SendStepProps) {
  // Asked anew each time the dialog opens: settings may have changed since.
  const invoice = useQuery({ ...invoiceQuery(id), staleTime: 0 });
  const preview = useQuery({ ...sendPreviewQuery(id), staleTime: 0, refetchOnWindowFocus: false });
  const failed = [invoice, preview].find(({ isError }) => isError);
  if (failed) {
    return <LoadProblem error={failed.error} onRetry={() => void failed.refetch()} />;
  }
  if (!invoice.data || !preview.data || !invoice.isFetchedAfterMount)
    return <LoadingRows rows={5} />;
  return <SendForm invoice={invoice.data} preview={preview.data} {...on} />;
}
