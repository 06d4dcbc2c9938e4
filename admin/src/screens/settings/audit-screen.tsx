import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { auditQuery } from "../../api/audit.ts";
import { List, Scrolling } from "../../ui/list.tsx";
import { PageHead } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { useWriting } from "../../ui/use-business.ts";

export function AuditScreen() {
  const write = useWriting();
  const entries = useInfiniteQuery(auditQuery());
  return (
    <>
      <PageHead title="Audit log" subtitle="Who did what, when, and from where." />
      <List query={entries} empty={<EmptyState icon={IconHistory} title="Nothing happened yet" />}>
        {(rows) => (
          <Scrolling label="Audit log">
            <table>
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Who</th>
                  <th scope="col">What</th>
                  <th scope="col">From</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ id, at, actor, action, target, ipAddress }) => (
                  <tr key={id}>
                    <td className="nowrap muted">{write.instant(at)}</td>
                    <td>{actor.name}</td>
                    <td>
                      {actionWords(action)}
                      <span className="block muted tiny identifier">{target.id}</span>
                    </td>
                    <td className="muted identifier">{ipAddress}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolling>
        )}
      </List>
    </>
  );
}

/** `invoice.online_payment_changed` as `Invoice: online payment changed`. */
function actionWords(action: string): string {
  const [noun = "", verb = ""] = action.replaceAll("_", " ").split(".");
  return `${noun.charAt(0).toUpperCase()}${noun.slice(1)}: ${verb}`;
}
