import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCreditCard, IconFileInvoice, IconSearch, IconUser } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import type { SearchHit } from "../api/generated/types.gen.ts";
import { searchQuery } from "../api/overview.ts";

const WAIT_MS = 150;

/** Finds invoices, customers and payments from anywhere. */
export function SearchDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Search" padding={16} size="lg">
      <Search onClose={onClose} />
    </Modal>
  );
}

function Search({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [wanted] = useDebouncedValue(typed.trim(), WAIT_MS);
  const results = useRef<HTMLDivElement>(null);
  const isAsking = wanted !== "";
  const found = useQuery({
    ...searchQuery(wanted),
    enabled: isAsking,
    placeholderData: keepPreviousData,
  });
  const hits = isAsking ? (found.data?.data ?? []) : [];
  return (
    <div className="search" onKeyDown={(event) => moveFocus(event, results.current)}>
      <TextInput
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        placeholder="Invoice number, customer, receipt or reference"
        aria-label="Search invoices, customers and payments"
        leftSection={<IconSearch size={17} />}
        data-autofocus
      />
      <div ref={results} aria-live="polite">
        {hits.map((hit) => (
          <Hit key={hit.id} hit={hit} onClose={onClose} />
        ))}
        {isAsking && hits.length === 0 && found.isSuccess && (
          <p className="muted small search-empty">Nothing found for “{wanted}”.</p>
        )}
      </div>
    </div>
  );
}

function Hit({ hit, onClose }: { hit: SearchHit; onClose: () => void }) {
  const frame = { className: "search-result", onClick: onClose };
  switch (hit.type) {
    case "invoice":
      return (
        <Link to="/invoices/$id" params={{ id: hit.id }} {...frame}>
          <IconFileInvoice size={18} aria-hidden />
          <span className="grow">
            <strong>{hit.title === "" ? "Draft" : hit.title}</strong> {hit.detail}
          </span>
          <span className="muted small">Invoice</span>
        </Link>
      );
    case "customer":
      return (
        <Link to="/customers" search={{ q: hit.title }} {...frame}>
          <IconUser size={18} aria-hidden />
          <span className="grow">{hit.title}</span>
          <span className="muted small">{hit.detail}</span>
        </Link>
      );
    case "payment":
      return (
        <Link to="/payments" search={{ payment: hit.id }} {...frame}>
          <IconCreditCard size={18} aria-hidden />
          <span className="grow">
            <strong>{hit.title}</strong> {hit.detail}
          </span>
          <span className="muted small">Payment</span>
        </Link>
      );
  }
}

/** Arrow keys walk from the field through the results and back. */
function moveFocus(event: KeyboardEvent, results: HTMLElement | null): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...(results?.querySelectorAll<HTMLElement>("a") ?? [])];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  const field = event.currentTarget.querySelector<HTMLElement>("input");
  event.preventDefault();
  (next < 0 ? field : links[Math.min(next, links.length - 1)])?.focus();
}
