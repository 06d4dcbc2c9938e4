import { Button } from "@mantine/core";
import { useState } from "react";
import type { OwnPasskey } from "../../api/me.ts";
import { addPasskey, canUsePasskeys, removePasskey } from "../../api/passkeys.ts";
import { hasCode } from "../../api/problem.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Card } from "../../ui/page.tsx";
import { Notice, Problem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { browserName } from "./browser-name.ts";

/** Signing in with a finger, a face or a key instead of password and code. */
export function PasskeysCard({ passkeys }: { passkeys: readonly OwnPasskey[] }) {
  const write = useWriting();
  const [leaving, setLeaving] = useState<OwnPasskey | null>(null);
  const add = useAction(() => addPasskey(browserName(navigator.userAgent)));
  const remove = useAction(
    ({ id }: OwnPasskey) => removePasskey(id),
    () => setLeaving(null),
  );
  const isStale = hasCode(add.error, "SESSION_NOT_FRESH");
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
        {isStale ? (
          <Notice tone="warning" title="Sign in again first">
            A passkey can be added within an hour after signing in, so that nobody adds one in a
            browser you left open.
          </Notice>
        ) : (
          <Problem error={add.error} />
        )}
        <div className="card-foot">
          {canUsePasskeys() ? (
            <Button variant="default" loading={add.isPending} onClick={() => add.mutate(undefined)}>
              Add a passkey
            </Button>
          ) : (
            <span className="muted small grow">
              Passkeys need an address that begins with https.
            </span>
          )}
        </div>
      </div>
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
