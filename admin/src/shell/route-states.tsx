import { IconFileUnknown } from "@tabler/icons-react";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ButtonLink } from "../ui/links.tsx";
import { Page } from "../ui/page.tsx";
import { EmptyState, LoadingRows, LoadProblem } from "../ui/states.tsx";

export function RouteLoading() {
  return (
    <div className="page">
      <LoadingRows />
    </div>
  );
}

export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="page">
      <LoadProblem error={error} onRetry={retry} />
    </div>
  );
}

export function RouteNotFound() {
  return (
    <Page title="Page not found">
      <EmptyState
        icon={IconFileUnknown}
        title="There is nothing at this address"
        action={
          <ButtonLink to="/invoices" variant="default">
            Go to invoices
          </ButtonLink>
        }
      >
        The link may be incomplete, or what it led to was deleted.
      </EmptyState>
    </Page>
  );
}
