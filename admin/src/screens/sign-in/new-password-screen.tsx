import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { resetPassword, resetQuery } from "../../api/me.ts";
import { ApiProblem, fieldError, wordsOf } from "../../api/problem.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { SecretField } from "../../ui/secret-field.tsx";
import { LoadingRows, Notice, Problem } from "../../ui/states.tsx";
import { forgetSecret, useSecret } from "../../ui/use-secret.ts";
import { FrontPage } from "./front-page.tsx";

/** Where the link that was mailed leads. */
export function NewPasswordScreen() {
  const token = useSecret("new-password");
  const reset = useQuery(resetQuery(token));
  return (
    <FrontPage title="New password" heading="Choose a new password">
      {reset.isError ? (
        <div className="stack">
          <Notice tone="problem" isAlert>
            {wordsOf(reset.error)}
          </Notice>
          <ButtonLink to="/forgot-password" variant="default">
            Ask for a new link
          </ButtonLink>
        </div>
      ) : reset.data ? (
        <PasswordForm token={token} email={reset.data.email} />
      ) : (
        <LoadingRows rows={2} />
      )}
    </FrontPage>
  );
}

function PasswordForm({ token, email }: { token: string; email: string }) {
  const form = useForm({ initialValues: { password: "" } });
  const choose = useMutation({
    mutationFn: ({ password }: typeof form.values) => resetPassword({ token, password }),
    onSuccess: () => forgetSecret("new-password"),
  });
  const { error } = choose;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  if (choose.isSuccess) {
    return (
      <div className="stack">
        <Notice tone="good" title="Your password is changed">
          You are signed out everywhere. Sign in with the new one. Passkeys you have still sign in:
          look under Settings, Your sign-in, whether all of them are yours, and remove the others.
        </Notice>
        <Link to="/sign-in">Sign in</Link>
      </div>
    );
  }
  return (
    <form className="stack" onSubmit={form.onSubmit((fields) => choose.mutate(fields))}>
      <TextInput label="Email" size="md" readOnly value={email} autoComplete="username" />
      <SecretField
        secret="password"
        label="New password"
        description="At least 10 characters."
        inputWrapperOrder={["label", "input", "description", "error"]}
        size="md"
        required
        autoFocus
        autoComplete="new-password"
        {...form.getInputProps("password")}
        error={fieldError(error, "password")}
      />
      {!hasFieldErrors && <Problem error={error} />}
      <Button type="submit" size="md" fullWidth loading={choose.isPending}>
        Change password
      </Button>
    </form>
  );
}
