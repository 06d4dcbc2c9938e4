import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconMail, IconTrash, IconUserCog } from "@tabler/icons-react";
import type { Member } from "../../api/types.ts";
import { usePhone } from "../../ui/list.tsx";
import { roles } from "../../ui/roles.ts";
import { Status } from "../../ui/status.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";

interface PeopleProps {
  readonly people: readonly Member[];
  readonly onChange: (member: Member) => void;
  readonly onRemove: (member: Member) => void;
  readonly onSendAgain: (member: Member) => void;
}

export function PeopleList({ people, ...handlers }: PeopleProps) {
  const isPhone = usePhone();
  return isPhone ? (
    <ul className="phone-rows">
      {people.map((member) => (
        <li key={member.id}>
          <PersonName member={member} />
          <span className="at-end">
            <PersonMenu member={member} {...handlers} />
          </span>
          <span className="second">
            {member.name === null ? roles[member.role].name : member.email}
          </span>
          <span className="at-end">
            <PersonState member={member} isShort />
          </span>
        </li>
      ))}
    </ul>
  ) : (
    <div className="list">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">State</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((member) => (
            <tr key={member.id}>
              <td className="breakable">
                <PersonName member={member} />
                {member.name !== null && <span className="block muted small">{member.email}</span>}
              </td>
              <td className="nowrap">{roles[member.role].name}</td>
              <td className="nowrap">
                <PersonState member={member} />
              </td>
              <td className="end">
                <PersonMenu member={member} {...handlers} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PersonName({ member }: { member: Member }) {
  return (
    <span className="person-name">
      {member.name ?? member.email}
      {member.isYou && <span className="muted"> (you)</span>}
    </span>
  );
}

function PersonState({ member, isShort = false }: { member: Member; isShort?: boolean }) {
  const write = useWriting();
  switch (member.state) {
    case "active":
      if (isShort) return <span className="muted small">{roles[member.role].name}</span>;
      return <span className="muted">{factorWords(member.hasSecondFactor)}</span>;
    case "invited":
      return (
        <>
          <Status is="open" word="Invited" />
          {!isShort && member.expiresAt !== null && (
            <span className="muted small"> until {write.dayOf(member.expiresAt)}</span>
          )}
        </>
      );
    case "expired":
      return <Status is="overdue" word="Expired" />;
  }
}

function factorWords(hasSecondFactor: boolean | null): string {
  if (hasSecondFactor === null) return "Here";
  return hasSecondFactor ? "Two-factor is on" : "Password only";
}

function PersonMenu({
  member,
  onChange,
  onRemove,
  onSendAgain,
}: Omit<PeopleProps, "people"> & { member: Member }) {
  const can = useCan();
  if (!can.manageMembers || (member.role === "owner" && !can.manageOwners)) return null;
  const isOpen = member.state !== "active";
  return (
    <Menu width={200} position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Actions for ${member.name ?? member.email}`}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUserCog size={16} />} onClick={() => onChange(member)}>
          Change role
        </Menu.Item>
        {isOpen && (
          <Menu.Item leftSection={<IconMail size={16} />} onClick={() => onSendAgain(member)}>
            Send again
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconTrash size={16} />} onClick={() => onRemove(member)}>
          {isOpen ? "Withdraw invitation" : member.isYou ? "Leave business" : "Remove"}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
