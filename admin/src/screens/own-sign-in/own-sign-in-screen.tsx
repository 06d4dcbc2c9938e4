import { useQuery } from "@tanstack/react-query";
import { meQuery } from "../../api/me.ts";
import { PageHead } from "../../ui/page.tsx";
import { LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { NameCard } from "./name-card.tsx";
import { PasskeysCard } from "./passkeys-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { SecondFactorCard } from "./second-factor-card.tsx";
import { SignedInCard } from "./signed-in-card.tsx";
import "./own-sign-in.css";

/** What is the person's own, in every business: name, password, where they are signed in. */
export function OwnSignInScreen() {
  const me = useQuery(meQuery);
  return (
    <>
      <PageHead title="Your sign-in" subtitle="Yours alone, in every business you work in." />
      {me.isError ? (
        <LoadProblem error={me.error} onRetry={() => void me.refetch()} />
      ) : me.data ? (
        <>
          <NameCard me={me.data} />
          <PasswordCard email={me.data.email} />
          <SecondFactorCard isOn={me.data.hasSecondFactor} />
          <PasskeysCard passkeys={me.data.passkeys} />
          <SignedInCard sessions={me.data.sessions} />
        </>
      ) : (
        <LoadingRows rows={5} />
      )}
    </>
  );
}
