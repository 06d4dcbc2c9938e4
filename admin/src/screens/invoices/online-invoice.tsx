import { ActionIcon, Switch, Tooltip } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { customerQuery } from "../../api/customers.ts";
import { changeInvoice } from "../../api/invoices.ts";
import type { Invoice, InvoiceChanges } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { elsewhere } from "../../ui/links.tsx";
import { Card } from "../../ui/page.tsx";
import { PayWith } from "../../ui/pay-with.tsx";
import { Problem } from "../../ui/states.tsx";
import { useCan } from "../../ui/use-business.ts";
import { noPayButton } from "../send/no-pay-button.ts";

/** The page the customer sees: its switch, its address, and who takes payments there. */
export function OnlineInvoice({ invoice }: { invoice: Invoice }) {
  const can = useCan();
  const customer = useQuery(customerQuery(invoice.customerId));
  const change = useAction((changes: InvoiceChanges) => changeInvoice(invoice.id, changes));
  const isOn = invoice.onlineViewEnabled;
  const isVoid = invoice.status === "void";
  return (
    <Card
      title="Online invoice"
      aside={
        <Switch
          aria-label="Online invoice"
          checked={isOn}
          disabled={change.isPending || isVoid || !can.changeInvoices}
          onChange={(event) => change.mutate({ onlineViewEnabled: event.currentTarget.checked })}
        />
      }
    >
      <div className="stack">
        {isOn ? (
          <div className="row">
            <span className="link-box identifier">{invoice.viewUrl}</span>
            <CopyButton text={invoice.viewUrl} label="Copy the address" />
            <Tooltip label="Open" withArrow>
              <ActionIcon
                component="a"
                href={invoice.viewUrl}
                {...elsewhere}
                variant="default"
                size={36}
                aria-label="Open the online invoice"
              >
                <IconExternalLink size={17} />
              </ActionIcon>
            </Tooltip>
          </div>
        ) : (
          <p className="muted small">Switched off. Whoever opens the address sees an empty page.</p>
        )}
        {invoice.status === "open" && (
          <PayWith
            label="Pay with"
            inherited={customer.data?.onlinePayment ?? "default"}
            value={invoice.onlinePayment}
            onChange={(onlinePayment) => change.mutate({ onlinePayment })}
            description="Links already sent follow this choice."
            isDisabled={change.isPending || !can.changeInvoices}
          />
        )}
        {invoice.status === "open" && !invoice.payable.payable && (
          <p className="muted small">{noPayButton(invoice.payable.reason).title}</p>
        )}
        <Problem error={change.error} />
      </div>
    </Card>
  );
}
