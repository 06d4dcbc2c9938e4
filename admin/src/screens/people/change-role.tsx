import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import { changeMember } from "../../api/members.ts";
import type { Member } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Problem } from "../../ui/states.tsx";
import { RoleField } from "../../ui/role-field.tsx";

export function ChangeRole({ member, onClose }: { member: Member | null; onClose: () => void }) {
  const name = member?.name ?? member?.email ?? "";
  return (
    <Modal opened={member !== null} onClose={onClose} title={`Role of ${name}`}>
      {member && <RoleForm key={member.id} member={member} onClose={onClose} />}
    </Modal>
  );
}

function RoleForm({ member, onClose }: { member: Member; onClose: () => void }) {
  const [role, setRole] = useState(member.role);
  const change = useAction(() => changeMember(member.id, role), onClose);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(undefined);
      }}
    >
      <RoleField value={role} onChange={setRole} />
      <Problem error={change.error} />
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={change.isPending} disabled={role === member.role}>
          Save
        </Button>
      </div>
    </form>
  );
}
