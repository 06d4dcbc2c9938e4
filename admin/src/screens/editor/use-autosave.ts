import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { newIdempotencyKey } from "../../api/client.ts";
import { changeInvoice, createInvoice, invoiceQuery } from "../../api/invoices.ts";
import type { Invoice, NewInvoice } from "../../api/types.ts";

const WAIT_MS = 700;

export type SaveState =
  | { readonly is: "nothing" | "stored" | "waiting" | "saving" | "saved" }
  | { readonly is: "problem"; readonly error: unknown };

/** What the server keeps: the draft's id, and the fields it was last given as text. */
export interface StoredDraft {
  readonly id: string;
  readonly text: string;
}

interface Autosave {
  readonly state: SaveState;
  readonly stored: StoredDraft | null;
  /** Saves what is on screen now; the draft's id, or `null` when it could not be saved. */
  readonly flush: () => Promise<string | null>;
}

/**
 * Keeps the draft at the server equal to the fields, one request after the other, the newest state
 * last. The first save makes the draft and says its id.
 */
export function useAutosave(
  body: NewInvoice | null,
  startId: string | null,
  onCreated: (id: string) => void,
): Autosave {
  const queries = useQueryClient();
  const [state, setState] = useState<SaveState>({
    is: startId === null ? "nothing" : "stored",
  });
  const [stored, setStored] = useState<StoredDraft | null>(
    startId === null ? null : { id: startId, text: JSON.stringify(body) },
  );
  const id = useRef(startId);
  const wanted = useRef(body);
  const saved = useRef(startId === null ? null : JSON.stringify(body));
  const running = useRef<Promise<void>>(Promise.resolve());
  const creationKey = useRef<{ text: string; key: string } | null>(null);
  const created = useRef(onCreated);
  wanted.current = body;
  created.current = onCreated;

  const saveNow = useCallback(async () => {
    const next = wanted.current;
    const text = JSON.stringify(next);
    if (next === null || text === saved.current) return;
    setState({ is: "saving" });
    try {
      let answer: Invoice;
      if (id.current === null) {
        // The same body asked for twice makes one draft, whatever the network did in between.
        if (creationKey.current?.text !== text)
          creationKey.current = { text, key: newIdempotencyKey() };
        answer = await createInvoice(next, creationKey.current.key);
        id.current = answer.id;
        created.current(answer.id);
      } else {
        answer = await changeInvoice(id.current, next);
      }
      saved.current = text;
      setStored({ id: answer.id, text });
      setState({ is: "saved" });
      // Never taken out of the cache: the send dialog may be open, and would lose what is typed there.
      queries.setQueryData(invoiceQuery(answer.id).queryKey, answer);
      void queries.invalidateQueries({ queryKey: ["/invoices"], refetchType: "none" });
    } catch (error) {
      setState({ is: "problem", error });
    }
  }, [queries]);

  const flush = useCallback(async () => {
    running.current = running.current.then(saveNow);
    await running.current;
    return saved.current === JSON.stringify(wanted.current) ? id.current : null;
  }, [saveNow]);

  const text = JSON.stringify(body);
  useEffect(() => {
    if (body === null || text === saved.current) return undefined;
    setState({ is: "waiting" });
    const timer = setTimeout(() => void flush(), WAIT_MS);
    return () => clearTimeout(timer);
    // The text stands for the body: the same fields make a new object at every keystroke.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [text, flush]);

  useWarnBeforeLeaving(state.is === "waiting" || state.is === "saving");
  return { state, stored, flush };
}

/** The browser asks before a tab with unsaved lines is closed. */
function useWarnBeforeLeaving(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isUnsaved]);
}
