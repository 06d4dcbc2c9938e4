import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { draftPreviewQuery } from "../../api/invoices.ts";
import { ConversionNotice } from "../../ui/conversion-notice.tsx";
import { Notice } from "../../ui/states.tsx";
import { isAboutAmount, noPayButton } from "../send/no-pay-button.ts";
import type { Draft } from "./use-draft.ts";

/** What the send dialog would say about paying online, told while it can still be changed easily. */
export function OnlinePaymentNotice({ draft }: { draft: Draft }) {
  const { stored, form, read } = draft;
  const preview = useQuery({
    ...draftPreviewQuery(stored),
    placeholderData: keepPreviousData,
  }).data;
  if (preview === undefined || read.lines.length === 0) return null;
  const { reason, connections, warning } = preview;
  return (
    <div role="status">
      {isAboutAmount(reason) ? (
        <Notice tone="warning" title={noPayButton(reason).title}>
          {noPayButton(reason).words}
        </Notice>
      ) : (
        <ConversionNotice
          currency={form.currency}
          connectionIds={connections.map(({ id }) => id)}
          isWarned={warning === "currency_converted"}
        />
      )}
    </div>
  );
}
