import { Button, Drawer, SegmentedControl } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { mailQuery, retryMail } from "../../api/mails.ts";
import type { Mail } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { styleNonce } from "../../nonce.ts";
import { LoadingRows, LoadProblem, Notice, Problem } from "../../ui/states.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";
import { kindWords, MailState } from "./mail-words.tsx";
import { toShownMail } from "./show-mail.ts";
import "./mails.css";

/** One mail as its reader has it. */
export function MailDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const mail = useQuery({ ...mailQuery(id ?? ""), enabled: id !== null });
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size={720}
      title={mail.data?.subject ?? "Mail"}
    >
      {mail.isError ? (
        <LoadProblem error={mail.error} onRetry={() => void mail.refetch()} />
      ) : mail.data ? (
        <OpenMail mail={mail.data} />
      ) : (
        <LoadingRows rows={5} />
      )}
    </Drawer>
  );
}

function OpenMail({ mail }: { mail: Mail }) {
  const write = useWriting();
  const can = useCan();
  const [shown, setShown] = useState("html");
  const retry = useAction(() => retryMail(mail.id));
  return (
    <div className="stack">
      <div className="row wrap small">
        <MailState of={mail} />
        <span className="muted">
          {kindWords(mail.kind)} to {mail.to.join(", ")}, {write.instant(mail.createdAt)}
          {mail.hasPdf && ", with the PDF"}
        </span>
      </div>
      {mail.lastError !== null && mail.state !== "sent" && (
        <Notice tone="problem" title="The mail server did not take it">
          {mail.lastError}
        </Notice>
      )}
      <Problem error={retry.error} />
      <div className="row spread wrap">
        <SegmentedControl
          size="xs"
          aria-label="How the mail is shown"
          data={[
            { value: "html", label: "As sent" },
            { value: "text", label: "Text only" },
          ]}
          value={shown}
          onChange={setShown}
        />
        <span className="row">
          {mail.invoiceId !== null && (
            <Link to="/invoices/$id" params={{ id: mail.invoiceId }} className="small">
              Show the invoice
            </Link>
          )}
          {mail.state !== "sent" && can.changeInvoices && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconRefresh size={15} />}
              loading={retry.isPending}
              onClick={() => retry.mutate(undefined)}
            >
              Try now
            </Button>
          )}
        </span>
      </div>
      {shown === "html" ? (
        // No scripts, no forms, no access to us: a letter is only looked at. Its links open outside.
        <iframe
          className="mail-frame"
          title="The mail as sent"
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={toShownMail(mail.html, styleNonce())}
        />
      ) : (
        <pre className="mail-text">{mail.text}</pre>
      )}
    </div>
  );
}
