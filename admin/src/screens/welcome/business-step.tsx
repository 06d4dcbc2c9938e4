import { Button, Select, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import { sessionQuery, setUp, type SetupInput } from "../../api/session.ts";
import {
  countryChoices,
  currencyChoices,
  currencyOf,
  deviceCountry,
  deviceTimezone,
  timezoneChoices,
  timezoneOf,
} from "../../ui/countries.ts";
import { SecretField } from "../../ui/secret-field.tsx";
import { Problem } from "../../ui/states.tsx";

export function BusinessStep() {
  const queries = useQueryClient();
  const form = useForm({ initialValues: useMemo(firstGuess, []) });
  const create = useMutation({
    mutationFn: (fields: Fields) => setUp(bodyOf(fields)),
    // Reads who is signed in now; the next step appears with it.
    onSuccess: () => queries.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
  const { error } = create;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form className="stack" onSubmit={form.onSubmit((fields) => create.mutate(fields))}>
      <div>
        <h1>Your business</h1>
        <p className="lead">What your customers see on every invoice.</p>
      </div>
      <BusinessFields form={form} error={error} />
      <h2>Your sign-in</h2>
      <OwnerFields form={form} error={error} />
      {!hasFieldErrors && <Problem error={error} />}
      <div className="row">
        <Button type="submit" size="md" loading={create.isPending}>
          Continue
        </Button>
      </div>
    </form>
  );
}

type Fields = ReturnType<typeof firstGuess>;

interface FieldsProps {
  readonly form: UseFormReturnType<Fields>;
  readonly error: unknown;
}

/** The country decides what is suggested for the rest. */
function BusinessFields({ form, error }: FieldsProps) {
  const follow = (country: string | null) => {
    if (country === null) return;
    form.setValues({ country, currency: currencyOf(country), timezone: timezoneOf(country) });
  };
  return (
    <>
      <TextInput
        label="Business name"
        size="md"
        required
        autoFocus
        autoComplete="organization"
        {...form.getInputProps("business")}
        error={fieldError(error, "business.name")}
      />
      <Select
        label="Country"
        size="md"
        required
        searchable
        data={useMemo(countryChoices, [])}
        value={form.values.country}
        onChange={follow}
        error={fieldError(error, "business.country")}
      />
      <div className="field-row">
        <Select
          label="Currency"
          size="md"
          searchable
          data={useMemo(currencyChoices, [])}
          {...form.getInputProps("currency")}
          error={fieldError(error, "business.currency")}
        />
        <Select
          label="Time zone"
          size="md"
          searchable
          data={useMemo(timezoneChoices, [])}
          {...form.getInputProps("timezone")}
          error={fieldError(error, "business.timezone")}
        />
      </div>
    </>
  );
}

function OwnerFields({ form, error }: FieldsProps) {
  return (
    <>
      <TextInput
        label="Your name"
        size="md"
        required
        autoComplete="name"
        {...form.getInputProps("name")}
        error={fieldError(error, "owner.name")}
      />
      <div className="field-row">
        <TextInput
          label="Email"
          type="email"
          size="md"
          required
          autoComplete="username"
          {...form.getInputProps("email")}
          error={fieldError(error, "owner.email")}
        />
        <SecretField
          secret="password"
          label="Password"
          size="md"
          required
          autoComplete="new-password"
          {...form.getInputProps("password")}
          error={fieldError(error, "owner.password")}
        />
      </div>
    </>
  );
}

function firstGuess() {
  const country = deviceCountry() ?? "";
  return {
    business: "",
    country,
    currency: country === "" ? "EUR" : currencyOf(country),
    timezone: country === "" ? deviceTimezone() : timezoneOf(country),
    name: "",
    email: "",
    password: "",
  };
}

function bodyOf({ business, country, currency, timezone, ...owner }: Fields): SetupInput {
  return {
    business: { name: business, country, currency, timezone },
    owner: { ...owner, email: owner.email.trim() },
  };
}
