import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { changeName, type Me } from "../../api/me.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import { useAction } from "../../api/use-action.ts";
import { Card } from "../../ui/page.tsx";
import { Problem } from "../../ui/states.tsx";

export function NameCard({ me }: { me: Me }) {
  const form = useForm({ initialValues: { name: me.name } });
  const save = useAction(
    ({ name }: typeof form.values) => changeName(name),
    (_, fields) => form.resetDirty(fields),
  );
  const { error } = save;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <Card title="You">
      <form className="stack" onSubmit={form.onSubmit((fields) => save.mutate(fields))}>
        <div className="field-row">
          <TextInput
            label="Name"
            required
            autoComplete="name"
            {...form.getInputProps("name")}
            error={fieldError(error, "name")}
          />
          <TextInput label="Email" readOnly value={me.email} />
        </div>
        {!hasFieldErrors && <Problem error={error} />}
        <div className="card-foot">
          <span className="muted small" aria-live="polite">
            {save.isSuccess && !form.isDirty() ? "Saved" : ""}
          </span>
          <Button
            type="submit"
            variant="default"
            loading={save.isPending}
            disabled={!form.isDirty()}
          >
            Save name
          </Button>
        </div>
      </form>
    </Card>
  );
}
