import { ColorInput, Select, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useMemo } from "react";
import { fieldError } from "../../api/problem.ts";
import { countryChoices, currencyChoices, timezoneChoices } from "../../ui/countries.ts";
import { Card } from "../../ui/page.tsx";
import type { BusinessFields } from "./business-fields.ts";
import { languageChoices } from "./languages.ts";

interface CardProps {
  readonly form: UseFormReturnType<BusinessFields>;
  readonly error: unknown;
  readonly isReadOnly: boolean;
}

function useField({ form, error, isReadOnly }: CardProps) {
  return (name: keyof BusinessFields) => ({
    ...form.getInputProps(name),
    error: fieldError(error, name),
    disabled: isReadOnly,
  });
}

export function AppearanceCard(props: CardProps) {
  const field = useField(props);
  return (
    <Card title="On every invoice">
      <div className="stack">
        <div className="field-row">
          <TextInput label="Name" required {...field("name")} />
          <TextInput label="Registered name" placeholder="If it differs" {...field("legalName")} />
        </div>
        <Textarea label="Address" autosize minRows={3} {...field("address")} />
        <div className="field-row">
          <Select
            label="Country"
            searchable
            data={useMemo(countryChoices, [])}
            {...field("country")}
          />
          <TextInput label="Tax number" {...field("taxId")} />
        </div>
        <div className="field-row">
          <TextInput label="Email" type="email" {...field("email")} />
          <TextInput label="Phone" type="tel" {...field("phone")} />
        </div>
        <div className="field-row">
          <TextInput label="Website" type="url" placeholder="https://" {...field("website")} />
          <ColorInput
            label="Colour of buttons on your pages"
            placeholder="Pine"
            format="hex"
            withEyeDropper={false}
            {...field("accentColor")}
          />
        </div>
        <Textarea
          label="Bank details"
          description="For customers who pay by bank transfer."
          autosize
          minRows={2}
          {...field("bankDetails")}
        />
      </div>
    </Card>
  );
}

export function WritingCard(props: CardProps) {
  const field = useField(props);
  const { locale } = props.form.values;
  return (
    <Card title="How it is written">
      <div className="stack">
        <div className="field-row">
          <Select
            label="Currency"
            searchable
            data={useMemo(currencyChoices, [])}
            {...field("currency")}
          />
          <Select
            label="Amounts and dates"
            description="Mails to you about payments come in its language, too, if that is English, German, French, Spanish, Italian or Dutch."
            inputWrapperOrder={["label", "input", "description", "error"]}
            searchable
            data={useMemo(() => languageChoices(locale), [locale])}
            {...field("locale")}
          />
        </div>
        <Select
          label="Time zone"
          searchable
          data={useMemo(timezoneChoices, [])}
          {...field("timezone")}
        />
      </div>
    </Card>
  );
}

export function PaymentsCard(props: CardProps) {
  const field = useField(props);
  const { form, error, isReadOnly } = props;
  const path = "paymentNotificationEmails";
  const addressProblem = form.values[path]
    .map((_, index) => fieldError(error, `${path}.${index}`))
    .find((words) => words !== undefined);
  return (
    <Card title="Payments">
      <div className="stack">
        <TagsInput
          label="Tell these addresses about payments"
          description="Without any, the business’s own address is told."
          splitChars={[",", ";", " "]}
          maxTags={5}
          {...field(path)}
          error={fieldError(error, path) ?? addressProblem}
        />
        <Switch
          label="Email a receipt to whoever pays"
          description="Without it, payers still find their receipt on the invoice’s page."
          disabled={isReadOnly}
          {...form.getInputProps("receiptMails", { type: "checkbox" })}
        />
        <Switch
          label="New invoices have an online page"
          description="A permanent address that shows the invoice. Each invoice has a switch of its own."
          disabled={isReadOnly}
          {...form.getInputProps("onlineViewDefault", { type: "checkbox" })}
        />
        <Switch
          label="Accept live keys only"
          description="Test keys are refused when a connection is added."
          disabled={isReadOnly}
          {...form.getInputProps("liveKeysOnly", { type: "checkbox" })}
        />
      </div>
    </Card>
  );
}
