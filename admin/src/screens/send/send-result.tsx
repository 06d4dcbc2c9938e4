import { IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { invoiceQuery } from "../../api/invoices.ts";
import type { Sent } from "../../api/types.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { ButtonLink, elsewhere } from "../../ui/links.tsx";
import { Notice } from "../../ui/states.tsx";
import { noPayButton } from "./no-pay-button.ts";

export interface SentTo extends Sent {
  readonly to: readonly string[];
}

interface SendResultProps {
  readonly id: string;
  readonly sent: SentTo;
  readonly onClose: () => void;
}

/** What sending did: to whom, and with which link, or why without one. */
export function SendResult({ id, sent, onClose }: SendResultProps) {
  const invoice = useQuery(invoiceQuery(id));
  const people = new Intl.ListFormat("en").format(sent.to);
  return (
    <div className="stack" role="status">
      <Notice tone="good" icon={IconCircleCheck} title={`On its way to ${people}`}>
        {invoice.data?.number && `Invoice ${invoice.data.number} is final. `}
        The email is in <Link to="/mails">Mails</Link>.
      </Notice>
      {sent.payLink === null ? (
        <Notice tone="quiet" title={noPayButton(sent.reason).title}>
          {noPayButton(sent.reason).words}
        </Notice>
      ) : (
        <div>
          <p className="label">Pay link in this email</p>
          <div className="row">
            <a href={sent.payLink} {...elsewhere} className="link-box identifier">
              {sent.payLink}
            </a>
            <CopyButton text={sent.payLink} label="Copy the pay link" />
          </div>
        </div>
      )}
      <div className="dialog-foot">
        <ButtonLink variant="default" to="/invoices">
          Back to invoices
        </ButtonLink>
        <ButtonLink to="/invoices/$id" params={{ id }} onClick={onClose} data-autofocus>
          Show the invoice
        </ButtonLink>
      </div>
    </div>
  );
}
