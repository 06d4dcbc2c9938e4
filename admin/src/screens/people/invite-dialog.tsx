import { Button, Modal, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { inviteMember } from "../../api/members.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import type { InvitedMember, Role } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { useAttemptKey } from "../../api/use-attempt-key.ts";
import { Problem } from "../../ui/states.tsx";
import { RoleField } from "../../ui/role-field.tsx";

interface InviteDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSent: (invited: InvitedMember) => void;
}

export function InviteDialog({ isOpen, onClose, onSent }: InviteDialogProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Invite somebody">
      <InviteForm onClose={onClose} onSent={onSent} />
    </Modal>
  );
}

function InviteForm({ onClose, onSent }: Omit<InviteDialogProps, "isOpen">) {
  const form = useForm<{ email: string; role: Role }>({
    initialValues: { email: "", role: "creator" },
  });
  const keyFor = useAttemptKey();
  const invite = useAction(
    (body: typeof form.values) => inviteMember(body, keyFor(body)),
    (invited) => {
      onClose();
      onSent(invited);
    },
  );
  const { error } = invite;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form
      className="stack"
      onSubmit={form.onSubmit(({ email, role }) => invite.mutate({ email: email.trim(), role }))}
    >
      <TextInput
        label="Email"
        type="email"
        required
        autoComplete="off"
        data-autofocus
        {...form.getInputProps("email")}
        error={fieldError(error, "email")}
      />
      <RoleField value={form.values.role} onChange={(role) => form.setFieldValue("role", role)} />
      {!hasFieldErrors && <Problem error={error} />}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={invite.isPending}>
          Send invitation
        </Button>
      </div>
    </form>
  );
}
