import { Select } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { customerChoicesQuery } from "../../api/customers.ts";
import type { Customer } from "../../api/types.ts";
import { CustomerDialog } from "../customers/customer-dialog.tsx";

const ADD = "add";
const WAIT_MS = 150;

interface CustomerFieldProps {
  readonly customer: Customer | null;
  readonly onChoose: (customer: Customer) => void;
  readonly error: string | undefined;
}

/** Finds a customer by typing, and makes one from what was typed. */
export function CustomerField({ customer, onChoose, error }: CustomerFieldProps) {
  const [typed, setTyped] = useState(customer?.name ?? "");
  const [newName, setNewName] = useState("");
  const [isAdding, adding] = useDisclosure(false);
  const search = typed === customer?.name ? "" : typed.trim();
  const [wanted] = useDebouncedValue(search, WAIT_MS);
  const found = useQuery(customerChoicesQuery(wanted)).data?.data ?? [];
  const known =
    customer && !found.some(({ id }) => id === customer.id) ? [customer, ...found] : found;
  const add = { value: ADD, label: search === "" ? "Add a customer" : `Add “${search}”` };
  const choose = (value: string | null) => {
    if (value === ADD) {
      setNewName(search);
      adding.open();
      return;
    }
    const chosen = known.find(({ id }) => id === value);
    if (chosen) onChoose(chosen);
  };
  return (
    <>
      <Select
        label="Customer"
        placeholder="Who is it for?"
        searchable
        autoFocus={customer === null}
        openOnFocus={false}
        data={[...known.map(({ id, name }) => ({ value: id, label: name })), add]}
        // What fits was chosen by the server already.
        filter={({ options }) => options}
        value={customer?.id ?? null}
        onChange={choose}
        searchValue={typed}
        onSearchChange={setTyped}
        error={error}
      />
      <CustomerDialog
        isOpen={isAdding}
        customer={null}
        suggestedName={newName}
        onClose={adding.close}
        onSaved={(saved) => {
          onChoose(saved);
          setTyped(saved.name);
        }}
      />
    </>
  );
}
