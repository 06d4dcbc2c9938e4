import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import { useInfiniteQuery, useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { connectionsQuery } from "../../api/connections.ts";
import { invoicesQuery } from "../../api/invoices.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { Card } from "../../ui/page.tsx";
import { useCan } from "../../ui/use-business.ts";

/** Three lines for a business that has just begun; gone once they are done. */
export function FirstSteps() {
  const can = useCan();
  const { data: connections } = useSuspenseQuery(connectionsQuery);
  const invoices = useInfiniteQuery(invoicesQuery({}));
  if (!can.manageConnections || !invoices.data) return null;
  const hasInvoice = invoices.data.pages.some(({ data }) =>
    data.some(({ status }) => status !== "draft"),
  );
  const isConnected = connections.data.some(({ state }) => state !== "disconnected");
  if (hasInvoice && isConnected) return null;
  return (
    <Card title="Get started">
      <ul className="needs">
        <Step isDone name="Set up your business" fact="Done" />
        <Step
          isDone={hasInvoice}
          name="Send your first invoice"
          fact="A customer and a line or two"
        >
          <ButtonLink to="/invoices/draft/{-$id}" params={{}} variant="default" size="xs">
            New invoice
          </ButtonLink>
        </Step>
        <Step isDone={isConnected} name="Get paid online" fact="Paste one key from Stripe">
          <ButtonLink to="/settings/online-payments" variant="default" size="xs">
            Connect Stripe
          </ButtonLink>
        </Step>
      </ul>
    </Card>
  );
}

function Step({
  isDone,
  name,
  fact,
  children,
}: {
  isDone: boolean;
  name: string;
  fact: string;
  children?: ReactNode;
}) {
  const Icon = isDone ? IconCircleCheckFilled : IconCircle;
  return (
    <li>
      <span className="need-icon" data-tone={isDone ? "good" : "quiet"}>
        <Icon size={18} aria-hidden />
      </span>
      <div className="grow">
        <strong>{name}</strong>
        <p className="muted">{isDone ? "Done" : fact}</p>
      </div>
      {!isDone && children}
    </li>
  );
}
