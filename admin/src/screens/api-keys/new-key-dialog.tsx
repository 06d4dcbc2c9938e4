import { Button, Modal, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { createApiKey } from "../../api/api-keys.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import type { Role } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { RoleField } from "../../ui/role-field.tsx";
import { Problem } from "../../ui/states.tsx";

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function NewKeyDialog({ isOpen, onClose }: DialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Make an API key" closeOnClickOutside={false}>
      <NewKey onClose={onClose} />
    </Modal>
  );
}

/** Asks for name and role, then shows the key: nobody can see it again. */
function NewKey({ onClose }: { onClose: () => void }) {
  const [made, setMade] = useState<string | null>(null);
  const form = useForm<{ name: string; role: Role }>({
    initialValues: { name: "", role: "creator" },
  });
  const keyFor = useAttemptKey();
  const make = useAction(
    (body: typeof form.values) => createApiKey(body, keyFor(body)),
    ({ key }) => setMade(key),
  );
  if (made !== null) return <Made apiKey={made} onClose={onClose} />;
  const { error } = make;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form
      className="stack"
      onSubmit={form.onSubmit(({ name, role }) => make.mutate({ name: name.trim(), role }))}
    >
      <TextInput
        label="Name"
        description="What uses it, so that you know later: “Webshop”"
        required
        maxLength={60}
        autoComplete="off"
        data-autofocus
        {...form.getInputProps("name")}
        error={fieldError(error, "name")}
      />
      <RoleField value={form.values.role} onChange={(role) => form.setFieldValue("role", role)} />
      {!hasFieldErrors && <Problem error={error} />}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={make.isPending}>
          Make the key
        </Button>
      </div>
    </form>
  );
}

function Made({ apiKey, onClose }: { apiKey: string; onClose: () => void }) {
  return (
    <div className="stack">
      <p>Copy the key now. It is shown this once and cannot be looked up later.</p>
      <div className="row copy-row">
        <code className="link-box">{apiKey}</code>
        <CopyButton text={apiKey} label="Copy the key" />
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </div>
    </div>
  );
}
