import { Button, ColorInput, Select, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMemo } from "react";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import { changeBusiness } from "../../api/session.ts";
import type { Business, BusinessChanges } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { countryChoices, currencyChoices, timezoneChoices } from "../../ui/countries.ts";
import { Card, PageHead } from "../../ui/page.tsx";
import { Notice, Problem } from "../../ui/states.tsx";
import { useBusiness, useCan } from "../../ui/use-business.ts";
import { languageChoices } from "./languages.ts";

export function BusinessScreen() {
  const business = useBusiness();
  const can = useCan();
  return (
    <>
      <PageHead title="Business" subtitle="What stands on your invoices, pages and emails." />
      {!can.changeBusiness && (
        <Notice tone="quiet" title="Only an owner or admin can change this">
          You can read it, and ask one of them.
        </Notice>
      )}
      <BusinessForm business={business} isReadOnly={!can.changeBusiness} />
    </>
  );
}

function BusinessForm({ business, isReadOnly }: { business: Business; isReadOnly: boolean }) {
  const form = useForm({ initialValues: fieldsOf(business) });
  const save = useAction(
    (values: typeof form.values) => changeBusiness(changesOf(values)),
    (saved) => {
      form.setValues(fieldsOf(saved));
      form.resetDirty(fieldsOf(saved));
    },
  );
  const { error } = save;
  const field = (name: keyof typeof form.values) => ({
    ...form.getInputProps(name),
    error: fieldError(error, name),
    disabled: isReadOnly,
  });
  const choices = useMemo(
    () => ({
      countries: countryChoices(),
      currencies: currencyChoices(),
      timezones: timezoneChoices(),
      languages: languageChoices(business.locale),
    }),
    [business.locale],
  );
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Card title="On every invoice">
        <div className="stack">
          <div className="field-row">
            <TextInput label="Name" required {...field("name")} />
            <TextInput
              label="Registered name"
              placeholder="If it differs"
              {...field("legalName")}
            />
          </div>
          <Textarea label="Address" autosize minRows={3} {...field("address")} />
          <div className="field-row">
            <Select label="Country" searchable data={choices.countries} {...field("country")} />
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
      <Card title="How it is written">
        <div className="stack">
          <div className="field-row">
            <Select label="Currency" searchable data={choices.currencies} {...field("currency")} />
            <Select
              label="Amounts and dates"
              searchable
              data={choices.languages}
              {...field("locale")}
            />
          </div>
          <Select label="Time zone" searchable data={choices.timezones} {...field("timezone")} />
        </div>
      </Card>
      <Card title="Payments">
        <div className="stack">
          <TagsInput
            label="Tell these addresses about payments"
            description="Without any, the business’s own address is told."
            splitChars={[",", ";", " "]}
            maxTags={5}
            {...field("paymentNotificationEmails")}
            error={
              fieldError(error, "paymentNotificationEmails") ??
              [0, 1, 2, 3, 4]
                .map((index) => fieldError(error, `paymentNotificationEmails.${index}`))
                .find(Boolean)
            }
          />
          <Switch
            label="Accept live keys only"
            description="Test keys are refused when a connection is added."
            disabled={isReadOnly}
            {...form.getInputProps("liveKeysOnly", { type: "checkbox" })}
          />
        </div>
      </Card>
      <div className="save-bar">
        {!hasFieldErrors && <Problem error={error} />}
        <span className="muted small" aria-live="polite">
          {save.isSuccess && !form.isDirty() ? "Saved" : ""}
        </span>
        <Button type="submit" loading={save.isPending} disabled={isReadOnly || !form.isDirty()}>
          Save
        </Button>
      </div>
    </form>
  );
}

function fieldsOf(business: Business) {
  return {
    name: business.name,
    legalName: business.legalName ?? "",
    address: business.address ?? "",
    country: business.country,
    taxId: business.taxId ?? "",
    email: business.email ?? "",
    phone: business.phone ?? "",
    website: business.website ?? "",
    accentColor: business.accentColor ?? "",
    bankDetails: business.bankDetails ?? "",
    currency: business.currency,
    locale: business.locale,
    timezone: business.timezone,
    paymentNotificationEmails: business.paymentNotificationEmails,
    liveKeysOnly: business.liveKeysOnly,
  };
}

const OPTIONAL = [
  "legalName",
  "address",
  "taxId",
  "email",
  "phone",
  "website",
  "accentColor",
  "bankDetails",
] as const;

/** An emptied field is nothing, not an empty text. */
function changesOf(values: ReturnType<typeof fieldsOf>): BusinessChanges {
  const emptied = OPTIONAL.filter((name) => values[name].trim() === "");
  return { ...values, ...Object.fromEntries(emptied.map((name) => [name, null])) };
}
