import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { acceptInvitation, invitationQuery, type OpenInvitation } from "../../api/members.ts";
import { signOut } from "../../api/session.ts";
import { useAction } from "../../api/use-action.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { roles } from "../../ui/roles.ts";
import { LoadingRows, Notice, Problem } from "../../ui/states.tsx";
import { wordsOf } from "../../api/problem.ts";
import { FrontPage } from "../sign-in/front-page.tsx";
import { enter } from "./enter.ts";
import { NewSignIn } from "./new-sign-in.tsx";
import { useSecret } from "../../ui/use-secret.ts";

/** Where an invitation's link leads: who invites, to what, and one way to accept. */
export function InvitationScreen() {
  const token = useSecret("invitation");
  const invitation = useQuery(invitationQuery(token));
  const { data } = invitation;
  const heading = data ? `Join ${data.businessName}` : "Invitation";
  return (
    <FrontPage title="Invitation" heading={heading}>
      {invitation.isError ? (
        <Notice tone="problem" isAlert>
          {wordsOf(invitation.error)}
        </Notice>
      ) : data ? (
        <div className="stack">
          <p>
            {data.invitedBy} invites {data.email} to {data.businessName}, as {roles[data.role].name}
            .
          </p>
          <p className="muted small">{roles[data.role].may}</p>
          <WayIn token={token} invitation={data} />
        </div>
      ) : (
        <LoadingRows rows={3} />
      )}
    </FrontPage>
  );
}

function WayIn({ token, invitation }: { token: string; invitation: OpenInvitation }) {
  const { email, hasSignIn, signedInAs } = invitation;
  if (signedInAs === email) return <Accept token={token} />;
  if (signedInAs !== null) return <SignedInAsAnother email={email} signedInAs={signedInAs} />;
  if (!hasSignIn) return <NewSignIn token={token} email={email} />;
  return (
    <ButtonLink to="/sign-in" search={{ to: "/invitation" }} size="md" fullWidth>
      Sign in to accept
    </ButtonLink>
  );
}

function Accept({ token }: { token: string }) {
  const accept = useAction(() => acceptInvitation({ token }), enter);
  return (
    <>
      <Problem error={accept.error} />
      <Button
        size="md"
        fullWidth
        loading={accept.isPending || accept.isSuccess}
        onClick={() => accept.mutate(undefined)}
      >
        Accept
      </Button>
    </>
  );
}

function SignedInAsAnother({ email, signedInAs }: { email: string; signedInAs: string }) {
  const leave = useAction(signOut, () => location.reload());
  return (
    <>
      <Notice tone="warning" title={`You are signed in as ${signedInAs}`}>
        This invitation is for {email} alone. Sign out to accept it as that person.
      </Notice>
      <Problem error={leave.error} />
      <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate(undefined)}>
        Sign out
      </Button>
    </>
  );
}
