import { IconCalendarPause } from "@tabler/icons-react";
import { useState } from "react";
import type { Invoice } from "../../api/types.ts";
import { Notice } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";

/** Says that the plan ended because another customer was chosen: it was made for the former one. */
export function EndedPlan({ invoice }: { invoice: Invoice }) {
  const write = useWriting();
  const { customerId, customerName, scheduledSending: plan } = invoice;
  const on = plan?.on ?? null;
  const [seen, setSeen] = useState({ customerId, on, endedOn: null as string | null });
  if (seen.customerId !== customerId || seen.on !== on) {
    const hasEnded = on === null && seen.on !== null && seen.customerId !== customerId;
    // stays when the former customer is chosen again: the plan does not come back
    const before = on === null ? seen.endedOn : null;
    setSeen({ customerId, on, endedOn: hasEnded ? seen.on : before });
  }
  if (seen.endedOn === null) return null;
  return (
    <div role="status">
      <Notice tone="warning" icon={IconCalendarPause} title="It is not planned any more.">
        What was planned for {write.longDay(seen.endedOn)} was canceled when you chose another
        customer. To send it to {customerName} on a later day, plan it again under Review and send.
      </Notice>
    </div>
  );
}
