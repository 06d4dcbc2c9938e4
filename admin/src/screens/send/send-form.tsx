import { Button, Checkbox, Textarea, TextInput } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { sendInvoice } from "../../api/invoices.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import type { Invoice, SendPreview } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { Problem } from "../../ui/states.tsx";
import { RecipientsField } from "./recipients-field.tsx";
import { SendMeans } from "./send-means.tsx";
import type { SentTo } from "./send-result.tsx";

interface SendFormProps {
  readonly invoice: Invoice;
  readonly preview: SendPreview;
  readonly onCancel: () => void;
  readonly onSent: (sent: SentTo) => void;
}

export function SendForm({ invoice, preview, onCancel, onSent }: SendFormProps) {
  const { defaults } = preview;
  const [to, setTo] = useState(defaults.to);
  const [unfinished, setUnfinished] = useState("");
  const [subject, setSubject] = useState(defaults.subject);
  const [message, setMessage] = useState(defaults.message);
  const [attachPdf, setAttachPdf] = useState(true);
  const keyFor = useAttemptKey();
  const body = { to, subject, message, attachPdf };
  const send = useAction(
    () => sendInvoice(invoice.id, body, keyFor(body)),
    (sent) => onSent({ ...sent, to }),
  );
  const isTest = preview.connections.some(({ mode }) => mode === "test");
  const isDraft = invoice.status === "draft";
  const { error } = send;
  const recipientError = to.length === 0 && unfinished === "" ? undefined : fieldError(error, "to");
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        send.mutate(undefined);
      }}
    >
      <SendMeans invoice={invoice} preview={preview} />
      <RecipientsField
        value={to}
        onChange={setTo}
        onUnfinished={setUnfinished}
        error={recipientError}
      />
      <TextInput
        label="Subject"
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
        error={fieldError(error, "subject")}
      />
      <Textarea
        label="Message"
        autosize
        minRows={5}
        maxRows={12}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
        error={fieldError(error, "message")}
      />
      <Checkbox
        label="Attach the PDF"
        checked={attachPdf}
        onChange={(event) => setAttachPdf(event.currentTarget.checked)}
      />
      {!hasFieldErrors && <Problem error={error} />}
      <div className="dialog-foot">
        <span className="hint">{isDraft && "Sending makes the invoice final."}</span>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          leftSection={<IconSend size={17} />}
          loading={send.isPending}
          disabled={preview.blocked !== undefined || to.length === 0 || unfinished !== ""}
        >
          {isTest && preview.payLink ? "Send with test payment" : "Send invoice"}
        </Button>
      </div>
    </form>
  );
}
