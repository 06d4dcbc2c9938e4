import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { previewQuery } from "../../api/invoices.ts";
import type { Customer, InvoiceDocument, NewInvoice } from "../../api/types.ts";
import { useBusiness } from "../../ui/use-business.ts";
import { bodyOf, type DraftForm, type ReadLines, readLines } from "./draft-form.ts";
import { type SaveState, type StoredDraft, useAutosave } from "./use-autosave.ts";

const PREVIEW_WAIT_MS = 250;

export interface DraftStart {
  readonly form: DraftForm;
  /** `null` for a draft that is not saved yet. */
  readonly id: string | null;
  readonly customer: Customer | null;
  readonly onCreated: (id: string) => void;
}

/** A draft being written: its fields, what the server makes of them, and whether they are saved. */
export interface Draft {
  readonly form: DraftForm;
  readonly customer: Customer | null;
  readonly read: ReadLines;
  readonly change: (changes: Partial<DraftForm>) => void;
  readonly choose: (customer: Customer) => void;
  /** Empty until there is a customer to write to. */
  readonly document: InvoiceDocument | undefined;
  readonly amounts: readonly { amount: number }[];
  readonly state: SaveState;
  /** What the server keeps of it; `null` before the first save. */
  readonly stored: StoredDraft | null;
  /** What the server turned down, in the preview or while saving. */
  readonly error: unknown;
  readonly isComplete: boolean;
  /** Nothing was entered that could be kept. */
  readonly isEmpty: boolean;
  readonly flush: () => Promise<string | null>;
}

export function useDraft(start: DraftStart): Draft {
  const { locale } = useBusiness();
  const [form, setForm] = useState(start.form);
  const [customer, setCustomer] = useState(start.customer);
  const read = useMemo(() => readLines(form.lines, locale), [form.lines, locale]);
  const body = bodyOf(form, read.lines);
  const { state, stored, flush } = useAutosave(body, start.id, start.onCreated);
  const preview = usePreview(body);
  const change = (changes: Partial<DraftForm>) => setForm((now) => ({ ...now, ...changes }));
  return {
    form,
    customer,
    read,
    change,
    choose(chosen) {
      setCustomer(chosen);
      change({ customerId: chosen.id, ...(chosen.currency ? { currency: chosen.currency } : {}) });
    },
    document: body === null ? undefined : preview.data?.document,
    amounts: preview.data?.lines ?? [],
    state,
    stored,
    error: preview.error ?? (state.is === "problem" ? state.error : null),
    isComplete: body !== null && read.lines.length > 0 && read.problems.size === 0,
    isEmpty: body === null,
    flush,
  };
}

/** Asked a moment after the last keystroke; the former answer stays until the next is there. */
function usePreview(body: NewInvoice | null) {
  const [settled] = useDebouncedValue(JSON.stringify(body), PREVIEW_WAIT_MS);
  const wanted = useMemo(() => JSON.parse(settled) as NewInvoice | null, [settled]);
  return useQuery({ ...previewQuery(wanted), placeholderData: keepPreviousData });
}
