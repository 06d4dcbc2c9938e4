import { Select, Textarea } from "@mantine/core";
import { useMemo } from "react";
import { fieldError } from "../../api/problem.ts";
import { currencyChoices } from "../../ui/countries.ts";
import { PayWith } from "../../ui/pay-with.tsx";
import { CustomerField } from "./customer-field.tsx";
import { DueField } from "./due-field.tsx";
import { OnlinePaymentNotice } from "./online-payment-notice.tsx";
import type { Draft } from "./use-draft.ts";

/** To whom, until when, in what. */
export function HeadFields({ draft, isChecked }: { draft: Draft; isChecked: boolean }) {
  const { form, change } = draft;
  const isMissing = isChecked && form.customerId === null;
  return (
    <div className="editor-head">
      <CustomerField
        customer={draft.customer}
        onChoose={draft.choose}
        error={
          isMissing ? "Choose who this invoice is for." : fieldError(draft.error, "customerId")
        }
      />
      <DueField value={form.dueOn} onChange={(dueOn) => change({ dueOn })} />
      <Select
        label="Currency"
        searchable
        data={useMemo(currencyChoices, [])}
        value={form.currency}
        onChange={(currency) => currency && change({ currency })}
        comboboxProps={{ width: 240, position: "bottom-end" }}
      />
    </div>
  );
}

/** The note, and who takes the payment. */
export function MoreFields({ draft }: { draft: Draft }) {
  const { form, change, customer } = draft;
  return (
    <div className="editor-more">
      <Textarea
        label="Note on the invoice"
        autosize
        minRows={2}
        maxRows={8}
        value={form.notes}
        onChange={({ currentTarget: { value } }) => change({ notes: value })}
        error={fieldError(draft.error, "notes")}
      />
      <div className="stack">
        <PayWith
          label="Online payment"
          inherited={customer?.onlinePayment ?? "default"}
          value={form.onlinePayment}
          onChange={(onlinePayment) => change({ onlinePayment })}
        />
        <OnlinePaymentNotice draft={draft} />
      </div>
    </div>
  );
}
