import { useSuspenseQuery } from "@tanstack/react-query";
import { IconArrowsExchange } from "@tabler/icons-react";
import { connectionsQuery } from "../api/connections.ts";
import { elsewhere } from "./links.tsx";
import { Notice } from "./states.tsx";

interface ConversionNoticeProps {
  /** Of the invoice. */
  readonly currency: string;
  /** Through which it can be paid. */
  readonly connectionIds: readonly string[];
  /** The server says so, also to those who may not see what connections settle in. */
  readonly isWarned: boolean;
}

/** Tells that the processor converts what is paid, which costs; stands in nobody's way. */
export function ConversionNotice({ currency, connectionIds, isWarned }: ConversionNoticeProps) {
  const { data: connections } = useSuspenseQuery(connectionsQuery);
  const converting = connections.data.flatMap(({ id, settlementCurrencies = [] }) => {
    const isConverted = settlementCurrencies.length > 0 && !settlementCurrencies.includes(currency);
    return connectionIds.includes(id) && isConverted ? settlementCurrencies : [];
  });
  if (converting.length === 0 && !isWarned) return null;
  const into = new Intl.ListFormat("en", { type: "disjunction" }).format(new Set(converting));
  return (
    <Notice tone="quiet" icon={IconArrowsExchange} title={`Stripe converts ${currency}`}>
      Your Stripe account is paid out in {into === "" ? "another currency" : into}, so a conversion
      cost applies to this invoice.{" "}
      <a href="https://stripe.com/pricing" className="underlined" {...elsewhere}>
        Stripe’s fees
      </a>
    </Notice>
  );
}
