import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useCan } from "../ui/use-business.ts";

const SWITCH_KEY = "quittance.single-letter-keys";

/** Single letters can be switched off (WCAG 2.1.4). */
export function areLetterKeysOn(): boolean {
  return localStorage.getItem(SWITCH_KEY) !== "off";
}

export function switchLetterKeys(isOn: boolean): void {
  localStorage.setItem(SWITCH_KEY, isOn ? "on" : "off");
}

const GO_TO = {
  h: "/",
  i: "/invoices",
  p: "/payments",
  c: "/customers",
  b: "/books",
  m: "/mails",
  s: "/settings",
} as const;

const SEQUENCE_MS = 1500;

/** The keys that work everywhere. Those of one screen live with that screen. */
export function useShortcuts({ onList, onSearch }: { onList: () => void; onSearch: () => void }) {
  const navigate = useNavigate();
  const can = useCan();
  const lastG = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isCommand = event.ctrlKey || event.metaKey;
      if (isCommand && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onSearch();
        return;
      }
      if (isCommand || event.altKey || isTyping(event.target) || !areLetterKeysOn()) return;
      const key = event.key.toLowerCase();
      if (event.timeStamp - lastG.current < SEQUENCE_MS && key in GO_TO) {
        lastG.current = 0;
        void navigate({ to: GO_TO[key as keyof typeof GO_TO] });
        return;
      }
      lastG.current = key === "g" ? event.timeStamp : 0;
      if (key === "n" && can.changeInvoices) {
        event.preventDefault();
        void navigate({ to: "/invoices/draft/{-$id}", params: {} });
      } else if (key === "/") {
        event.preventDefault();
        focusFilter(onSearch);
      } else if (key === "?") {
        onList();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate, can.changeInvoices, onList, onSearch]);
}

/** The list's own filter where there is one, else the search over everything. */
function focusFilter(onSearch: () => void): void {
  const filter = document.querySelector<HTMLInputElement>("input[data-filter]");
  if (filter) filter.focus();
  else onSearch();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.matches("input, textarea, select") ||
    target.closest("[role=dialog], [role=menu], [role=listbox]") !== null
  );
}
