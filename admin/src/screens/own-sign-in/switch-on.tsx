import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { hasCode } from "../../api/problem.ts";
import { beginSecondFactor, type BegunSecondFactor, sendCode } from "../../api/second-factor.ts";
import { useAction } from "../../api/use-action.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Problem } from "../../ui/states.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import { PasswordQuestion } from "./password-question.tsx";
import { QrCode } from "./qr-code.tsx";

/** Password, then picture and codes, then a first code: only then it is on. */
export function SwitchOn({ onClose }: { onClose: () => void }) {
  const [begun, setBegun] = useState<BegunSecondFactor | null>(null);
  return begun === null ? (
    <PasswordQuestion verb="Continue" run={beginSecondFactor} onDone={setBegun} onClose={onClose}>
      You need an authenticator app on your phone, such as the one of your password manager.
    </PasswordQuestion>
  ) : (
    <Scan begun={begun} onClose={onClose} />
  );
}

function Scan({ begun, onClose }: { begun: BegunSecondFactor; onClose: () => void }) {
  const { totpURI, backupCodes } = begun;
  const secret = new URL(totpURI).searchParams.get("secret") ?? "";
  const form = useForm({ initialValues: { code: "" } });
  const verify = useAction(({ code }: typeof form.values) => sendCode(code), onClose);
  const isWrong = hasCode(verify.error, "INVALID_CODE");
  return (
    <form className="stack" onSubmit={form.onSubmit((fields) => verify.mutate(fields))}>
      <div className="scan">
        <QrCode text={totpURI} label="QR code for your authenticator app" />
        <div className="grow stack">
          <p>Scan this with your app, or type the key into it:</p>
          <div className="row">
            <span className="identifier key-to-type">{secret}</span>
            <CopyButton text={secret} label="Copy key" />
          </div>
        </div>
      </div>
      <BackupCodes codes={backupCodes} />
      <TextInput
        label="Code from your app"
        required
        data-autofocus
        inputMode="numeric"
        autoComplete="one-time-code"
        {...form.getInputProps("code")}
        error={isWrong ? "That code doesn’t fit. Take the newest one." : undefined}
      />
      {!isWrong && <Problem error={verify.error} />}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={verify.isPending}>
          Switch on
        </Button>
      </div>
    </form>
  );
}
