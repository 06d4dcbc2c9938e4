import { chooseBusiness } from "../../api/client.ts";
import { removeMember } from "../../api/members.ts";
import type { Member } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";

/** Removing, leaving and withdrawing: one question, in the words of each. */
export function RemovePerson({ member, onClose }: { member: Member | null; onClose: () => void }) {
  const remove = useAction(
    ({ id }: Member) => removeMember(id),
    (_, { isYou }) => {
      onClose();
      if (!isYou) return;
      chooseBusiness(null);
      location.assign("/");
    },
  );
  const words = wordsFor(member);
  return (
    <Confirm
      isOpen={member !== null}
      title={words.title}
      verb={words.verb}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => member && remove.mutate(member)}
      onClose={() => {
        remove.reset();
        onClose();
      }}
    >
      {words.text}
    </Confirm>
  );
}

function wordsFor(member: Member | null) {
  const name = member?.name ?? member?.email ?? "this person";
  if (member !== null && member.state !== "active") {
    return {
      title: "Withdraw the invitation?",
      verb: "Withdraw",
      text: `The link mailed to ${name} stops working. You can invite them again.`,
    };
  }
  if (member?.isYou === true) {
    return {
      title: "Leave this business?",
      verb: "Leave",
      text: "You lose access at once. Somebody else can invite you again.",
    };
  }
  return {
    title: `Remove ${name}?`,
    verb: "Remove",
    text: "They lose access at once, wherever they are signed in. What they did stays, and so do the API keys of the business.",
  };
}
