import { IconBrandStripe, IconFlask, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { accountsQuery, connectionsQuery } from "../../api/connections.ts";
import { customerQuery } from "../../api/customers.ts";
import { changeInvoice } from "../../api/invoices.ts";
import type { Invoice, OnlinePayment, SendPreview } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { ConversionNotice } from "../../ui/conversion-notice.tsx";
import { PayWith } from "../../ui/pay-with.tsx";
import { Notice, Problem } from "../../ui/states.tsx";
import { useBusiness, useWriting } from "../../ui/use-business.ts";
import { noPayButton } from "./no-pay-button.ts";

interface SendMeansProps {
  readonly invoice: Invoice;
  readonly preview: SendPreview;
  /** The button that sends all the same, where a Pay button is what stands in the way. */
  readonly withoutPayment: ReactNode;
}

/** The first block of the dialog: through whom the customer will pay, or why there is no button. */
export function SendMeans({ invoice, preview, withoutPayment }: SendMeansProps) {
  const [isChanging, setChanging] = useState(false);
  const customer = useQuery(customerQuery(invoice.customerId));
  const change = useAction(
    (onlinePayment: OnlinePayment) => changeInvoice(invoice.id, { onlinePayment }),
    () => setChanging(false),
  );
  const isOpen = invoice.status === "draft" || invoice.status === "open";
  const changeLink = isOpen && !isChanging && (
    <button type="button" className="text-button" onClick={() => setChanging(true)}>
      Change
    </button>
  );
  return (
    <>
      {preview.blocked === "payment_link_period_locked" ? (
        <Locked action={withoutPayment} />
      ) : (
        <Means invoice={invoice} preview={preview} action={changeLink} />
      )}
      {preview.payLink && (
        <ConversionNotice
          currency={invoice.currency}
          connectionIds={preview.connections.map(({ id }) => id)}
          isWarned={preview.warning === "currency_converted"}
        />
      )}
      {preview.warning === "books_locked_through_today" && (
        <Notice tone="warning" icon={IconLock} title="Your books are closed through today.">
          A payment that arrives today is kept until you choose the day it is booked on. The invoice
          is paid all the same.
        </Notice>
      )}
      {isChanging && (
        <PayWith
          label="Pay with"
          inherited={customer.data?.onlinePayment ?? "default"}
          value={invoice.onlinePayment}
          onChange={(choice) => change.mutate(choice)}
          isDisabled={change.isPending}
        />
      )}
      <Problem error={change.error} />
    </>
  );
}

interface MeansProps {
  readonly invoice: Invoice;
  readonly preview: SendPreview;
  readonly action: ReactNode;
}

function Means({ invoice, preview, action }: MeansProps) {
  const write = useWriting();
  const account = useDepositAccount(preview);
  const { connections, payLink } = preview;
  if (!payLink) {
    const { title, words } = noPayButton(preview.reason ?? preview.blocked);
    return (
      <Notice tone="quiet" title={title} action={action}>
        {words}
      </Notice>
    );
  }
  const amount = write.money(
    invoice.status === "draft" ? invoice.total : invoice.amountDue,
    invoice.currency,
  );
  const names = new Intl.ListFormat("en", { type: "disjunction" }).format(
    connections.map(({ name }) => name),
  );
  if (connections.some(({ mode }) => mode === "test")) {
    return (
      <Notice tone="test" icon={IconFlask} title="Test connection." action={action}>
        Pays through {names}. The Pay button for {amount} moves no real money.
      </Notice>
    );
  }
  const title = connections.length > 1 ? `Customer can choose: ${names}` : `Pays through ${names}`;
  return (
    <Notice tone="good" icon={IconBrandStripe} title={title} action={action}>
      The email carries a Pay button for {amount}.
      {account !== undefined && ` Money is deposited to ${account}.`}
    </Notice>
  );
}

/** The account's name where there is one connection and the person may see it. */
function useDepositAccount({ connections }: SendPreview): string | undefined {
  const known = useQuery(connectionsQuery).data?.data ?? [];
  const accounts = useQuery(accountsQuery).data?.data ?? [];
  if (connections.length !== 1) return undefined;
  const accountId = known.find(({ id }) => id === connections[0]?.id)?.depositAccountId;
  return accounts.find(({ id }) => id === accountId)?.name;
}

function Locked({ action }: { action: ReactNode }) {
  const { booksLockedThrough } = useBusiness();
  const write = useWriting();
  const day = booksLockedThrough === null ? "a later day" : write.longDay(booksLockedThrough);
  return (
    <Notice tone="problem" icon={IconLock} title="Can’t send with a Pay button." isAlert>
      <p>
        Your books are closed through {day}. Send without online payment, or change the date in
        Books.
      </p>
      <div className="row wrap send-ways">
        {action}
        <Link to="/books" className="underlined">
          Change the date in Books
        </Link>
      </div>
    </Notice>
  );
}
