import { Button } from "@mantine/core";
import { signOut } from "../../api/session.ts";
import { useAction } from "../../api/use-action.ts";
import { Problem } from "../../ui/states.tsx";
import { FrontPage } from "./front-page.tsx";

/** For somebody who is signed in and belongs nowhere: removed, or not invited yet. */
export function NoBusinessScreen() {
  const leave = useAction(signOut, () => location.assign("/sign-in"));
  return (
    <FrontPage title="No business">
      <div className="stack">
        <p>
          You are signed in, but you belong to no business here. An owner or admin of one can invite
          you; the link in that email brings you in.
        </p>
        <Problem error={leave.error} />
        <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate(undefined)}>
          Sign out
        </Button>
      </div>
    </FrontPage>
  );
}
