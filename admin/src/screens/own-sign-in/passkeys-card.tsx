import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import type { OwnPasskey } from "../../api/me.ts";
import { addPasskey, canUsePasskeys, removePasskey } from "../../api/passkeys.ts";
import { ApiProblem } from "../../api/problem.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Card } from "../../ui/page.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { browserName } from "./browser-name.ts";
import { PasswordQuestion } from "./password-question.tsx";

/** Signing in with a finger, a face or a key instead of password and code. */
export function PasskeysCard({ passkeys }: { passkeys: readonly OwnPasskey[] }) {
  const write = useWriting();
  const [leaving, setLeaving] = useState<OwnPasskey | null>(null);
  const [isAdding, setAdding] = useState(false);
  const remove = useAction(
    ({ id }: OwnPasskey) => removePasskey(id),
    () => setLeaving(null),
  );
  return (
    <Card title="Passkeys">
      <div className="stack">
        <p className="muted">
          Sign in with this device’s finger, face or PIN, without password and code.
        </p>
        {passkeys.length > 0 && (
          <ul className="own-list">
            {passkeys.map((passkey) => (
              <li key={passkey.id}>
                <div className="grow">
                  <strong>{passkey.name ?? "Passkey"}</strong>
                  <span className="block muted small">Since {write.instant(passkey.since)}</span>
                </div>
                <Button variant="default" size="xs" onClick={() => setLeaving(passkey)}>
                  Remove
                </Button>
              </li>
            ))}
          </ul>
        )}
        <div className="card-foot">
          {canUsePasskeys() ? (
            <Button variant="default" onClick={() => setAdding(true)}>
              Add a passkey
            </Button>
          ) : (
            <span className="muted small grow">
              Passkeys need an address that begins with https.
            </span>
          )}
        </div>
      </div>
      <Modal opened={isAdding} onClose={() => setAdding(false)} title="Add a passkey">
        <AddPasskey onClose={() => setAdding(false)} />
      </Modal>
      <Confirm
        isOpen={leaving !== null}
        title="Remove this passkey?"
        verb="Remove"
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate(leaving)}
        onClose={() => setLeaving(null)}
      >
        It no longer signs you in. Delete it on the device, too, so that it is not offered there.
      </Confirm>
    </Card>
  );
}

function AddPasskey({ onClose }: { onClose: () => void }) {
  return (
    <PasswordQuestion
      verb="Continue"
      run={(password) => addPasskey(password, browserName(navigator.userAgent)).catch(explain)}
      onDone={onClose}
      onClose={onClose}
    >
      Whoever has the passkey needs no password any more. Then your device asks who you are.
    </PasswordQuestion>
  );
}

function explain(error: unknown): never {
  if (!(error instanceof ApiProblem) || error.code !== "SESSION_NOT_FRESH") throw error;
  const words =
    "Sign in again first: a passkey can be added within an hour after that, so that nobody adds one in a browser you left open.";
  throw new ApiProblem(error.status, error.code, words);
}
