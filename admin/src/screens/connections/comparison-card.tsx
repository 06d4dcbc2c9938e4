import { Button } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { compareConnection, differencesQuery } from "../../api/differences.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { List } from "../../ui/list.tsx";
import { Card } from "../../ui/page.tsx";
import { Notice, Problem } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";
import { DifferenceList } from "./difference-list.tsx";

/** Whether the processor holds the same as the books, and what to do where it does not. */
export function ComparisonCard({ connection }: { connection: Connection }) {
  const compare = useAction(() => compareConnection(connection.id));
  // A repair compares again: what was said before it is no longer true.
  const told = compare.data;
  const isNewest =
    told !== undefined &&
    told.comparedAt === connection.lastComparedAt &&
    told.open === connection.openDifferences;
  const canCompare = connection.state === "ready";
  return (
    <Card
      title="Stripe and your books"
      aside={
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowsDiff size={16} />}
          loading={compare.isPending}
          disabled={!canCompare}
          onClick={() => compare.mutate(undefined)}
        >
          Compare now
        </Button>
      }
    >
      <div className="stack">
        <p className="muted small">
          Every payment, fee, refund and dispute at Stripe is held against your books once a day.
          What can be mended is mended by itself. <LastCompared connection={connection} />
          {!canCompare && " It goes on once the connection is ready."}
        </p>
        <div role="status" className="live">
          {compare.isPending && (
            <p className="small">Comparing. With many payments this can take a minute.</p>
          )}
          {isNewest && !compare.isPending && <Outcome {...told} />}
        </div>
        <Problem error={compare.error} />
        <Open connection={connection} />
        <Closed connection={connection} />
      </div>
    </Card>
  );
}

function LastCompared({ connection: { lastComparedAt } }: { connection: Connection }) {
  const write = useWriting();
  return lastComparedAt ? `Last compared ${write.instant(lastComparedAt)}.` : "Not compared yet.";
}

function Outcome({ open, closed }: { open: number; closed: number }) {
  const mended = closed === 0 ? "" : ` ${count(closed)} mended by itself or gone.`;
  return open === 0 ? (
    <Notice tone="good" title="Stripe holds the same as your books">
      {mended}
    </Notice>
  ) : (
    <Notice tone="warning" title={`${count(open)} left`}>
      {mended} What to do is said below.
    </Notice>
  );
}

function Open({ connection: { id, mode } }: { connection: Connection }) {
  const differences = useInfiniteQuery(differencesQuery(id, "open"));
  return (
    <List query={differences} empty={null}>
      {(rows) => <DifferenceList mode={mode} label="Open differences" differences={rows} />}
    </List>
  );
}

/** Asked for only when somebody wants to see them. */
function Closed({ connection: { id, mode } }: { connection: Connection }) {
  const [isShown, setShown] = useState(false);
  const query = differencesQuery(id, "closed");
  const differences = useInfiniteQuery({ ...query, enabled: isShown });
  return (
    <details className="help" onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>Closed differences</summary>
      {isShown && (
        <List
          query={differences}
          empty={<p className="muted small below-tabs">There has been none yet.</p>}
        >
          {(rows) => <DifferenceList mode={mode} label="Closed differences" differences={rows} />}
        </List>
      )}
    </details>
  );
}

function count(number: number): string {
  return number === 1 ? "1 difference" : `${number} differences`;
}
