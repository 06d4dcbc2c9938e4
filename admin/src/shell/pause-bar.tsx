import { useQuery } from "@tanstack/react-query";
import { IconPlayerPause } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { liftPause, pausesQuery } from "../api/pauses.ts";
import { wordsOf } from "../api/problem.ts";
import { useAction } from "../api/use-action.ts";
import { useCan, useWriting } from "../ui/use-business.ts";

/** Over every screen while nobody can start a payment, because cards are being tested. */
export function PauseBar() {
  const write = useWriting();
  const can = useCan();
  const { data: pauses } = useQuery(pausesQuery("business"));
  const lift = useAction(liftPause);
  const pause = pauses?.data[0];
  if (!pause) return null;
  return (
    <div className="pause-bar" role="alert">
      <IconPlayerPause size={17} aria-hidden />
      <span>
        <strong>Online payments are paused until {write.timeOf(pause.endsAt)}.</strong>{" "}
        {pause.declines} cards were declined within an hour, which looks like somebody testing
        stolen cards.{" "}
        <Link to="/payments" search={{ tab: "failed" }}>
          See them
        </Link>
        {lift.error !== null && <> {wordsOf(lift.error)}</>}
      </span>
      {can.changeBusiness && (
        <button type="button" disabled={lift.isPending} onClick={() => lift.mutate(pause.id)}>
          Take payments again
        </button>
      )}
    </div>
  );
}
