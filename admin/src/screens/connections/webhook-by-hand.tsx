import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { changeConnection } from "../../api/connections.ts";
import { fieldError } from "../../api/problem.ts";
import type { Connection } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { elsewhere } from "../../ui/links.tsx";
import { SecretField } from "../../ui/secret-field.tsx";
import { Notice, Problem } from "../../ui/states.tsx";

interface ByHandProps {
  readonly connection: Connection;
  readonly webhook: NonNullable<Connection["webhook"]>;
}

/** For whom the webhook can't be made by itself: what to enter in Stripe, and the secret from there. */
export function WebhookByHand({ connection, webhook }: ByHandProps) {
  const isManual = webhook.state === "manual";
  const area = connection.mode === "test" ? "test/" : "";
  return (
    <details className="help">
      <summary>{isManual ? "Change the signing secret" : "Make it by hand in Stripe"}</summary>
      <ol>
        <li>
          Open{" "}
          <a
            href={`https://dashboard.stripe.com/${area}webhooks/create`}
            {...elsewhere}
            className="underlined"
          >
            a new endpoint in Stripe
          </a>{" "}
          and enter this address:
          <span className="row copy-row">
            <code className="link-box" title={webhook.url}>
              {webhook.url}
            </code>
            <CopyButton text={webhook.url} label="Copy the address" />
          </span>
        </li>
        <li>
          Choose these events:
          <span className="row copy-row top">
            <ul className="event-list" aria-label="Events to choose">
              {webhook.events.map((event) => (
                <li key={event}>
                  <code>{event}</code>
                </li>
              ))}
            </ul>
            <CopyButton text={webhook.events.join("\n")} label="Copy the events" />
          </span>
        </li>
        <li>
          Save it there, reveal its signing secret and paste it here:
          <SecretForm connection={connection} />
        </li>
      </ol>
    </details>
  );
}

function SecretForm({ connection }: { connection: Connection }) {
  const form = useForm({ initialValues: { webhookSecret: "" } });
  const save = useAction(
    (fields: typeof form.values) => changeConnection(connection.id, fields),
    form.reset,
  );
  const secretError = fieldError(save.error, "webhookSecret");
  return (
    <form className="stack secret-form" onSubmit={form.onSubmit((fields) => save.mutate(fields))}>
      <div className="row wrap top">
        <SecretField
          secret="the signing secret"
          isShownAtFirst
          className="key-input grow"
          label="Signing secret"
          placeholder="whsec_…"
          autoComplete="off"
          data-1p-ignore
          {...form.getInputProps("webhookSecret")}
          error={secretError}
        />
        <Button
          type="submit"
          variant="default"
          className="beside-field"
          loading={save.isPending}
          disabled={form.values.webhookSecret.trim() === ""}
        >
          Save secret
        </Button>
      </div>
      {save.isSuccess && (
        <Notice tone="good" title="Saved">
          Stripe’s messages are verified with this secret from now on.
        </Notice>
      )}
      {secretError === undefined && <Problem error={save.error} />}
    </form>
  );
}
