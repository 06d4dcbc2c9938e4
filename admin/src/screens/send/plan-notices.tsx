import { IconCalendarPause, IconLock } from "@tabler/icons-react";
import type { Invoice, SendPreview } from "../../api/types.ts";
import { Notice } from "../../ui/states.tsx";
import { useBusiness, useWriting } from "../../ui/use-business.ts";

/** Says before planning that the books, as they are closed now, will hold the invoice on that day. */
export function WillBeHeld({ on, preview }: { on: string; preview: SendPreview }) {
  const { booksLockedThrough } = useBusiness();
  const write = useWriting();
  const { sendableFrom } = preview;
  if (booksLockedThrough === null || sendableFrom === null || on >= sendableFrom) return null;
  const title = `Your books are closed through ${write.longDay(booksLockedThrough)}.`;
  return (
    <Notice tone="warning" icon={IconLock} title={title}>
      If they still are on {write.longDay(on)}, the invoice is held and goes out by itself on{" "}
      {write.longDay(sendableFrom)}. You get an email when it is held.
    </Notice>
  );
}

/** Says that the customer would get it when it is overdue already. */
export function DueBefore({ on, invoice: { dueOn } }: { on: string; invoice: Invoice }) {
  const write = useWriting();
  if (dueOn === null || dueOn >= on) return null;
  return (
    <Notice tone="warning" title="It is due before it goes out.">
      The invoice is due on {write.longDay(dueOn)}, and goes out on {write.longDay(on)}.
    </Notice>
  );
}

/** Says before sending by hand that the plan ends with it. */
export function PlanEnds({ invoice: { scheduledSending: plan } }: { invoice: Invoice }) {
  const write = useWriting();
  if (plan === null) return null;
  return (
    <Notice tone="quiet" icon={IconCalendarPause} title="Sending now replaces the plan.">
      What is planned for {write.longDay(plan.on)} is canceled, so your customer gets it once.
    </Notice>
  );
}

/** What will be so on a later day: then the Pay button is there, whatever today's books say. */
export function asLater(preview: SendPreview): SendPreview {
  const { blocked: _, warning, ...rest } = preview;
  return {
    ...rest,
    payLink: preview.connections.length > 0,
    ...(warning === "currency_converted" ? { warning } : {}),
  };
}
