import { Button, Modal, Select, TextInput } from "@mantine/core";
import { DatePickerInput } from "@mantine/dates";
import "@mantine/dates/styles.css";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { accountsQuery } from "../../api/connections.ts";
import { type ManualPayment, recordPayment } from "../../api/invoices.ts";
import { ApiProblem, fieldError, hasCode } from "../../api/problem.ts";
import type { Invoice } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
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
  const { id, currency, amountDue, customerName } = invoice;
  const { locale, timezone, money } = useWriting();
  const accounts = useQuery(accountsQuery);
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
        amountOf(typed) ? null : `Write an amount, such as ${money(1000, currency)}.`,
      paidOn: (day) => (day === null ? "Choose the day it arrived." : null),
    },
  });
  const amountOf = (typed: string) => {
    const decimal = readDecimal(typed, locale);
    return decimal === null ? null : decimalToMinor(decimal, currency);
  };
  const record = useAction(({ allowCredit }: { allowCredit: boolean }) => {
    const { amount, paidOn, method, depositAccountId, reference } = form.values;
    const body: ManualPayment = {
      amount: amountOf(amount) ?? 0,
      paidOn: paidOn ?? "",
      method,
      ...(depositAccountId === null ? {} : { depositAccountId }),
      ...(reference.trim() === "" ? {} : { reference }),
      ...(allowCredit ? { allowCredit } : {}),
    };
    return recordPayment(id, body, keyFor(body));
  }, onClose);
  const { error } = record;
  const isTooMuch = hasCode(error, "amount_exceeds_due");
  const isFieldError = error instanceof ApiProblem && error.errors.length > 0;
  const choices = (accounts.data?.data ?? [])
    .filter(({ type, purpose }) => type === "asset" && purpose !== "receivable")
    .map((account) => ({ value: account.id, label: account.name }));
  return (
    <form className="stack" onSubmit={form.onSubmit(() => record.mutate({ allowCredit: false }))}>
      <p className="muted small">
        {money(amountDue, currency)} is due from {customerName}.
      </p>
      <div className="field-row">
        <TextInput
          label={`Amount (${currency})`}
          inputMode="decimal"
          data-autofocus
          {...form.getInputProps("amount")}
          error={form.errors["amount"] ?? fieldError(error, "amount")}
        />
        <DatePickerInput
          label="Arrived on"
          valueFormat="D MMM YYYY"
          maxDate={today(timezone)}
          {...form.getInputProps("paidOn")}
          error={form.errors["paidOn"] ?? fieldError(error, "paidOn")}
        />
      </div>
      <div className="field-row">
        <Select label="Method" data={METHODS} {...form.getInputProps("method")} />
        <Select
          label="Deposited to"
          placeholder={form.values.method === "cash" ? "Cash" : "Bank"}
          clearable
          data={choices}
          {...form.getInputProps("depositAccountId")}
          error={fieldError(error, "depositAccountId")}
        />
      </div>
      <TextInput
        label="Reference"
        placeholder="From the bank statement, if you like"
        {...form.getInputProps("reference")}
        error={fieldError(error, "reference")}
      />
      {isTooMuch ? (
        <Notice tone="warning" title="That is more than is due" isAlert>
          <p>
            {money(amountDue, currency)} is due. The rest can be kept as credit for {customerName}.
          </p>
          <Button
            size="xs"
            variant="default"
            mt={8}
            loading={record.isPending}
            onClick={() => record.mutate({ allowCredit: true })}
          >
            Keep as credit
          </Button>
        </Notice>
      ) : (
        !isFieldError && <Problem error={error} />
      )}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={record.isPending}>
          Record payment
        </Button>
      </div>
    </form>
  );
}
