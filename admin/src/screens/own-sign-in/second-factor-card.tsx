import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { endSecondFactor, makeBackupCodes } from "../../api/second-factor.ts";
import { Card } from "../../ui/page.tsx";
import { Status } from "../../ui/status.tsx";
import { BackupCodes } from "./backup-codes.tsx";
import { PasswordQuestion } from "./password-question.tsx";
import { SwitchOn } from "./switch-on.tsx";

type Open = "on" | "codes" | "off" | null;

/** A code from an app besides the password. */
export function SecondFactorCard({ isOn }: { isOn: boolean }) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <Card
      title="Two-factor"
      aside={isOn ? <Status is="paid" word="On" /> : <Status is="draft" word="Off" />}
    >
      <div className="stack">
        <p className="muted">
          {isOn
            ? "Signing in with your password asks for a code from your app, too."
            : "With an authenticator app, a stolen password alone is worth nothing."}
        </p>
        <div className="card-foot">
          {isOn ? (
            <>
              <Button variant="default" onClick={() => setOpen("codes")}>
                New backup codes
              </Button>
              <Button variant="subtle" className="quiet-destructive" onClick={() => setOpen("off")}>
                Switch off
              </Button>
            </>
          ) : (
            <Button variant="default" onClick={() => setOpen("on")}>
              Switch on
            </Button>
          )}
        </div>
      </div>
      <Modal opened={open === "on"} onClose={close} title="Switch on two-factor" size="lg">
        <SwitchOn onClose={close} />
      </Modal>
      <Modal opened={open === "codes"} onClose={close} title="New backup codes">
        <NewCodes onClose={close} />
      </Modal>
      <Modal opened={open === "off"} onClose={close} title="Switch off two-factor?">
        <PasswordQuestion
          verb="Switch off"
          isDestructive
          run={endSecondFactor}
          onDone={close}
          onClose={close}
        >
          Your password alone is enough to sign in then. Backup codes stop working.
        </PasswordQuestion>
      </Modal>
    </Card>
  );
}

function NewCodes({ onClose }: { onClose: () => void }) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes === null) {
    return (
      <PasswordQuestion
        verb="Make new codes"
        run={makeBackupCodes}
        onDone={({ backupCodes }) => setCodes(backupCodes)}
        onClose={onClose}
      >
        The codes you have stop working.
      </PasswordQuestion>
    );
  }
  return (
    <div className="stack">
      <BackupCodes codes={codes} />
      <div className="dialog-foot">
        <Button onClick={onClose}>I have kept them</Button>
      </div>
    </div>
  );
}
