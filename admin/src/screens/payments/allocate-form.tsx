import { Button, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { openInvoicesQuery } from "../../api/invoices.ts";
import { allocatePayment } from "../../api/payments.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import type { Invoice, Payment } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { decimalToMinor, formatDecimal, minorToDecimal, readDecimal } from "../../ui/money.ts";
import { LoadingRows, LoadProblem, Notice, Problem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";

interface AllocateProps {
  readonly payment: Payment;
  readonly onClose: () => void;
}

export function AllocateForm({ payment, onClose }: AllocateProps) {
  const open = useQuery({ ...openInvoicesQuery(payment.customerId), staleTime: 0 });
  if (open.isError) {
    return <LoadProblem error={open.error} onRetry={() => void open.refetch()} />;
  }
  if (!open.data) return <LoadingRows rows={3} />;
  const fitting = open.data.data.filter(
    ({ currency, amountDue }) => currency === payment.currency && amountDue > 0,
  );
  return fitting.length === 0 ? (
    <NothingOpen payment={payment} onClose={onClose} />
  ) : (
    <Fields payment={payment} invoices={fitting} onClose={onClose} />
  );
}

function NothingOpen({ payment, onClose }: AllocateProps) {
  return (
    <div className="stack">
      <Notice tone="quiet" title="No invoice waits for this money">
        {payment.customerName} has no open invoice in {payment.currency}. The money stays as credit
        until there is one, or until you refund it.
      </Notice>
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose} data-autofocus>
          Close
        </Button>
      </div>
    </div>
  );
}

interface FieldsProps extends AllocateProps {
  readonly invoices: readonly Invoice[];
}

/** Which invoice, and how much: as much as fits, unless less is typed. */
function Fields({ payment, invoices, onClose }: FieldsProps) {
  const { locale, money } = useWriting();
  const { currency, amountUnapplied } = payment;
  const keyFor = useAttemptKey();
  const read = (typed: string) => {
    const decimal = readDecimal(typed, locale);
    return decimal === null ? null : decimalToMinor(decimal, currency);
  };
  const find = (id: string) => invoices.find((invoice) => invoice.id === id);
  const mostFor = (id: string) => Math.min(amountUnapplied, find(id)?.amountDue ?? 0);
  const written = (id: string) => formatDecimal(minorToDecimal(mostFor(id), currency), locale);
  const first = invoices.at(-1)?.id ?? "";
  const form = useForm({
    initialValues: { invoiceId: first, amount: written(first) },
    validate: {
      amount: (typed, { invoiceId }) => {
        const amount = read(typed);
        if (amount !== null && amount > 0 && amount <= mostFor(invoiceId)) return null;
        return `Enter an amount up to ${money(mostFor(invoiceId), currency)}.`;
      },
    },
  });
  const apply = useAction((fields: typeof form.values) => {
    const body = { invoiceId: fields.invoiceId, amount: read(fields.amount) ?? 0 };
    return allocatePayment(payment.id, body, keyFor(body));
  }, onClose);
  const { error } = apply;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form className="stack" onSubmit={form.onSubmit((fields) => apply.mutate(fields))}>
      <p className="muted small">
        {payment.customerName} has {money(amountUnapplied, currency)} of this payment left.
      </p>
      <Select
        label="Invoice"
        data={invoices.map(({ id, number, amountDue }) => ({
          value: id,
          label: `${number}, ${money(amountDue, currency)} due`,
        }))}
        data-autofocus
        value={form.values.invoiceId}
        onChange={(id) => id !== null && form.setValues({ invoiceId: id, amount: written(id) })}
        error={fieldError(error, "invoiceId")}
      />
      <TextInput
        label={`Amount (${currency})`}
        inputMode="decimal"
        {...form.getInputProps("amount")}
        error={form.errors["amount"] ?? fieldError(error, "amount")}
      />
      <Consequence
        invoice={find(form.values.invoiceId)}
        amount={read(form.values.amount)}
        unapplied={amountUnapplied}
      />
      {!hasFieldErrors && <Problem error={error} />}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={apply.isPending}>
          Apply
        </Button>
      </div>
    </form>
  );
}

interface ConsequenceProps {
  readonly invoice: Invoice | undefined;
  readonly amount: number | null;
  readonly unapplied: number;
}

/** What will be due, and what will be left, before anything is done. */
function Consequence({ invoice, amount, unapplied }: ConsequenceProps) {
  const { money } = useWriting();
  if (invoice === undefined || amount === null) return null;
  const due = invoice.amountDue - amount;
  const left = unapplied - amount;
  if (amount <= 0 || due < 0 || left < 0) return null;
  const { currency, number } = invoice;
  const rest = due === 0 ? "is paid" : `has ${money(due, currency)} due`;
  return (
    <p className="muted small" aria-live="polite">
      Then invoice {number} {rest}
      {left > 0 && `, and ${money(left, currency)} stays as credit`}. A payment page that is open
      for it is closed. No money moves.
    </p>
  );
}
