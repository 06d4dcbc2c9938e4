import { IconCircleCheck } from "@tabler/icons-react";
import type { Invoice } from "../../api/types.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { Notice } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";

/** What planning did: when it goes out, to whom, and where that is changed. */
export function PlanResult({ invoice, onClose }: { invoice: Invoice; onClose: () => void }) {
  const write = useWriting();
  const { id, scheduledSending: plan } = invoice;
  if (plan === null) return null;
  const people = new Intl.ListFormat("en").format(plan.to);
  return (
    <div className="stack" role="status">
      <Notice
        tone="good"
        icon={IconCircleCheck}
        title={`Will be sent on ${write.longDay(plan.on)}`}
      >
        At 8:00 to {people}. Until then you can change or cancel it on the invoice.
      </Notice>
      <div className="dialog-foot">
        <ButtonLink variant="default" to="/invoices">
          Back to invoices
        </ButtonLink>
        <ButtonLink to="/invoices/$id" params={{ id }} onClick={onClose} data-autofocus>
          Show the invoice
        </ButtonLink>
      </div>
    </div>
  );
}
