import { Button } from "@mantine/core";
import { signOutAt, type SignedInAt, signOutElsewhere } from "../../api/me.ts";
import { useAction } from "../../api/use-action.ts";
import { Card } from "../../ui/page.tsx";
import { Problem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { browserName } from "./browser-name.ts";

/** Every browser in which the person is signed in, and the way to end it there. */
export function SignedInCard({ sessions }: { sessions: readonly SignedInAt[] }) {
  const write = useWriting();
  const end = useAction((id: string) => signOutAt(id));
  const endOthers = useAction(signOutElsewhere);
  return (
    <Card title="Where you are signed in">
      <div className="stack">
        <ul className="own-list">
          {sessions.map(({ id, since, ipAddress, userAgent, isThisOne }) => (
            <li key={id}>
              <div className="grow">
                <strong>{browserName(userAgent)}</strong>
                {isThisOne && <span className="muted"> (this one)</span>}
                <span className="block muted small">
                  Since {write.instant(since)}
                  {ipAddress !== null && `, from ${ipAddress}`}
                </span>
              </div>
              {!isThisOne && (
                <Button
                  variant="default"
                  size="xs"
                  loading={end.isPending && end.variables === id}
                  onClick={() => end.mutate(id)}
                >
                  Sign out there
                </Button>
              )}
            </li>
          ))}
        </ul>
        <Problem error={end.error ?? endOthers.error} />
        {sessions.length > 1 && (
          <div className="card-foot">
            <Button
              variant="default"
              loading={endOthers.isPending}
              onClick={() => endOthers.mutate(undefined)}
            >
              Sign out everywhere else
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}
