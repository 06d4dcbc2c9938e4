import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { apiKeysQuery, revokeApiKey } from "../../api/api-keys.ts";
import type { ApiKey } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { Scrolling } from "../../ui/list.tsx";
import { PageHead } from "../../ui/page.tsx";
import { roles } from "../../ui/roles.ts";
import { EmptyState, LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";
import { NewKeyDialog } from "./new-key-dialog.tsx";

/** With what scripts and other programs reach this business. */
export function ApiKeysScreen() {
  const can = useCan();
  const [isMaking, making] = useDisclosure(false);
  return (
    <>
      <PageHead
        title="API keys"
        subtitle="For scripts and other programs that work with this business."
        actions={
          can.manageMembers && (
            <Button leftSection={<IconPlus size={17} />} onClick={making.open}>
              Make a key
            </Button>
          )
        }
      />
      {can.manageMembers ? (
        <Keys />
      ) : (
        <EmptyState icon={IconKey} title="Not for your role">
          Only an owner or admin can see and make API keys.
        </EmptyState>
      )}
      <NewKeyDialog isOpen={isMaking} onClose={making.close} />
    </>
  );
}

function Keys() {
  const keys = useQuery(apiKeysQuery);
  const [leaving, setLeaving] = useState<ApiKey | null>(null);
  const revoke = useAction(
    (id: string) => revokeApiKey(id),
    () => setLeaving(null),
  );
  if (keys.isError) return <LoadProblem error={keys.error} onRetry={() => void keys.refetch()} />;
  if (!keys.data) return <LoadingRows rows={3} />;
  if (keys.data.data.length === 0) {
    return (
      <EmptyState icon={IconKey} title="No keys yet">
        A key lets a script do what you choose a role for: make invoices, read payments, close the
        books.
      </EmptyState>
    );
  }
  return (
    <>
      <KeyTable keys={keys.data.data} onRevoke={setLeaving} />
      <Confirm
        isOpen={leaving !== null}
        title={`Revoke “${leaving?.name ?? ""}”?`}
        verb="Revoke"
        isBusy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => leaving && revoke.mutate(leaving.id)}
        onClose={() => setLeaving(null)}
      >
        <p>Whatever uses this key is refused from now on. It cannot be made valid again.</p>
      </Confirm>
    </>
  );
}

function KeyTable({
  keys,
  onRevoke,
}: {
  keys: readonly ApiKey[];
  onRevoke: (key: ApiKey) => void;
}) {
  const write = useWriting();
  return (
    <Scrolling label="API keys">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Made</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.id}>
              <td className="breakable">
                {key.name}
                <code className="block muted small">{key.hint}</code>
              </td>
              <td className="nowrap">{roles[key.role].name}</td>
              <td className="nowrap muted">{write.instant(key.createdAt)}</td>
              <td className="end nowrap">
                {key.revokedAt === null ? (
                  <Button
                    variant="default"
                    size="xs"
                    aria-label={`Revoke ${key.name}`}
                    onClick={() => onRevoke(key)}
                  >
                    Revoke
                  </Button>
                ) : (
                  <span className="muted">Revoked {write.instant(key.revokedAt)}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
