import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { canUsePasskeys } from "../../api/passkeys.ts";
import { ApiProblem } from "../../api/problem.ts";
import { signIn } from "../../api/session.ts";
import { SecretField } from "../../ui/secret-field.tsx";
import { Notice, Problem } from "../../ui/states.tsx";
import { CodeStep } from "./code-step.tsx";
import { FrontPage } from "./front-page.tsx";
import { ownPath } from "./own-path.ts";
import { PasskeyButton } from "./passkey-button.tsx";

const route = getRouteApi("/sign-in");

export function SignInScreen() {
  const { to } = route.useSearch();
  const [isAsked, setAsked] = useState(false);
  // The page is loaded anew: what is shown next was read as this person.
  const enter = () => location.assign(ownPath(to));
  if (isAsked) return <CodeStep onIn={enter} onBack={() => setAsked(false)} />;
  return (
    <FrontPage
      title="Sign in"
      heading="Sign in to Quittance"
      below={
        <>
          Forgot your password? <Link to="/forgot-password">Get a new one</Link>
        </>
      }
    >
      <div className="stack">
        <PasswordForm onIn={enter} onAsked={() => setAsked(true)} />
        {canUsePasskeys() && <PasskeyButton onIn={enter} />}
      </div>
    </FrontPage>
  );
}

function PasswordForm({ onIn, onAsked }: { onIn: () => void; onAsked: () => void }) {
  const form = useForm({ initialValues: { email: "", password: "" } });
  const attempt = useMutation({
    mutationFn: ({ email, password }: typeof form.values) => signIn(email.trim(), password),
    onSuccess: ({ twoFactorRedirect }) => (twoFactorRedirect === true ? onAsked() : onIn()),
  });
  const { error } = attempt;
  const isRefused = error instanceof ApiProblem && [400, 401, 403].includes(error.status);
  return (
    <form className="stack" onSubmit={form.onSubmit((values) => attempt.mutate(values))}>
      {isRefused ? (
        <Notice tone="problem" isAlert>
          That email and password don’t go together. Check both and try again.
        </Notice>
      ) : (
        <Problem error={error} />
      )}
      <TextInput
        label="Email"
        type="email"
        size="md"
        required
        autoFocus
        autoComplete="username"
        {...form.getInputProps("email")}
      />
      <SecretField
        secret="password"
        label="Password"
        size="md"
        required
        autoComplete="current-password"
        {...form.getInputProps("password")}
      />
      <Button type="submit" size="md" fullWidth loading={attempt.isPending || attempt.isSuccess}>
        Sign in
      </Button>
    </form>
  );
}
