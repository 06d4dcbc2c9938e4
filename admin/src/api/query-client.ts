import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem.ts";
import { sessionQuery } from "./session.ts";

const RETRIES = 2;

/** `onSignedOut` runs when the server no longer knows who we are. */
export function makeQueryClient(onSignedOut: () => void): QueryClient {
  const notice = (error: unknown) => {
    if (!(error instanceof ApiProblem) || error.status !== 401) return;
    // Without a session in the cache nobody was signed in to begin with.
    if (client.getQueryData(sessionQuery.queryKey) === undefined) return;
    client.removeQueries({ queryKey: sessionQuery.queryKey });
    onSignedOut();
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: notice }),
    mutationCache: new MutationCache({ onError: notice }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < RETRIES && isWorthRetrying(error),
      },
      mutations: { retry: false },
    },
  });
  return client;
}

/** Asking again helps only when there was no answer, or the server had a bad moment. */
function isWorthRetrying(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 502);
}
