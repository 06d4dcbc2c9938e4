import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendarPause, IconCalendarTime } from "@tabler/icons-react";
import { cancelScheduledSending } from "../../api/invoices.ts";
import type { Invoice, ScheduledSending } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Notice } from "../../ui/states.tsx";
import { useBusiness, useCan, useWriting } from "../../ui/use-business.ts";
import { whatNext, whyHeld } from "../send/held-words.ts";

interface PlannedSendingProps {
  readonly invoice: Invoice;
  /** Opens the dialog in which the plan is changed. */
  readonly onChange: () => void;
}

/** That the invoice goes out by itself, when and to whom; or why it was held, and what comes next. */
export function PlannedSending({ invoice, onChange }: PlannedSendingProps) {
  const can = useCan();
  const [isAsking, asking] = useDisclosure(false);
  const cancel = useAction(() => cancelScheduledSending(invoice.id), asking.close);
  const words = useWords();
  const { scheduledSending: plan } = invoice;
  if (plan === null) return null;
  const isHeld = plan.heldSince !== null;
  const { title, text } = words(plan);
  return (
    <div className="planned-sending">
      <Notice
        tone={isHeld ? "warning" : "quiet"}
        icon={isHeld ? IconCalendarPause : IconCalendarTime}
        title={title}
      >
        <p>{text}</p>
        {can.changeInvoices && (
          <div className="row wrap send-ways">
            <Button size="xs" variant="default" onClick={onChange}>
              Change
            </Button>
            <Button size="xs" variant="default" onClick={asking.open}>
              Cancel
            </Button>
          </div>
        )}
      </Notice>
      <Confirm
        isOpen={isAsking}
        title="Cancel the planned sending?"
        verb="Cancel sending"
        isGentle
        isBusy={cancel.isPending}
        error={cancel.error}
        onConfirm={() => cancel.mutate(undefined)}
        onClose={asking.close}
      >
        Nothing is sent by itself. The invoice stays as it is.
      </Confirm>
    </div>
  );
}

function useWords() {
  const write = useWriting();
  const { booksLockedThrough } = useBusiness();
  const lock = booksLockedThrough === null ? null : write.longDay(booksLockedThrough);
  return ({
    on,
    to,
    usesCustomerAddress,
    heldSince,
    heldReason,
    expectedOn,
    warning,
  }: ScheduledSending) => {
    const people = to.length === 0 ? "" : ` to ${new Intl.ListFormat("en").format(to)}`;
    const next = expectedOn === null ? null : write.longDay(expectedOn);
    if (heldSince !== null && heldReason !== null) {
      return {
        title: `Held back since ${write.instant(heldSince)}`,
        text: `${whyHeld(heldReason, lock)} It was to be sent on ${write.longDay(on)}${people}. ${whatNext(heldReason, next)}`,
      };
    }
    const address = usesCustomerAddress
      ? " If the customer’s address changes before, it goes to the new one."
      : "";
    const held = `As your books are closed now, through ${lock}, it will be held and go out on ${next}.`;
    return {
      title: `Will be sent on ${write.longDay(on)}${people}`,
      text: `${warning === null ? "At 8:00, by itself." : held}${address}`,
    };
  };
}
