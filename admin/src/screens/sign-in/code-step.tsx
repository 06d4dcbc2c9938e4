import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ApiProblem, hasCode } from "../../api/problem.ts";
import { sendBackupCode, sendCode } from "../../api/second-factor.ts";
import { Notice, Problem } from "../../ui/states.tsx";
import { FrontPage } from "./front-page.tsx";

/** After the password: the code of the app, or one kept for the day it is lost. */
export function CodeStep({ onIn, onBack }: { onIn: () => void; onBack: () => void }) {
  const [isBackup, setBackup] = useState(false);
  const form = useForm({ initialValues: { code: "" } });
  const attempt = useMutation({
    mutationFn: ({ code }: typeof form.values) =>
      isBackup ? sendBackupCode(code) : sendCode(code),
    onSuccess: onIn,
  });
  const { error } = attempt;
  // The step of the password holds no more: no other code helps either.
  const isOver = hasCode(error, "INVALID_TWO_FACTOR_COOKIE");
  const isTooMany = error instanceof ApiProblem && error.status === 400;
  const isWrong = error instanceof ApiProblem && error.code.startsWith("INVALID_");
  return (
    <FrontPage
      title="Sign in"
      heading="Enter your code"
      below={
        <Button variant="subtle" onClick={onBack}>
          Back to sign in
        </Button>
      }
    >
      <form className="stack" onSubmit={form.onSubmit((values) => attempt.mutate(values))}>
        {isOver || isTooMany ? (
          <Notice tone="problem" isAlert>
            {isTooMany ? "Too many wrong codes." : "That took too long, or a code was used twice."}{" "}
            Go back and sign in again.
          </Notice>
        ) : isWrong ? (
          <Notice tone="problem" isAlert>
            That code doesn’t fit. Take the newest one and try again.
          </Notice>
        ) : (
          <Problem error={error} />
        )}
        <TextInput
          key={isBackup ? "backup" : "app"}
          label={isBackup ? "Backup code" : "Code from your app"}
          description={isBackup ? "Each works once." : "Six digits, new every 30 seconds."}
          inputWrapperOrder={["label", "input", "description", "error"]}
          size="md"
          required
          autoFocus
          inputMode={isBackup ? "text" : "numeric"}
          autoComplete="one-time-code"
          {...form.getInputProps("code")}
        />
        <Button type="submit" size="md" fullWidth loading={attempt.isPending || attempt.isSuccess}>
          Sign in
        </Button>
        <Button
          variant="subtle"
          onClick={() => {
            setBackup(!isBackup);
            form.reset();
            attempt.reset();
          }}
        >
          {isBackup ? "Use the app instead" : "Use a backup code"}
        </Button>
      </form>
    </FrontPage>
  );
}
