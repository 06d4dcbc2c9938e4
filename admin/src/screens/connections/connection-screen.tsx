import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { checkConnection, connectionQuery } from "../../api/connections.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { PageHead } from "../../ui/page.tsx";
import { LoadingRows, LoadProblem, Notice, Problem } from "../../ui/states.tsx";
import { useCan } from "../../ui/use-business.ts";
import { ConnectionBadges } from "./connection-words.tsx";
import { BooksCard } from "./books-card.tsx";
import { ComparisonCard } from "./comparison-card.tsx";
import { Disconnect } from "./disconnect.tsx";
import { KeysCard } from "./keys-card.tsx";
import { PermissionsCard } from "./permissions-card.tsx";
import { WebhookCard } from "./webhook-card.tsx";
import "./connections.css";

const route = getRouteApi("/app/settings/online-payments/$id");

export function ConnectionScreen() {
  const { id } = route.useParams();
  const can = useCan();
  const connection = useQuery(connectionQuery(id));
  if (!can.manageConnections) {
    return (
      <Notice tone="quiet" title="Only an owner or admin can open connections">
        Ask one of them if something here needs to change.
      </Notice>
    );
  }
  if (connection.isPending) return <LoadingRows />;
  if (!connection.data) {
    return <LoadProblem error={connection.error} onRetry={() => void connection.refetch()} />;
  }
  return <LoadedConnection key={id} connection={connection.data} />;
}

function LoadedConnection({ connection }: { connection: Connection }) {
  const check = useAction(() => checkConnection(connection.id));
  const isGone = connection.state === "disconnected";
  return (
    <>
      <PageHead
        title={connection.name}
        marks={<ConnectionBadges of={connection} />}
        crumbs={
          <>
            <Link to="/settings/online-payments">Online payments</Link> / {connection.name}
          </>
        }
        subtitle={connection.mode === "test" ? "Test mode, no real money" : "Live mode"}
        actions={
          !isGone && (
            <Button
              variant="default"
              leftSection={<IconRefresh size={17} />}
              loading={check.isPending}
              onClick={() => check.mutate(undefined)}
            >
              Check again
            </Button>
          )
        }
      />
      <div className="stack">
        <Problem error={check.error} />
        {connection.brokenReason && (
          <Notice tone="problem" title="Stripe no longer accepts the key">
            {connection.brokenReason} Replace it below; until then nobody can pay through this
            connection.
          </Notice>
        )}
      </div>
      <KeysCard connection={connection} />
      {!isGone && <PermissionsCard connection={connection} />}
      {!isGone && <WebhookCard connection={connection} />}
      <BooksCard connection={connection} />
      {!isGone && <ComparisonCard connection={connection} />}
      {!isGone && <Disconnect connection={connection} />}
    </>
  );
}
