import { Button } from "@mantine/core";
import { IconCircleCheckFilled, IconCircleXFilled, IconExternalLink } from "@tabler/icons-react";
import type { Connection } from "../../api/types.ts";
import { elsewhere } from "../../ui/links.tsx";
import { Card } from "../../ui/page.tsx";
import { newKeyPage } from "./key-help.tsx";

/** What the key may not do yet, what that costs, and the way to mend it. */
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
          <ul className="permission-list" aria-label="Missing boxes">
            {missing.map(({ permission, name, disables }) => (
              <li key={permission}>
                <IconCircleXFilled size={19} aria-label="Missing" />
                <div>
                  {name}
                  <p className="muted">Missing. {disables}</p>
                </div>
              </li>
            ))}
          </ul>
          <HowToAdd mode={connection.mode} />
        </div>
      )}
    </Card>
  );
}

function HowToAdd({ mode }: { mode: Connection["mode"] }) {
  const area = mode === "test" ? "test/" : "";
  return (
    <>
      <p className="small">
        Either tick what is named above at the key you have: in Stripe, under{" "}
        <a
          href={`https://dashboard.stripe.com/${area}apikeys`}
          {...elsewhere}
          className="underlined"
        >
          API keys
        </a>
        , choose Edit key, save, and press Check again here. Or make a new key, on a page where all
        boxes are ticked already, and replace the one above with it.
      </p>
      <div className="row wrap">
        <Button
          component="a"
          size="xs"
          variant="default"
          href={newKeyPage(mode)}
          rightSection={<IconExternalLink size={15} />}
          {...elsewhere}
        >
          New {mode} key with all boxes ticked
        </Button>
      </div>
    </>
  );
}
