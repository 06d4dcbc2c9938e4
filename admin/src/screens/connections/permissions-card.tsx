import { IconCircleCheckFilled, IconCircleXFilled } from "@tabler/icons-react";
import type { Connection } from "../../api/types.ts";
import { Card } from "../../ui/page.tsx";
import { KeyHelp } from "./key-help.tsx";

/** What the key may not do yet, and what that costs. */
export function PermissionsCard({ connection }: { connection: Connection }) {
  const missing = connection.missingPermissions ?? [];
  return (
    <Card title="Permissions">
      {missing.length === 0 ? (
        <p className="row small">
          <IconCircleCheckFilled size={19} className="good-icon" aria-hidden />
          The key may do everything that is needed here.
        </p>
      ) : (
        <div className="stack">
          <ul className="permission-list">
            {missing.map(({ permission, name, disables }) => (
              <li key={permission}>
                <IconCircleXFilled size={19} aria-label="Missing" />
                <div>
                  {name}
                  <p className="muted">Missing: {lowerFirst(disables)}</p>
                </div>
              </li>
            ))}
          </ul>
          <KeyHelp summary="How to add this in Stripe, in 3 steps" />
        </div>
      )}
    </Card>
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
