import {
  IconAlertCircle,
  IconBan,
  IconCheck,
  IconCircleHalf2,
  IconClock,
  IconFlask,
  IconLoader2,
  IconPencil,
  IconX,
} from "@tabler/icons-react";
import { paymentStatuses, type StatusName, statuses } from "#design/tokens.ts";

const icons = {
  pencil: IconPencil,
  clock: IconClock,
  "alert-circle": IconAlertCircle,
  "circle-half-2": IconCircleHalf2,
  "loader-2": IconLoader2,
  check: IconCheck,
  ban: IconBan,
  flask: IconFlask,
  x: IconX,
} satisfies Record<(typeof statuses)[StatusName]["icon"], typeof IconX>;

/** Word, icon and colour together; the word can be said more exactly than the status itself. */
export function Status({ is, word }: { is: StatusName; word?: string }) {
  const look = statuses[is];
  const Icon = icons[look.icon];
  return (
    <span
      className="status"
      style={{ color: `var(--q-${is}-text)`, background: `var(--q-${is}-ground)` }}
    >
      <Icon size={14} stroke={2} aria-hidden />
      {word ?? look.word}
    </span>
  );
}

export function PaymentStatus({ is }: { is: keyof typeof paymentStatuses }) {
  const { word, look } = paymentStatuses[is];
  return <Status is={look} word={word} />;
}
