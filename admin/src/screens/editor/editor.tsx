import { Button, SegmentedControl, Select, Textarea } from "@mantine/core";
import { useDebouncedValue, useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconArrowRight, IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { previewQuery } from "../../api/invoices.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import type { Customer } from "../../api/types.ts";
import { currencyChoices } from "../../ui/countries.ts";
import { useTitle } from "../../ui/page.tsx";
import { PayWith } from "../../ui/pay-with.tsx";
import { Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { useBusiness } from "../../ui/use-business.ts";
import { SendDialog } from "../send/send-dialog.tsx";
import { CustomerField } from "./customer-field.tsx";
import { bodyOf, type DraftForm, readLines, withBlankEnd } from "./draft-form.ts";
import { DueField } from "./due-field.tsx";
import { LineFields } from "./line-fields.tsx";
import { PreviewSheet } from "./preview-sheet.tsx";
import { SaveWords } from "./save-words.tsx";
import { rememberTaxRate } from "./tax-rate-memory.ts";
import { Totals } from "./totals.tsx";
import { useAutosave } from "./use-autosave.ts";

const PREVIEW_WAIT_MS = 250;

interface EditorProps {
  readonly start: DraftForm;
  readonly startId: string | null;
  readonly startCustomer: Customer | null;
  readonly onCreated: (id: string) => void;
}

export function Editor({ start, startId, startCustomer, onCreated }: EditorProps) {
  const { locale } = useBusiness();
  const navigate = useNavigate();
  const [form, setForm] = useState(start);
  const [customer, setCustomer] = useState(startCustomer);
  const [isChecked, setChecked] = useState(false);
  const [sendingId, setSendingId] = useState<string | null>(null);
  const [isSending, sending] = useDisclosure(false);
  const read = useMemo(() => readLines(form.lines, locale), [form.lines, locale]);
  const body = bodyOf(form, read.lines);
  const draft = useAutosave(body, startId, onCreated);
  const [settled] = useDebouncedValue(JSON.stringify(body), PREVIEW_WAIT_MS);
  const preview = useQuery({
    ...previewQuery(useMemo(() => JSON.parse(settled) as typeof body, [settled])),
    placeholderData: keepPreviousData,
  });
  const change = (changes: Partial<DraftForm>) => setForm((now) => ({ ...now, ...changes }));
  const choose = (chosen: Customer) => {
    setCustomer(chosen);
    change({ customerId: chosen.id, ...(chosen.currency ? { currency: chosen.currency } : {}) });
  };

  const isComplete = body !== null && read.lines.length > 0 && read.problems.size === 0;
  const review = async () => {
    setChecked(true);
    if (!isComplete) return;
    const id = await draft.flush();
    if (id === null) return;
    rememberTaxRate(read.lines.at(-1)?.taxRate);
    setSendingId(id);
    sending.open();
  };
  const close = async () => {
    if (body === null || (await draft.flush()) !== null) await navigate({ to: "/invoices" });
  };
  useHotkeys([["mod+Enter", () => void review()]], []);
  const title = startId === null ? "New invoice" : "Edit draft";
  useTitle(title);
  const saveError = draft.state.is === "problem" ? draft.state.error : null;
  const serverError = preview.error ?? saveError;

  return (
    <div className="editor">
      <div className="editor-form">
        <header className="page-head">
          <div className="grow">
            <div className="title-row">
              <h1>{title}</h1>
              <Status is="draft" />
            </div>
            <SaveWords state={draft.state} />
          </div>
          <div className="actions">
            <Button variant="default" onClick={() => void close()}>
              Save and close
            </Button>
            <Button rightSection={<IconArrowRight size={17} />} onClick={() => void review()}>
              Review and send
            </Button>
          </div>
        </header>
        <div className="editor-head">
          <CustomerField
            customer={customer}
            onChoose={choose}
            error={
              isChecked && form.customerId === null
                ? "Choose who this invoice is for."
                : fieldError(serverError, "customerId")
            }
          />
          <DueField value={form.dueOn} onChange={(dueOn) => change({ dueOn })} />
          <Select
            label="Currency"
            searchable
            data={useMemo(currencyChoices, [])}
            value={form.currency}
            onChange={(currency) => currency && change({ currency })}
            comboboxProps={{ width: 240, position: "bottom-end" }}
          />
        </div>
        <section aria-label="Lines">
          <div className="row spread editor-lines-head">
            <h2>Lines</h2>
            <SegmentedControl
              size="xs"
              aria-label="How prices are written"
              data={[
                { value: "without", label: "Without tax" },
                { value: "including", label: "Including tax" },
              ]}
              value={form.taxInclusive ? "including" : "without"}
              onChange={(value) => change({ taxInclusive: value === "including" })}
            />
          </div>
          <LineFields
            lines={form.lines}
            currency={form.currency}
            read={read}
            isChecked={isChecked}
            amounts={preview.data?.lines ?? []}
            serverError={serverError}
            onChange={(lines) => change({ lines: withBlankEnd(lines) })}
          />
          {isChecked && read.lines.length === 0 && read.problems.size === 0 && (
            <p className="alarming small" role="alert">
              Add a line that says what this invoice is for.
            </p>
          )}
          <div className="editor-sums">
            <Button
              variant="subtle"
              leftSection={<IconPlus size={17} />}
              onClick={() => focusLastLine()}
            >
              Add line
            </Button>
            <Totals document={body === null ? undefined : preview.data?.document} />
          </div>
        </section>
        {!(serverError instanceof ApiProblem && serverError.errors.length > 0) && (
          <Problem error={serverError} />
        )}
        <div className="editor-more">
          <Textarea
            label="Note on the invoice"
            autosize
            minRows={2}
            maxRows={8}
            value={form.notes}
            onChange={({ currentTarget: { value } }) => change({ notes: value })}
            error={fieldError(serverError, "notes")}
          />
          <PayWith
            label="Online payment"
            level="invoice"
            inherited={customer?.onlinePayment ?? "default"}
            value={form.onlinePayment}
            onChange={(onlinePayment) => change({ onlinePayment })}
          />
        </div>
      </div>
      <aside className="editor-preview" aria-label="Preview">
        <p className="muted small">Preview updates as you type</p>
        <PreviewSheet document={body === null ? undefined : preview.data?.document} />
      </aside>
      {sendingId !== null && (
        <SendDialog
          id={sendingId}
          isOpen={isSending}
          onClose={(isSent) => {
            sending.close();
            // What is final is no longer edited here.
            if (isSent) void navigate({ to: "/invoices/$id", params: { id: sendingId } });
          }}
        />
      )}
    </div>
  );
}

/** There is always one blank line at the end. */
function focusLastLine(): void {
  const fields = document.querySelectorAll<HTMLElement>("[data-line-description]");
  [...fields].at(-1)?.focus();
}
