import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Navigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { invoiceQuery } from "../../api/invoices.ts";
import { customerQuery } from "../../api/customers.ts";
import type { Invoice } from "../../api/types.ts";
import { addDays, today } from "../../ui/days.ts";
import { LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { useBusiness } from "../../ui/use-business.ts";
import { type DraftForm, emptyLine, formOf } from "./draft-form.ts";
import { Editor } from "./editor.tsx";
import { rememberedTaxRate } from "./tax-rate-memory.ts";
import "./editor.css";

const route = getRouteApi("/app/invoices/draft/{-$id}");

const DUE_DAYS = 14;

/**
 * One address for a new and for a saved draft. A new draft gets its id with its first save; the
 * editor stays as it is then, so that nobody is interrupted in the middle of a word.
 */
export function EditorScreen() {
  const { id } = route.useParams();
  const { customer } = route.useSearch();
  const [shown, setShown] = useState({ id, key: 0, createdId: "" });
  if (id !== shown.id) {
    const isSame = id === shown.createdId;
    setShown({ ...shown, id, key: isSame ? shown.key : shown.key + 1 });
  }
  const remember = (createdId: string) => setShown((before) => ({ ...before, createdId }));
  const isOwn = id === undefined || id === shown.createdId;
  return isOwn ? (
    <NewDraft key={shown.key} customerId={customer} onCreated={remember} />
  ) : (
    <SavedDraft key={shown.key} id={id} />
  );
}

function NewDraft({
  customerId,
  onCreated,
}: {
  customerId: string | undefined;
  onCreated: (id: string) => void;
}) {
  const { currency, timezone, locale } = useBusiness();
  const navigate = route.useNavigate();
  const [wantedId] = useState(customerId);
  const customer = useQuery({ ...customerQuery(wantedId ?? ""), enabled: wantedId !== undefined });
  if (wantedId !== undefined && customer.isPending) return <Loading />;
  const form: DraftForm = {
    customerId: customer.data?.id ?? null,
    currency: customer.data?.currency ?? currency,
    dueOn: addDays(today(timezone), DUE_DAYS),
    taxInclusive: false,
    lines: [emptyLine(rememberedTaxRate(locale))],
    notes: "",
    onlinePayment: "default",
  };
  const keep = (id: string) => {
    onCreated(id);
    void navigate({ params: { id }, search: {}, replace: true, resetScroll: false });
  };
  return <Editor start={{ form, id: null, customer: customer.data ?? null, onCreated: keep }} />;
}

function SavedDraft({ id }: { id: string }) {
  const { locale } = useBusiness();
  // Read once: from here on the fields are the truth, and the server follows them.
  const invoice = useQuery({ ...invoiceQuery(id), staleTime: 0, refetchOnWindowFocus: false });
  const opened = useRef<Invoice | null>(null);
  const customerId = (opened.current ?? invoice.data)?.customerId;
  const customer = useQuery({
    ...customerQuery(customerId ?? ""),
    enabled: customerId !== undefined,
  });
  if (invoice.isError || customer.isError) {
    const failed = invoice.isError ? invoice : customer;
    return (
      <div className="page">
        <LoadProblem error={failed.error} onRetry={() => void failed.refetch()} />
      </div>
    );
  }
  if (!invoice.isFetchedAfterMount || !invoice.data || !customer.data) return <Loading />;
  // What is sent from here becomes final while its dialog still says what happened.
  opened.current ??= invoice.data;
  if (opened.current.status !== "draft")
    return <Navigate to="/invoices/$id" params={{ id }} replace />;
  return (
    <Editor
      start={{
        form: formOf(invoice.data, locale),
        id,
        customer: customer.data,
        onCreated: () => undefined,
      }}
    />
  );
}

function Loading() {
  return (
    <div className="page">
      <LoadingRows />
    </div>
  );
}
