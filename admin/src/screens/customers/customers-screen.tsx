import { ActionIcon, Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconFileInvoice, IconPlus, IconTrash, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { customersQuery, deleteCustomer } from "../../api/customers.ts";
import type { Customer } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { Confirm } from "../../ui/confirm.tsx";
import { FilterField, List, usePhone } from "../../ui/list.tsx";
import { Page } from "../../ui/page.tsx";
import { EmptyState } from "../../ui/states.tsx";
import { useCan, useWriting } from "../../ui/use-business.ts";
import { CustomerDialog } from "./customer-dialog.tsx";

const route = getRouteApi("/app/customers");

export function CustomersScreen() {
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const isPhone = usePhone();
  const customers = useInfiniteQuery(customersQuery(q));
  const [edited, setEdited] = useState<Customer | null>(null);
  const [isOpen, dialog] = useDisclosure(false);
  const [leaving, setLeaving] = useState<Customer | null>(null);
  const remove = useAction(
    (customer: Customer) => deleteCustomer(customer.id),
    () => setLeaving(null),
  );
  const open = (customer: Customer | null) => {
    setEdited(customer);
    dialog.open();
  };
  const add = can.changeInvoices && (
    <Button leftSection={<IconPlus size={17} />} onClick={() => open(null)}>
      Add customer
    </Button>
  );
  const handlers = {
    onEdit: open,
    onDelete: (customer: Customer) => {
      remove.reset();
      setLeaving(customer);
    },
  };
  return (
    <Page title="Customers" actions={add}>
      <div className="list-tools">
        <FilterField
          key={q === undefined ? "none" : "some"}
          label="Name or email"
          value={q ?? ""}
          onChange={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
        />
      </div>
      <List query={customers} empty={<NoCustomers isFiltered={q !== undefined} />}>
        {(rows) =>
          isPhone ? (
            <CustomerRows customers={rows} {...handlers} />
          ) : (
            <CustomerTable customers={rows} {...handlers} />
          )
        }
      </List>
      <CustomerDialog isOpen={isOpen} customer={edited} onClose={dialog.close} />
      <Confirm
        isOpen={leaving !== null}
        title={`Delete ${leaving?.name ?? "customer"}?`}
        verb="Delete customer"
        isBusy={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate(leaving)}
        onClose={() => setLeaving(null)}
      >
        Customers with invoices are kept, since the invoices name them.
      </Confirm>
    </Page>
  );
}

function NoCustomers({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={IconUsers} title="No customer matches">
      Try another name or email address.
    </EmptyState>
  ) : (
    <EmptyState icon={IconUsers} title="No customers yet">
      Customers appear here when you invoice them.
    </EmptyState>
  );
}

interface CustomersProps {
  readonly customers: readonly Customer[];
  readonly onEdit: (customer: Customer) => void;
  readonly onDelete: (customer: Customer) => void;
}

function CustomerTable({ customers, ...handlers }: CustomersProps) {
  return (
    <div className="list">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Email</th>
            <th scope="col">Tax number</th>
            <th scope="col" className="end">
              Credit
            </th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {customers.map((customer) => (
            <tr key={customer.id}>
              <td>
                <EditButton customer={customer} onEdit={handlers.onEdit} />
              </td>
              <td className="muted">{customer.email}</td>
              <td className="muted">{customer.taxId}</td>
              <td className="end">
                <Credit customer={customer} />
              </td>
              <td className="end">
                <CustomerMenu customer={customer} {...handlers} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CustomerRows({ customers, ...handlers }: CustomersProps) {
  return (
    <ul className="phone-rows">
      {customers.map((customer) => (
        <li key={customer.id}>
          <EditButton customer={customer} onEdit={handlers.onEdit} />
          <span className="at-end above-link">
            <CustomerMenu customer={customer} {...handlers} />
          </span>
          <span className="second">{customer.email ?? "No email address"}</span>
          <span className="at-end">
            <Credit customer={customer} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function EditButton({ customer, onEdit }: { customer: Customer; onEdit: (one: Customer) => void }) {
  const can = useCan();
  if (!can.changeInvoices) return <span className="strong">{customer.name}</span>;
  return (
    <button type="button" className="row-link" onClick={() => onEdit(customer)}>
      {customer.name}
    </button>
  );
}

function Credit({ customer }: { customer: Customer }) {
  const write = useWriting();
  return customer.credit
    .filter(({ amount }) => amount !== 0)
    .map(({ amount, currency }) => write.money(amount, currency))
    .join(", ");
}

function CustomerMenu({
  customer,
  onEdit,
  onDelete,
}: Omit<CustomersProps, "customers"> & { customer: Customer }) {
  const can = useCan();
  const navigate = useNavigate();
  if (!can.changeInvoices) return null;
  const invoice = () =>
    void navigate({
      to: "/invoices/draft/{-$id}",
      params: {},
      search: { customer: customer.id },
    });
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          className="above-link"
          aria-label={`Actions for ${customer.name}`}
        >
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileInvoice size={16} />} onClick={invoice}>
          New invoice
        </Menu.Item>
        <Menu.Item onClick={() => onEdit(customer)}>Edit</Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} />}
          onClick={() => onDelete(customer)}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
