import { Button } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { changeInvoice, scheduleSending, sendInvoice } from "../../api/invoices.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import type { Invoice, SendPreview } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { today } from "../../ui/days.ts";
import { Problem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { type Letter, LetterFields } from "./letter-fields.tsx";
import { asLater, DueBefore, PlanEnds, WillBeHeld } from "./plan-notices.tsx";
import { SendMeans } from "./send-means.tsx";
import type { SentTo } from "./send-result.tsx";
import { WhenField } from "./when-field.tsx";

interface SendFormProps {
  readonly invoice: Invoice;
  readonly preview: SendPreview;
  readonly onCancel: () => void;
  readonly onSent: (sent: SentTo) => void;
  readonly onPlanned: (invoice: Invoice) => void;
}

export function SendForm({ invoice, preview, onCancel, onSent, onPlanned }: SendFormProps) {
  const write = useWriting();
  const [letter, setLetter] = useState<Letter>(letterOf(invoice, preview));
  const [on, setOn] = useState(dayOf(invoice, today(write.timezone)));
  // As it stood when the dialog opened: what went out since is not sent a second time.
  const [seenPlanId] = useState(invoice.scheduledSending?.id);
  const seen = { preview, seenPlanId };
  const { send, plan } = useSending(invoice, seen, letter, { onSent, onPlanned });
  const isUnready = letter.to.length === 0 || letter.unfinished !== "";
  const isPending = send.isPending || plan.isPending;
  const error = on === null ? send.error : plan.error;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  const shown = on === null ? preview : asLater(preview);
  const isTest = shown.payLink && shown.connections.some(({ mode }) => mode === "test");
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
        if (on === null) send.mutate("as chosen");
        else plan.mutate(on);
      }}
    >
      {(invoice.status === "draft" || invoice.status === "open") && (
        <WhenField value={on} onChange={setOn} error={fieldError(error, "on")} />
      )}
      {on === null ? <PlanEnds invoice={invoice} /> : <WillBeHeld on={on} preview={preview} />}
      {on !== null && <DueBefore on={on} invoice={invoice} />}
      <SendMeans invoice={invoice} preview={shown} withoutPayment={sendWithout} />
      <LetterFields
        letter={letter}
        error={error}
        onChange={(changes) => setLetter((now) => ({ ...now, ...changes }))}
      />
      {!hasFieldErrors && <Problem error={error} />}
      <div className="dialog-foot">
        <span className="hint">{invoice.status === "draft" && finalHint(on)}</span>
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button
          type="submit"
          leftSection={<IconSend size={17} />}
          loading={isPending}
          disabled={shown.blocked !== undefined || isUnready}
        >
          {on !== null
            ? `Send on ${write.shortDay(on)}`
            : isTest
              ? "Send with test payment"
              : "Send invoice"}
        </Button>
      </div>
    </form>
  );
}

/** Both things that the button can do with a letter: send it, or plan it for a day. */
function useSending(
  { id }: Invoice,
  { preview, seenPlanId }: { preview: SendPreview; seenPlanId: string | undefined },
  letter: Letter,
  { onSent, onPlanned }: Pick<SendFormProps, "onSent" | "onPlanned">,
) {
  const keyFor = useAttemptKey();
  const insteadOf = seenPlanId === undefined ? {} : { insteadOf: seenPlanId };
  const send = useAction(
    async (how: "as chosen" | "without online payment") => {
      const { unfinished: _, ...fields } = letter;
      const body = { ...fields, ...insteadOf };
      if (how === "without online payment") await changeInvoice(id, { onlinePayment: "none" });
      return sendInvoice(id, body, keyFor(body));
    },
    (sent) => onSent({ ...sent, to: letter.to }),
  );
  const plan = useAction(
    (on: string) => scheduleSending(id, { on, ...written(letter, preview), ...insteadOf }),
    onPlanned,
  );
  return { send, plan };
}

/** As it was planned, else as the server proposes. */
function letterOf({ scheduledSending: plan }: Invoice, { defaults }: SendPreview): Letter {
  return {
    to: plan?.to ?? defaults.to,
    unfinished: "",
    subject: plan?.subject ?? defaults.subject,
    message: plan?.message ?? defaults.message,
    attachPdf: plan?.attachPdf ?? true,
  };
}

/** The day it is planned for, where that is still to come. */
function dayOf({ scheduledSending: plan }: Invoice, now: string): string | null {
  return plan !== null && plan.on > now ? plan.on : null;
}

/**
 * What nobody changed is left to the day on which it is sent: the customer's address may be corrected until
 * then, and what is due may change.
 */
function written({ to, subject, message, attachPdf }: Letter, { defaults }: SendPreview) {
  return {
    attachPdf,
    ...(isSame(to, defaults.to) ? {} : { to }),
    ...(subject === defaults.subject ? {} : { subject }),
    ...(message === defaults.message ? {} : { message }),
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((address, index) => address === b[index]);
}

function finalHint(on: string | null): string {
  return on === null ? "Sending makes the invoice final." : "It becomes final on that day.";
}
