import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { inviteMember, membersQuery } from "../../api/members.ts";
import { newIdempotencyKey } from "../../api/client.ts";
import type { InvitedMember, Member } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Card, PageHead } from "../../ui/page.tsx";
import { ROLE_NAMES, roles } from "../../ui/roles.ts";
import { LoadingRows, LoadProblem, Problem } from "../../ui/states.tsx";
import { useCan } from "../../ui/use-business.ts";
import { ChangeRole } from "./change-role.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { InvitationSent } from "./invitation-sent.tsx";
import { PeopleList } from "./people-list.tsx";
import { RemovePerson } from "./remove-person.tsx";
import "./people.css";

/** Who works in this business, who is invited, and what each role may do. */
export function PeopleScreen() {
  const can = useCan();
  const people = useQuery(membersQuery);
  const [isInviting, inviting] = useDisclosure(false);
  const [sent, setSent] = useState<InvitedMember | null>(null);
  const [changed, setChanged] = useState<Member | null>(null);
  const [leaving, setLeaving] = useState<Member | null>(null);
  const again = useAction(
    ({ email, role }: Member) => inviteMember({ email, role }, newIdempotencyKey()),
    setSent,
  );
  return (
    <>
      <PageHead
        title="People"
        subtitle="Who works in this business with you."
        actions={
          can.manageMembers && (
            <Button leftSection={<IconPlus size={17} />} onClick={inviting.open}>
              Invite somebody
            </Button>
          )
        }
      />
      <Problem error={again.error} />
      {people.isError ? (
        <LoadProblem error={people.error} onRetry={() => void people.refetch()} />
      ) : people.data ? (
        <PeopleList
          people={people.data.data}
          onChange={setChanged}
          onRemove={setLeaving}
          onSendAgain={(member) => again.mutate(member)}
        />
      ) : (
        <LoadingRows rows={3} />
      )}
      <div className="what-roles-may">
        <Card title="What each role may do">
          <dl className="facts">
            {ROLE_NAMES.map((role) => (
              <div key={role} className="fact-row">
                <dt>{roles[role].name}</dt>
                <dd>{roles[role].may}</dd>
              </div>
            ))}
          </dl>
        </Card>
      </div>
      <InviteDialog isOpen={isInviting} onClose={inviting.close} onSent={setSent} />
      <InvitationSent invited={sent} onClose={() => setSent(null)} />
      <ChangeRole member={changed} onClose={() => setChanged(null)} />
      <RemovePerson member={leaving} onClose={() => setLeaving(null)} />
    </>
  );
}
