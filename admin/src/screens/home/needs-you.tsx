import {
  IconBell,
  IconCalendarPause,
  IconCashBanknote,
  IconCircleCheck,
  IconGavel,
  type Icon,
  IconMailX,
  IconPlayerPause,
  IconPlugConnectedX,
  IconReceiptRefund,
  IconScaleOutline,
  IconWebhook,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Attention } from "../../api/overview.ts";
import type { Matter } from "../../api/payments.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { Card } from "../../ui/page.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";

/** What waits for a person: one line and one button each. */
export function NeedsYou({ attention }: { attention: readonly Attention[] }) {
  return (
    <Card title="Needs you">
      {attention.length === 0 ? (
        <p className="row muted small all-clear">
          <IconCircleCheck size={20} stroke={1.75} aria-hidden />
          All clear. Nothing needs you right now.
        </p>
      ) : (
        <ul className="needs">
          {attention.map((one) => (
            <Need key={`${one.kind} ${one.connection?.id ?? ""}`} of={one} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Need({ of: need }: { of: Attention }) {
  const write = useWriting();
  const can = useCan();
  const money = need.amounts.map((one) => write.money(one.amount, one.currency)).join(" and ");
  const { icon: Icon, tone, title, fact, button } = WORDS[need.kind](need, { write, can, money });
  return (
    <li>
      <span className="need-icon" data-tone={tone}>
        <Icon size={18} stroke={1.75} aria-hidden />
      </span>
      <div className="grow">
        <strong>{title}</strong>
        <p className="muted">{fact}</p>
      </div>
      {button}
    </li>
  );
}

interface Words {
  readonly icon: Icon;
  readonly tone: "problem" | "warning" | "quiet";
  readonly title: string;
  readonly fact: string;
  readonly button: ReactNode;
}

interface Known {
  readonly write: ReturnType<typeof useWriting>;
  readonly can: ReturnType<typeof useCan>;
  /** The amounts of it, written out. */
  readonly money: string;
}

const LOOK = { variant: "default", size: "xs" } as const;

const WORDS: Record<Attention["kind"], (need: Attention, known: Known) => Words> = {
  payments_paused: ({ until }, { write }) => ({
    icon: IconPlayerPause,
    tone: "problem",
    title: "Payments paused",
    fact: `Too many cards were declined${until === null ? "" : `; it ends by itself at ${write.timeOf(until)}`}`,
    button: (
      <ButtonLink {...LOOK} to="/payments">
        Look
      </ButtonLink>
    ),
  }),
  payments_to_record: ({ count }, { money, can }) => ({
    icon: IconCashBanknote,
    tone: "warning",
    title: some(count, "payment", "to record"),
    fact: `${money} arrived in a closed period`,
    button: toPayments("to_record", can.recordPayments ? "Record" : "Look"),
  }),
  disputes: ({ count, until }, { money, write }) => ({
    icon: IconGavel,
    tone: "problem",
    title: some(count, "dispute"),
    fact: until === null ? money : `${money}, answer in Stripe by ${write.longDayOf(until)}`,
    button: toPayments("disputed", "Look"),
  }),
  connection_broken: ({ connection }) => ({
    icon: IconPlugConnectedX,
    tone: "problem",
    title: `${connection?.name ?? "A connection"} doesn’t work`,
    fact: "Stripe no longer accepts its key",
    button: toConnection(connection, "Fix"),
  }),
  webhook_needs_repair: ({ connection }) => ({
    icon: IconWebhook,
    tone: "problem",
    title: "Webhook needs repair",
    fact: [connection?.name, connection?.reason].filter(Boolean).join(": "),
    button: toConnection(connection, "Repair"),
  }),
  sendings_held: ({ count }, { can }) => ({
    icon: IconCalendarPause,
    tone: "warning",
    title: some(count, "invoice", "held back"),
    fact: "Something stood in the way on the planned day",
    button: (
      <ButtonLink {...LOOK} to="/invoices" search={{ status: "scheduled" }}>
        {can.changeInvoices ? "Sort out" : "Look"}
      </ButtonLink>
    ),
  }),
  unapplied_money: ({ count }, { money, can }) => ({
    icon: IconReceiptRefund,
    tone: "warning",
    title: some(count, "payment", "without an invoice"),
    fact: `${money} paid twice, too much or too late`,
    button: toPayments("unapplied", can.refund ? "Sort out" : "Look"),
  }),
  differences: ({ count }, { can }) => ({
    icon: IconScaleOutline,
    tone: "problem",
    title: some(count, "difference"),
    fact: "Stripe and your books don’t say the same",
    button: can.manageConnections && (
      <ButtonLink {...LOOK} to="/settings/online-payments">
        Look
      </ButtonLink>
    ),
  }),
  overdue_without_reminder: ({ count }, { can }) => ({
    icon: IconBell,
    tone: "quiet",
    title: some(count, "invoice", "overdue"),
    fact: "No reminder sent yet",
    button: (
      <ButtonLink {...LOOK} to="/invoices" search={{ status: "overdue" }}>
        {can.changeInvoices ? "Remind" : "Look"}
      </ButtonLink>
    ),
  }),
  mails_not_delivered: ({ count }) => ({
    icon: IconMailX,
    tone: "problem",
    title: some(count, "mail", "not delivered"),
    fact: "The mail server refused to take it",
    button: (
      <ButtonLink {...LOOK} to="/mails">
        Look
      </ButtonLink>
    ),
  }),
};

function toPayments(tab: Matter, word: string): ReactNode {
  return (
    <ButtonLink {...LOOK} to="/payments" search={{ tab }}>
      {word}
    </ButtonLink>
  );
}

function toConnection(connection: Attention["connection"], word: string): ReactNode {
  return (
    connection && (
      <ButtonLink {...LOOK} to="/settings/online-payments/$id" params={{ id: connection.id }}>
        {word}
      </ButtonLink>
    )
  );
}

/** `1 payment to record`, `2 payments to record`. */
function some(count: number, noun: string, rest = ""): string {
  return `${count} ${noun}${count === 1 ? "" : "s"} ${rest}`.trimEnd();
}
