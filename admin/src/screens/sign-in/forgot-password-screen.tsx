import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { requestPasswordReset } from "../../api/me.ts";
import { Notice, Problem } from "../../ui/states.tsx";
import { FrontPage } from "./front-page.tsx";

/** Asks for a link by mail. What it answers is the same for every address. */
export function ForgotPasswordScreen() {
  const form = useForm({ initialValues: { email: "" } });
  const ask = useMutation({
    mutationFn: ({ email }: typeof form.values) => requestPasswordReset(email.trim()),
  });
  return (
    <FrontPage
      title="Forgot your password"
      heading="Choose a new password"
      below={<Link to="/sign-in">Back to sign in</Link>}
    >
      {ask.data ? (
        <Asked email={form.values.email.trim()} isMailed={ask.data.isMailed} />
      ) : (
        <form className="stack" onSubmit={form.onSubmit((values) => ask.mutate(values))}>
          <p>We mail you a link with which you choose a new one.</p>
          <Problem error={ask.error} />
          <TextInput
            label="Email"
            type="email"
            size="md"
            required
            autoFocus
            autoComplete="username"
            {...form.getInputProps("email")}
          />
          <Button type="submit" size="md" fullWidth loading={ask.isPending}>
            Send the link
          </Button>
        </form>
      )}
    </FrontPage>
  );
}

function Asked({ email, isMailed }: { email: string; isMailed: boolean }) {
  return isMailed ? (
    <Notice tone="good" title="Look into your mail">
      If {email} signs in here, a link is on its way. It works once, for an hour.
    </Notice>
  ) : (
    <Notice tone="warning" title="This server sends no mail">
      Ask whoever runs it for a link. They make one with the command{" "}
      <code>bin/quittance reset-password</code>.
    </Notice>
  );
}
