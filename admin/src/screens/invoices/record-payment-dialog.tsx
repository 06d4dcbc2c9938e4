import { Button, Modal, Select, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { type ManualPayment, recordPayment } from "../../api/invoices.ts";
import { ApiProblem, fieldError, hasCode } from "../../api/problem.ts";
import type { Invoice } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { useAccountChoices } from "../../ui/account-choices.ts";
import { today } from "../../ui/days.ts";
import { decimalToMinor, formatDecimal, minorToDecimal, readDecimal } from "../../ui/money.ts";
import { Notice, Problem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";

const METHODS = [
  { value: "bank_transfer", label: "Bank transfer" },
  { value: "cash", label: "Cash" },
  { value: "cheque", label: "Cheque" },
  { value: "other", label: "Other" },
] as const;

interface Fields {
  /** As typed. */
  amount: string;
  paidOn: string | null;
  method: ManualPayment["method"];
  depositAccountId: string | null;
  reference: string;
}

interface RecordPaymentProps {
  readonly invoice: Invoice;
  readonly onClose: () => void;
}

export function RecordPaymentDialog({ isOpen, ...rest }: RecordPaymentProps & { isOpen: boolean }) {
  return (
    <Modal opened={isOpen} onClose={rest.onClose} title="Record payment">
      <RecordPaymentForm {...rest} />
    </Modal>
  );
}

function RecordPaymentForm({ invoice, onClose }: RecordPaymentProps) {
  const { currency, amountDue, customerName } = invoice;
  const { locale, timezone, money } = useWriting();
  const keyFor = useAttemptKey();
  const form = useForm<Fields>({
    initialValues: {
      amount: formatDecimal(minorToDecimal(amountDue, currency), locale),
      paidOn: today(timezone),
      method: "bank_transfer",
      depositAccountId: null,
      reference: "",
    },
    validate: {
      amount: (typed) =>
        amountOf(typed, currency, locale)
          ? null
          : `Write an amount, such as ${money(1000, currency)}.`,
      paidOn: (day) => (day === null ? "Choose the day it arrived." : null),
    },
  });
  const record = useAction((isCreditAllowed: boolean) => {
    const amount = amountOf(form.values.amount, currency, locale) ?? 0;
    const body = bodyOf(form.values, amount, isCreditAllowed);
    return recordPayment(invoice.id, body, keyFor(body));
  }, onClose);
  const { error, isPending } = record;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form className="stack" onSubmit={form.onSubmit(() => record.mutate(false))}>
      <p className="muted small">
        {money(amountDue, currency)} is due from {customerName}.
      </p>
      <RecordPaymentFields form={form} currency={currency} error={error} />
      {hasCode(error, "amount_exceeds_due") ? (
        <TooMuch invoice={invoice} isBusy={isPending} onKeep={() => record.mutate(true)} />
      ) : (
        !hasFieldErrors && <Problem error={error} />
      )}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={isPending}>
          Record payment
        </Button>
      </div>
    </form>
  );
}

interface FieldsProps {
  readonly form: UseFormReturnType<Fields>;
  readonly currency: string;
  readonly error: unknown;
}

function RecordPaymentFields({ form, currency, error }: FieldsProps) {
  const { timezone } = useWriting();
  const field = (name: keyof Fields) => ({
    ...form.getInputProps(name),
    error: form.errors[name] ?? fieldError(error, name),
  });
  return (
    <>
      <div className="field-row">
        <TextInput
          label={`Amount (${currency})`}
          inputMode="decimal"
          data-autofocus
          {...field("amount")}
        />
        <DatePickerInput
          label="Arrived on"
          valueFormat="D MMM YYYY"
          maxDate={today(timezone)}
          {...field("paidOn")}
        />
      </div>
      <div className="field-row">
        <Select label="Method" data={METHODS} {...field("method")} />
        <Select
          label="Deposited to"
          placeholder={form.values.method === "cash" ? "Cash" : "Bank"}
          clearable
          clearButtonProps={{ "aria-label": "Clear" }}
          data={useAccountChoices("asset")}
          {...field("depositAccountId")}
        />
      </div>
      <TextInput
        label="Reference"
        placeholder="From the bank statement, if you like"
        {...field("reference")}
      />
    </>
  );
}

interface TooMuchProps {
  readonly invoice: Invoice;
  readonly isBusy: boolean;
  readonly onKeep: () => void;
}

function TooMuch({ invoice, isBusy, onKeep }: TooMuchProps) {
  const { money } = useWriting();
  return (
    <Notice tone="warning" title="That is more than is due" isAlert>
      <p>
        {money(invoice.amountDue, invoice.currency)} is due. The rest can be kept as credit for{" "}
        {invoice.customerName}.
      </p>
      <Button size="xs" variant="default" mt={8} loading={isBusy} onClick={onKeep}>
        Keep as credit
      </Button>
    </Notice>
  );
}

/** What was typed in minor units; `null` when it is no amount of the currency. */
function amountOf(typed: string, currency: string, locale: string): number | null {
  const decimal = readDecimal(typed, locale);
  return decimal === null ? null : decimalToMinor(decimal, currency);
}

function bodyOf(fields: Fields, amount: number, isCreditAllowed: boolean): ManualPayment {
  const { paidOn, method, depositAccountId, reference } = fields;
  return {
    amount,
    paidOn: paidOn ?? "",
    method,
    ...(depositAccountId === null ? {} : { depositAccountId }),
    ...(reference.trim() === "" ? {} : { reference }),
    ...(isCreditAllowed ? { allowCredit: true } : {}),
  };
}
