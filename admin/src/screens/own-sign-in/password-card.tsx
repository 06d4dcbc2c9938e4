import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { changePassword } from "../../api/me.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import { useAction } from "../../api/use-action.ts";
import { Card } from "../../ui/page.tsx";
import { SecretField } from "../../ui/secret-field.tsx";
import { Problem } from "../../ui/states.tsx";

const EMPTY = { currentPassword: "", password: "" };

export function PasswordCard({ email }: { email: string }) {
  const form = useForm({ initialValues: EMPTY });
  const change = useAction(
    (fields: typeof form.values) => changePassword(fields),
    () => form.setValues(EMPTY),
  );
  const { error } = change;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <Card title="Password">
      <form className="stack" onSubmit={form.onSubmit((fields) => change.mutate(fields))}>
        {/* So that a password manager knows whose password this is. */}
        <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />
        <div className="field-row">
          <SecretField
            secret="current password"
            label="Current password"
            required
            autoComplete="current-password"
            {...form.getInputProps("currentPassword")}
            error={fieldError(error, "currentPassword")}
          />
          <SecretField
            secret="new password"
            label="New password"
            required
            autoComplete="new-password"
            {...form.getInputProps("password")}
            error={fieldError(error, "password")}
          />
        </div>
        {!hasFieldErrors && <Problem error={error} />}
        <div className="card-foot">
          <span className="muted small grow" aria-live="polite">
            {change.isSuccess
              ? "Changed. You are signed out everywhere else."
              : "At least 10 characters. You are signed out everywhere else."}
          </span>
          <Button type="submit" variant="default" loading={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Card>
  );
}
