import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFileInvoice, IconSearch, IconUser } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { customerChoicesQuery } from "../api/customers.ts";
import { invoicesQuery } from "../api/invoices.ts";
import { InvoiceStatus } from "../ui/invoice-status.tsx";

const SHOWN = 6;
const WAIT_MS = 150;

/** Finds invoices and customers from anywhere. */
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
  const invoices = useInfiniteQuery({ ...invoicesQuery({ q: wanted }), enabled: isAsking });
  const customers = useQuery({ ...customerChoicesQuery(wanted), enabled: isAsking });
  const foundInvoices = isAsking ? (invoices.data?.pages[0]?.data ?? []).slice(0, SHOWN) : [];
  const foundCustomers = isAsking ? (customers.data?.data ?? []).slice(0, SHOWN) : [];
  const isEmpty = foundInvoices.length + foundCustomers.length === 0;
  return (
    <div className="search" onKeyDown={(event) => moveFocus(event, results.current)}>
      <TextInput
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        placeholder="Invoice number or customer"
        aria-label="Search invoices and customers"
        leftSection={<IconSearch size={17} />}
        data-autofocus
      />
      <div ref={results} aria-live="polite">
        {foundInvoices.map((invoice) => (
          <Link
            key={invoice.id}
            to="/invoices/$id"
            params={{ id: invoice.id }}
            className="search-result"
            onClick={onClose}
          >
            <IconFileInvoice size={18} aria-hidden />
            <span className="grow">
              <strong>{invoice.number ?? "Draft"}</strong> {invoice.customerName}
            </span>
            <InvoiceStatus of={invoice} />
          </Link>
        ))}
        {foundCustomers.map((customer) => (
          <Link
            key={customer.id}
            to="/customers"
            search={{ q: customer.name }}
            className="search-result"
            onClick={onClose}
          >
            <IconUser size={18} aria-hidden />
            <span className="grow">{customer.name}</span>
            <span className="muted small">{customer.email}</span>
          </Link>
        ))}
        {isAsking && isEmpty && !invoices.isFetching && (
          <p className="muted small search-empty">Nothing found for “{wanted}”.</p>
        )}
      </div>
    </div>
  );
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
