import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { ReactNode } from "react";
import { hasCode } from "../../api/problem.ts";
import { useAction } from "../../api/use-action.ts";
import { SecretField } from "../../ui/secret-field.tsx";
import { Problem } from "../../ui/states.tsx";

/** Asks for the password before something that a browser left open should not do. */
export function PasswordQuestion<Answer>({
  verb,
  isDestructive = false,
  run,
  onDone,
  onClose,
  children,
}: {
  verb: string;
  isDestructive?: boolean;
  run: (password: string) => Promise<Answer>;
  onDone: (answer: Answer) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const form = useForm({ initialValues: { password: "" } });
  const action = useAction(({ password }: typeof form.values) => run(password), onDone);
  const isWrong = hasCode(action.error, "INVALID_PASSWORD");
  return (
    <form className="stack" onSubmit={form.onSubmit((fields) => action.mutate(fields))}>
      <p>{children}</p>
      <SecretField
        secret="password"
        label="Your password"
        required
        data-autofocus
        autoComplete="current-password"
        {...form.getInputProps("password")}
        error={isWrong ? "That is not your password." : undefined}
      />
      {!isWrong && <Problem error={action.error} />}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          {...(isDestructive ? { className: "destructive" } : {})}
          loading={action.isPending}
        >
          {verb}
        </Button>
      </div>
    </form>
  );
}
