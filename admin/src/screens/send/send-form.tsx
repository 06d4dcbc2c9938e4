import { Button } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { changeInvoice, sendInvoice } from "../../api/invoices.ts";
import { ApiProblem } from "../../api/problem.ts";
import type { Invoice, SendPreview } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { Problem } from "../../ui/states.tsx";
import { type Letter, LetterFields } from "./letter-fields.tsx";
import { SendMeans } from "./send-means.tsx";
import type { SentTo } from "./send-result.tsx";

interface SendFormProps {
  readonly invoice: Invoice;
  readonly preview: SendPreview;
  readonly onCancel: () => void;
  readonly onSent: (sent: SentTo) => void;
}

export function SendForm({ invoice, preview, onCancel, onSent }: SendFormProps) {
  const { connections, payLink, blocked, defaults } = preview;
  const [letter, setLetter] = useState<Letter>({ ...defaults, unfinished: "", attachPdf: true });
  const keyFor = useAttemptKey();
  const send = useAction(
    async (how: "as chosen" | "without online payment") => {
      const { unfinished: _, ...body } = letter;
      const isWithout = how === "without online payment";
      if (isWithout) await changeInvoice(invoice.id, { onlinePayment: "none" });
      return sendInvoice(invoice.id, body, keyFor(body));
    },
    (sent) => onSent({ ...sent, to: letter.to }),
  );
  const isTest = payLink && connections.some(({ mode }) => mode === "test");
  const isUnready = letter.to.length === 0 || letter.unfinished !== "";
  const { error, isPending } = send;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  const sendWithout = (
    <Button
      size="xs"
      variant="default"
      loading={isPending}
      disabled={isUnready}
      onClick={() => send.mutate("without online payment")}
    >
      Send without online payment
    </Button>
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation();
        send.mutate("as chosen");
      }}
    >
      <SendMeans invoice={invoice} preview={preview} withoutPayment={sendWithout} />
      <LetterFields
        letter={letter}
        error={error}
        onChange={(changes) => setLetter((now) => ({ ...now, ...changes }))}
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
          loading={isPending}
          disabled={blocked !== undefined || isUnready}
        >
          {isTest ? "Send with test payment" : "Send invoice"}
        </Button>
      </div>
    </form>
  );
}
