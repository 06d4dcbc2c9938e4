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
  const isTest = preview.payLink && preview.connections.some(({ mode }) => mode === "test");
  const { error } = send;
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
        error={recipientError(error, to)}
      />
      <TextInput
        label="Subject"
        value={subject}
        onChange={(event) => setSubject(event.currentTarget.value)}
        error={fieldError(error, "subject")}
      />
      <MessageField value={message} onChange={setMessage} error={fieldError(error, "message")} />
      <Checkbox
        label="Attach the PDF"
        checked={attachPdf}
        onChange={(event) => setAttachPdf(event.currentTarget.checked)}
      />
      {!hasFieldErrors && <Problem error={error} />}
      <div className="dialog-foot">
        <span className="hint">
          {invoice.status === "draft" && "Sending makes the invoice final."}
        </span>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          leftSection={<IconSend size={17} />}
          loading={send.isPending}
          disabled={preview.blocked !== undefined || to.length === 0 || unfinished !== ""}
        >
          {isTest ? "Send with test payment" : "Send invoice"}
        </Button>
      </div>
    </form>
  );
}

interface MessageFieldProps {
  readonly value: string;
  readonly onChange: (message: string) => void;
  readonly error: string | undefined;
}

function MessageField({ value, onChange, error }: MessageFieldProps) {
  return (
    <Textarea
      label="Message"
      autosize
      minRows={5}
      maxRows={12}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
    />
  );
}

/** About the addresses as a whole, or the first one that was turned down. */
function recipientError(error: unknown, to: readonly string[]): string | undefined {
  const ofOne = to.map((_, index) => fieldError(error, `to.${index}`));
  return fieldError(error, "to") ?? ofOne.find((words) => words !== undefined);
}
