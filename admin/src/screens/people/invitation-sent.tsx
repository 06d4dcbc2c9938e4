import { Button, Modal, TextInput } from "@mantine/core";
import type { InvitedMember } from "../../api/types.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { roles } from "../../ui/roles.ts";

/** What became of an invitation; without a mail server, the link to hand over. */
export function InvitationSent({
  invited,
  onClose,
}: {
  invited: InvitedMember | null;
  onClose: () => void;
}) {
  return (
    <Modal opened={invited !== null} onClose={onClose} title="Invitation made">
      {invited && <Words invited={invited} />}
      <div className="dialog-foot">
        <Button onClick={onClose} data-autofocus>
          Done
        </Button>
      </div>
    </Modal>
  );
}

function Words({ invited: { email, role, invitationUrl } }: { invited: InvitedMember }) {
  if (invitationUrl === null) {
    return (
      <p>
        An email is on its way to {email}. Its link works once, for a week, and makes them{" "}
        {roles[role].name} here.
      </p>
    );
  }
  return (
    <div className="stack">
      <p>
        No mail server is set, so hand this link to {email} yourself. Whoever opens it becomes{" "}
        {roles[role].name} here. It works once, for a week, and is shown this once.
      </p>
      <div className="link-to-copy">
        <TextInput aria-label="Invitation link" readOnly value={invitationUrl} />
        <CopyButton text={invitationUrl} label="Copy link" />
      </div>
    </div>
  );
}
