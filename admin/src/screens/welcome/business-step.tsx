import { Button, PasswordInput, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import { sessionQuery, setUp } from "../../api/session.ts";
import {
  countryChoices,
  currencyChoices,
  currencyOf,
  deviceCountry,
  deviceTimezone,
  timezoneChoices,
  timezoneOf,
} from "../../ui/countries.ts";
import { Problem } from "../../ui/states.tsx";

export function BusinessStep() {
  const queries = useQueryClient();
  const choices = useMemo(
    () => ({
      countries: countryChoices(),
      currencies: currencyChoices(),
      timezones: timezoneChoices(),
    }),
    [],
  );
  const form = useForm({ initialValues: useMemo(firstGuess, []) });
  const create = useMutation({
    mutationFn: ({ business, country, currency, timezone, ...owner }: typeof form.values) =>
      setUp({
        business: { name: business, country, currency, timezone },
        owner: { ...owner, email: owner.email.trim() },
      }),
    // Reads who is signed in now; the next step appears with it.
    onSuccess: () => queries.fetchQuery({ ...sessionQuery, staleTime: 0 }),
  });
  const { error } = create;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  const follow = (country: string | null) => {
    if (country === null) return;
    form.setValues({ country, currency: currencyOf(country), timezone: timezoneOf(country) });
  };
  return (
    <form className="stack" onSubmit={form.onSubmit((values) => create.mutate(values))}>
      <div>
        <h1>Your business</h1>
        <p className="lead">What your customers see on every invoice.</p>
      </div>
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
        data={choices.countries}
        value={form.values.country}
        onChange={follow}
        error={fieldError(error, "business.country")}
      />
      <div className="field-row">
        <Select
          label="Currency"
          size="md"
          searchable
          data={choices.currencies}
          {...form.getInputProps("currency")}
          error={fieldError(error, "business.currency")}
        />
        <Select
          label="Time zone"
          size="md"
          searchable
          data={choices.timezones}
          {...form.getInputProps("timezone")}
          error={fieldError(error, "business.timezone")}
        />
      </div>
      <h2>Your sign-in</h2>
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
        <PasswordInput
          label="Password"
          size="md"
          required
          autoComplete="new-password"
          {...form.getInputProps("password")}
          error={fieldError(error, "owner.password")}
        />
      </div>
      {!hasFieldErrors && <Problem error={error} />}
      <div className="row">
        <Button type="submit" size="md" loading={create.isPending}>
          Continue
        </Button>
      </div>
    </form>
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
