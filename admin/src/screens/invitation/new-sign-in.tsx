import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { acceptInvitation } from "../../api/members.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import { useAction } from "../../api/use-action.ts";
import { SecretField } from "../../ui/secret-field.tsx";
import { Problem } from "../../ui/states.tsx";
import { enter } from "./enter.ts";

/** For somebody who never signed in here: a name, a password, and they are in. */
export function NewSignIn({ token, email }: { token: string; email: string }) {
  const form = useForm({ initialValues: { name: "", password: "" } });
  const accept = useAction(
    (fields: typeof form.values) => acceptInvitation({ token, ...fields }),
    enter,
  );
  const { error } = accept;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form className="stack" onSubmit={form.onSubmit((fields) => accept.mutate(fields))}>
      <TextInput label="Email" size="md" readOnly value={email} autoComplete="username" />
      <TextInput
        label="Your name"
        size="md"
        required
        autoFocus
        autoComplete="name"
        {...form.getInputProps("name")}
        error={fieldError(error, "name")}
      />
      <SecretField
        secret="password"
        label="Password"
        description="At least 10 characters."
        inputWrapperOrder={["label", "input", "description", "error"]}
        size="md"
        required
        autoComplete="new-password"
        {...form.getInputProps("password")}
        error={fieldError(error, "password")}
      />
      {!hasFieldErrors && <Problem error={error} />}
      <Button type="submit" size="md" fullWidth loading={accept.isPending || accept.isSuccess}>
        Accept and sign in
      </Button>
    </form>
  );
}
