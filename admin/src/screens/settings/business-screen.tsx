import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { ApiProblem } from "../../api/problem.ts";
import { changeBusiness } from "../../api/session.ts";
import type { Business } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { PageHead } from "../../ui/page.tsx";
import { Notice, Problem } from "../../ui/states.tsx";
import { useBusiness, useCan } from "../../ui/use-business.ts";
import { type BusinessFields, changesOf, fieldsOf } from "./business-fields.ts";
import { LogoCard } from "./logo-card.tsx";
import { AppearanceCard, PaymentsCard, WritingCard } from "./business-cards.tsx";

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
      <LogoCard isReadOnly={!can.changeBusiness} />
      <BusinessForm business={business} isReadOnly={!can.changeBusiness} />
    </>
  );
}

function BusinessForm({ business, isReadOnly }: { business: Business; isReadOnly: boolean }) {
  const form = useForm({ initialValues: fieldsOf(business) });
  const save = useAction(
    (fields: BusinessFields) => changeBusiness(changesOf(fields)),
    (saved) => {
      form.setValues(fieldsOf(saved));
      form.resetDirty(fieldsOf(saved));
    },
  );
  const { error } = save;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  const parts = { form, error, isReadOnly };
  return (
    <form onSubmit={form.onSubmit((fields) => save.mutate(fields))}>
      <AppearanceCard {...parts} />
      <WritingCard {...parts} />
      <PaymentsCard {...parts} />
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
