import { Button } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Matter } from "../../api/payments.ts";
import type { Payment } from "../../api/types.ts";
import { isOpenDispute, needsAnswer } from "../../ui/dispute-words.ts";
import { ButtonLink, elsewhere } from "../../ui/links.tsx";
import { paidInstant, processorPage } from "../../ui/payment-words.tsx";
import { Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { unappliedWords } from "../../ui/unapplied-words.ts";
import { useBusiness, useCan, useWriting } from "../../ui/use-business.ts";
import { ApplyUnapplied } from "./apply-unapplied.tsx";
import { useDisputeWords } from "./payment-marks.tsx";
import type { PaymentTab } from "./payment-tabs.ts";
import { RefundUnapplied } from "./refund-unapplied.tsx";
import { useRecording } from "./use-recording.ts";
import type { OpenMatters } from "../../ui/use-open-matters.ts";

const SHOWN_AMONG_ALL = 2;
const SHOWN_IN_TAB = 6;

interface MattersProps {
  readonly matters: OpenMatters;
  readonly tab: PaymentTab | undefined;
}

const ORDER: readonly Matter[] = ["disputed", "to_record", "unapplied"];

/** A card for each thing that waits for a person, with its buttons; what is left is in its tab. */
export function Matters({ matters, tab }: MattersProps) {
  const limit = tab === undefined ? SHOWN_AMONG_ALL : SHOWN_IN_TAB;
  const cards = ORDER.filter((matter) => tab === undefined || tab === matter).flatMap((matter) =>
    matters[matter].payments.slice(0, limit).map((payment) => {
      const Card = CARDS[matter];
      return <Card key={`${matter} ${payment.id}`} payment={payment} tab={tab} />;
    }),
  );
  return cards.length === 0 ? null : <div className="matters">{cards}</div>;
}

interface CardProps {
  readonly payment: Payment;
  readonly tab: PaymentTab | undefined;
}

const CARDS: Record<Matter, (props: CardProps) => ReactNode> = {
  disputed: DisputeCard,
  to_record: RecordCard,
  unapplied: UnappliedCard,
};

interface FrameProps {
  readonly title: string;
  readonly mark: ReactNode;
  readonly isTest: boolean;
  readonly isPressing?: boolean;
  readonly buttons: ReactNode;
  readonly children: ReactNode;
}

function Frame({ title, mark, isTest, isPressing = false, buttons, children }: FrameProps) {
  return (
    <section className={isPressing ? "card pressing" : "card"} aria-label={title}>
      <p className="row wrap">
        <span className="matter-title">{title}</span>
        {mark}
        {isTest && <Status is="test" />}
      </p>
      <p className="muted">{children}</p>
      <div className="row wrap matter-foot">{buttons}</div>
    </section>
  );
}

function RecordCard({ payment, tab }: CardProps) {
  const write = useWriting();
  const can = useCan();
  const { booksLockedThrough } = useBusiness();
  const { firstOpenDay, record } = useRecording(payment.id);
  const closed =
    booksLockedThrough === null
      ? "The books were closed on that day"
      : `The books are closed through ${write.longDay(booksLockedThrough)}`;
  return (
    <Frame
      title={`${write.money(payment.amount, payment.currency)} to record`}
      mark={<Status is="paid" word="Collected" />}
      isTest={payment.mode === "test"}
      buttons={
        can.lockBooks && (
          <>
            <Button
              size="xs"
              variant="light"
              loading={record.isPending}
              onClick={() => record.mutate(firstOpenDay)}
            >
              Record on {write.longDay(firstOpenDay)}
            </Button>
            <OpenPayment payment={payment} tab={tab} words="Choose a date" />
            <Problem error={record.error} />
          </>
        )
      }
    >
      {payment.customerName} paid invoice {payment.invoiceNumber} on{" "}
      {write.longDayOf(paidInstant(payment))}. {closed}, so it is not in your books yet.
    </Frame>
  );
}

function UnappliedCard({ payment }: CardProps) {
  const write = useWriting();
  const { mark, words } = unappliedWords(payment);
  return (
    <Frame
      title={`${write.money(payment.amountUnapplied, payment.currency)} unapplied`}
      mark={<Status is="partlyPaid" word={mark} />}
      isTest={payment.mode === "test"}
      buttons={
        <>
          <RefundUnapplied payment={payment} size="xs" />
          <ApplyUnapplied payment={payment} size="xs" />
        </>
      }
    >
      {words} Nothing is lost: it is kept as credit.
    </Frame>
  );
}

function DisputeCard({ payment, tab }: CardProps) {
  const write = useWriting();
  const words = useDisputeWords(payment);
  const { dispute, currency, customerName, invoiceNumber } = payment;
  if (dispute === null || words === null || !isOpenDispute(dispute)) return null;
  const isPressing = needsAnswer(dispute);
  return (
    <Frame
      title={`${write.money(dispute.amount, currency)} disputed`}
      mark={<Status is={isPressing ? "overdue" : "processing"} word={words.mark} />}
      isTest={payment.mode === "test"}
      isPressing={isPressing}
      buttons={
        <>
          {isPressing && (
            <Button
              component="a"
              size="xs"
              variant="light"
              href={processorPage(payment)}
              rightSection={<IconExternalLink size={15} />}
              {...elsewhere}
            >
              Answer in Stripe
            </Button>
          )}
          <OpenPayment payment={payment} tab={tab} words="Show the payment" />
        </>
      }
    >
      {customerName}, invoice {invoiceNumber}. {words.title}.
    </Frame>
  );
}

function OpenPayment({ payment, tab, words }: CardProps & { words: string }) {
  return (
    <ButtonLink
      to="/payments"
      search={{ ...(tab === undefined ? {} : { tab }), payment: payment.id }}
      resetScroll={false}
      size="xs"
      variant="default"
    >
      {words}
    </ButtonLink>
  );
}
