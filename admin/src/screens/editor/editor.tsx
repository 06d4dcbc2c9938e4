import { Button } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { invoiceQuery } from "../../api/invoices.ts";
import { ApiProblem } from "../../api/problem.ts";
import { useTitle } from "../../ui/page.tsx";
import { Problem } from "../../ui/states.tsx";
import { Status } from "../../ui/status.tsx";
import { PlannedSending } from "../invoices/planned-sending.tsx";
import { SendDialog } from "../send/send-dialog.tsx";
import { EndedPlan } from "./ended-plan.tsx";
import { HeadFields, MoreFields } from "./editor-fields.tsx";
import { EditorLines } from "./editor-lines.tsx";
import { PreviewSheet } from "./preview-sheet.tsx";
import { SaveWords } from "./save-words.tsx";
import { rememberTaxRate } from "./tax-rate-memory.ts";
import { type DraftStart, useDraft } from "./use-draft.ts";

export function Editor({ start }: { start: DraftStart }) {
  const navigate = useNavigate();
  const draft = useDraft(start);
  const [isChecked, setChecked] = useState(false);
  const [sendingId, setSendingId] = useState<string | null>(null);
  const [isSending, sending] = useDisclosure(false);
  const title = start.id === null ? "New invoice" : "Edit draft";
  useTitle(title);

  const review = async () => {
    setChecked(true);
    if (!draft.isComplete) return;
    const id = await draft.flush();
    if (id === null) return;
    rememberTaxRate(draft.read.lines.at(-1)?.taxRate);
    setSendingId(id);
    sending.open();
  };
  const close = async () => {
    if (draft.isEmpty || (await draft.flush()) !== null) await navigate({ to: "/invoices" });
  };
  const finish = (isSent: boolean) => {
    sending.close();
    // What is final is no longer edited here.
    if (isSent && sendingId) void navigate({ to: "/invoices/$id", params: { id: sendingId } });
  };
  const savedId = sendingId ?? start.id;
  const plan = useQuery({ ...invoiceQuery(savedId ?? ""), enabled: savedId !== null });
  useHotkeys([["mod+Enter", () => void review()]], []);
  const hasFieldErrors = draft.error instanceof ApiProblem && draft.error.errors.length > 0;

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
        {plan.data && <PlannedSending invoice={plan.data} onChange={() => void review()} />}
        {plan.data && <EndedPlan invoice={plan.data} />}
        <HeadFields draft={draft} isChecked={isChecked} />
        <EditorLines draft={draft} isChecked={isChecked} />
        {!hasFieldErrors && <Problem error={draft.error} />}
        <MoreFields draft={draft} />
      </div>
      <aside className="editor-preview" aria-label="Preview">
        <p className="muted small">Preview updates as you type</p>
        <PreviewSheet document={draft.document} />
      </aside>
      {sendingId !== null && <SendDialog id={sendingId} isOpen={isSending} onClose={finish} />}
    </div>
  );
}
