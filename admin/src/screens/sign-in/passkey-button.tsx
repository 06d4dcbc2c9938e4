import { Button } from "@mantine/core";
import { IconFingerprint } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { signInWithPasskey } from "../../api/passkeys.ts";
import { hasCode } from "../../api/problem.ts";
import { Notice, Problem } from "../../ui/states.tsx";

/** The other way in, below the password. */
export function PasskeyButton({ onIn }: { onIn: () => void }) {
  const attempt = useMutation({ mutationFn: signInWithPasskey, onSuccess: onIn });
  return (
    <>
      <p className="or muted small">or</p>
      {hasCode(attempt.error, "PASSKEY_NOT_FOUND") ? (
        <Notice tone="problem" isAlert>
          This passkey is not known here. Sign in with your password.
        </Notice>
      ) : (
        <Problem error={attempt.error} />
      )}
      <Button
        variant="default"
        size="md"
        fullWidth
        leftSection={<IconFingerprint size={18} />}
        loading={attempt.isPending || attempt.isSuccess}
        onClick={() => attempt.mutate()}
      >
        Use a passkey
      </Button>
    </>
  );
}
