import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { liftPause, pausesQuery } from "../../api/pauses.ts";
import type { PaymentPause } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";

const SHOWN = 4;

/** A card for each invoice that cannot be paid for a while, because too many cards were declined. */
export function PausedInvoices() {
  const { data: pauses } = useQuery(pausesQuery("invoice"));
  const shown = pauses?.data.slice(0, SHOWN) ?? [];
  if (shown.length === 0) return null;
  return (
    <div className="matters">
      {shown.map((pause) => (
        <PausedInvoice key={pause.id} pause={pause} />
      ))}
    </div>
  );
}

function PausedInvoice({ pause }: { pause: PaymentPause }) {
  const write = useWriting();
  const can = useCan();
  const lift = useAction(liftPause);
  const { id, invoiceId, invoiceNumber, declines, endsAt } = pause;
  const title = `Invoice ${invoiceNumber} is paused`;
  return (
    <section className="card" aria-label={title}>
      <p className="row wrap">
        <span className="matter-title">{title}</span>
        <Status is="failed" word={`${declines} declined`} />
      </p>
      <p className="muted">
        Too many cards were declined for it within an hour. Nobody can start a payment of it until{" "}
        {write.timeOf(endsAt)}; all other invoices can be paid.
      </p>
      <div className="row wrap matter-foot">
        {can.changeBusiness && (
          <Button
            size="xs"
            variant="light"
            loading={lift.isPending}
            onClick={() => lift.mutate(id)}
          >
            Let it be paid again
          </Button>
        )}
        {invoiceId !== null && (
          <ButtonLink to="/invoices/$id" params={{ id: invoiceId }} size="xs" variant="default">
            Open the invoice
          </ButtonLink>
        )}
      </div>
      <Problem error={lift.error} />
    </section>
  );
}
