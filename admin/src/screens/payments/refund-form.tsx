import { Button, Radio, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { refundPayment } from "../../api/payments.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import type { Payment } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { decimalToMinor, formatDecimal, minorToDecimal, readDecimal } from "../../ui/money.ts";
import { Problem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";

interface RefundFormProps {
  readonly payment: Payment;
  /** Minor units that can still go back. */
  readonly left: number;
  readonly onClose: () => void;
}

/** How much goes back, and whether the invoice is due again afterwards. */
export function RefundForm({ payment, left, onClose }: RefundFormProps) {
  const { locale, money } = useWriting();
  const { currency } = payment;
  const keyFor = useAttemptKey();
  const read = (typed: string) => {
    const decimal = readDecimal(typed, locale);
    return decimal === null ? null : decimalToMinor(decimal, currency);
  };
  const form = useForm({
    initialValues: {
      amount: formatDecimal(minorToDecimal(left, currency), locale),
      after: "settled",
    },
    validate: {
      amount: (typed) => {
        const amount = read(typed);
        if (amount !== null && amount > 0 && amount <= left) return null;
        return `Enter an amount up to ${money(left, currency)}.`;
      },
    },
  });
  const refund = useAction(({ amount, after }: typeof form.values) => {
    const body = { amount: read(amount) ?? 0, reopen: after === "due" };
    return refundPayment(payment.id, body, keyFor(body));
  }, onClose);
  const { error } = refund;
  const amount = read(form.values.amount);
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form className="stack" onSubmit={form.onSubmit((fields) => refund.mutate(fields))}>
      <TextInput
        label={`Amount (${currency})`}
        description={`${money(left, currency)} can go back to how it was paid.`}
        inputWrapperOrder={["label", "input", "description", "error"]}
        inputMode="decimal"
        data-autofocus
        {...form.getInputProps("amount")}
        error={form.errors["amount"] ?? fieldError(error, "amount")}
      />
      <Radio.Group label="Afterwards" {...form.getInputProps("after")}>
        <div className="stack choices">
          <Radio value="settled" label="The customer owes nothing again" />
          <Radio value="due" label="The invoice is due again by this amount" />
        </div>
      </Radio.Group>
      {amount !== null && amount > 0 && amount <= left && (
        <Consequence payment={payment} amount={amount} isDueAgain={form.values.after === "due"} />
      )}
      {!hasFieldErrors && <Problem error={error} />}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" className="destructive" loading={refund.isPending}>
          Refund {amount === null ? "" : money(amount, currency)}
        </Button>
      </div>
    </form>
  );
}

interface ConsequenceProps {
  readonly payment: Payment;
  readonly amount: number;
  readonly isDueAgain: boolean;
}

/** What the refund will do to the invoice; money that was never applied goes back first. */
function Consequence({ payment, amount, isDueAgain }: ConsequenceProps) {
  const { money } = useWriting();
  const { currency, invoiceNumber, amountUnapplied } = payment;
  const fromApplied = Math.max(0, amount - amountUnapplied);
  const unused = amount - fromApplied;
  return (
    <p className="muted small" aria-live="polite">
      {unused > 0 && `${money(unused, currency)} of it was not applied and goes back first. `}
      {fromApplied === 0
        ? `Invoice ${invoiceNumber} stays as it is.`
        : isDueAgain
          ? `Invoice ${invoiceNumber} has ${money(fromApplied, currency)} due again, and the links sent for it can be paid.`
          : `Invoice ${invoiceNumber} is settled by a credit of ${money(fromApplied, currency)}.`}{" "}
      Stripe keeps the fee of the payment.
    </p>
  );
}
