import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ApiProblem } from "../../api/problem.ts";
import { signIn } from "../../api/session.ts";
import { SecretField } from "../../ui/secret-field.tsx";
import { Notice, Problem } from "../../ui/states.tsx";
import { FrontPage } from "./front-page.tsx";

const route = getRouteApi("/sign-in");

export function SignInScreen() {
  const { to } = route.useSearch();
  const form = useForm({ initialValues: { email: "", password: "" } });
  const attempt = useMutation({
    mutationFn: ({ email, password }: typeof form.values) => signIn(email.trim(), password),
    // The page is loaded anew: what is shown next was read as this person.
    onSuccess: () => location.assign(isOwnPath(to) ? to : "/"),
  });
  const { error } = attempt;
  const isRefused = error instanceof ApiProblem && [400, 401, 403].includes(error.status);
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
      <form onSubmit={form.onSubmit((values) => attempt.mutate(values))}>
        <div className="stack">
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
          <Button
            type="submit"
            size="md"
            fullWidth
            loading={attempt.isPending || attempt.isSuccess}
          >
            Sign in
          </Button>
        </div>
      </form>
    </FrontPage>
  );
}

/** Only ever to one of our own pages. */
function isOwnPath(to: string | undefined): to is string {
  return to !== undefined && /^\/(?![/\\])/.test(to);
}
