import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { repairDifference } from "../../api/differences.ts";
import type { Connection, Difference } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { elsewhere } from "../../ui/links.tsx";
import { processorPage } from "../../ui/payment-words.tsx";
import { Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";

interface DifferenceListProps {
  readonly mode: Connection["mode"];
  readonly label: string;
  readonly differences: readonly Difference[];
}

export function DifferenceList({ mode, label, differences }: DifferenceListProps) {
  return (
    <ul className="difference-list" aria-label={label}>
      {differences.map((difference) => (
        <DifferenceRow key={difference.id} difference={difference} mode={mode} />
      ))}
    </ul>
  );
}

const KINDS: Record<Difference["kind"], string> = {
  not_recorded: "Payment not recorded",
  amount_differs: "Another amount",
  fee_differs: "Another fee",
  refunds_differ: "Other refunds",
  dispute_missing: "Dispute not recorded",
  not_at_processor: "Not at Stripe",
  unknown_invoice: "Unknown invoice",
};

interface RowProps {
  readonly difference: Difference;
  readonly mode: Connection["mode"];
}

function DifferenceRow({ difference, mode }: RowProps) {
  const write = useWriting();
  const can = useCan();
  const repair = useAction(() => repairDifference(difference.id));
  const { kind, explanation, repairable, foundAt, closedAt, closedBy } = difference;
  return (
    <li>
      <p className="row wrap">
        <strong>{KINDS[kind]}</strong>
        {closedAt !== null && (
          <Status is="paid" word={closedBy === "repair" ? "Repaired" : "Mended by itself"} />
        )}
      </p>
      <p className="muted small">{explanation}</p>
      <BothAmounts difference={difference} />
      <p className="muted tiny">
        <About difference={difference} mode={mode} />, found {write.instant(foundAt)}
        {closedAt !== null && `, closed ${write.instant(closedAt)}`}
      </p>
      {repairable && can.refund && (
        <div className="row wrap matter-foot">
          <Button size="xs" loading={repair.isPending} onClick={() => repair.mutate(undefined)}>
            Repair
          </Button>
          <span className="muted tiny">
            Records what Stripe holds. Nothing is changed at Stripe.
          </span>
        </div>
      )}
      <Problem error={repair.error} />
    </li>
  );
}

function BothAmounts({ difference: { ours, theirs } }: { difference: Difference }) {
  const write = useWriting();
  const amount = (of: Difference["ours"]) =>
    of === null ? "nothing" : write.money(of.amount, of.currency);
  return (
    <dl className="signs">
      <div>
        <dt>At Stripe</dt>
        <dd>{amount(theirs)}</dd>
      </div>
      <div>
        <dt>In your books</dt>
        <dd>{amount(ours)}</dd>
      </div>
    </dl>
  );
}

/** The payment here where there is one, else its id at the processor. */
function About({ difference, mode }: RowProps) {
  const { paymentId, invoiceNumber, processorPaymentId } = difference;
  if (paymentId === null) {
    return (
      <a className="identifier" href={processorPage({ mode, processorPaymentId })} {...elsewhere}>
        {processorPaymentId}
      </a>
    );
  }
  return (
    <Link to="/payments" search={{ payment: paymentId }} className="underlined">
      {invoiceNumber === null ? "The payment" : `Payment of invoice ${invoiceNumber}`}
    </Link>
  );
}
