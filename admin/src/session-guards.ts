import type { QueryClient } from "@tanstack/react-query";
import { redirect } from "@tanstack/react-router";
import { chooseBusiness, chosenBusiness } from "./api/client.ts";
import { ApiProblem } from "./api/problem.ts";
import { sessionQuery, setupQuery } from "./api/session.ts";

/** Lets through who is signed in; others go to sign in, or to set up what is still empty. */
export async function requireSession(queries: QueryClient, href: string): Promise<void> {
  if (await isSignedIn(queries).catch(elsewhereWithoutBusiness)) return;
  if (await isSetupNeeded(queries)) throw redirect({ to: "/welcome" });
  throw redirect({ to: "/sign-in", search: href === "/" ? {} : { to: href } });
}

/** Signed in, and of no business: there is a page that says so. */
function elsewhereWithoutBusiness(error: unknown): never {
  if (error instanceof ApiProblem && error.status === 403) throw redirect({ to: "/no-business" });
  throw error;
}

export async function requireSignedOut(queries: QueryClient): Promise<void> {
  if (await isSignedIn(queries).catch(elsewhereWithoutBusiness)) throw redirect({ to: "/" });
  if (await isSetupNeeded(queries)) throw redirect({ to: "/welcome" });
}

export async function requireSetupNeeded(queries: QueryClient): Promise<void> {
  // The person who is setting up is signed in after the first step and stays until the last.
  if (await isSignedIn(queries)) return;
  if (!(await isSetupNeeded(queries))) throw redirect({ to: "/sign-in" });
}

const SIGNED_OUT = ["signed-out"];

/** Asks once: whoever signs in loads the page anew, and setting up says so itself. */
async function isSignedIn(queries: QueryClient): Promise<boolean> {
  if (queries.getQueryData(SIGNED_OUT) === true) {
    return queries.getQueryData(sessionQuery.queryKey) !== undefined;
  }
  try {
    await queries.ensureQueryData(sessionQuery);
    return true;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.status === 401) {
      queries.setQueryData(SIGNED_OUT, true);
      return false;
    }
    // A business remembered from before that is no longer one of theirs.
    if (chosenBusiness() === null || error.status === 0 || error.status >= 500) throw error;
    chooseBusiness(null);
    return isSignedIn(queries);
  }
}

async function isSetupNeeded(queries: QueryClient): Promise<boolean> {
  try {
    return (await queries.fetchQuery(setupQuery)).needed;
  } catch (error) {
    // The door is gone once a business exists.
    if (error instanceof ApiProblem && error.status === 404) return false;
    throw error;
  }
}
