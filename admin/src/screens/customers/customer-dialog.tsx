import { Button, Modal, Select, Textarea, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useMemo } from "react";
import { changeCustomer, createCustomer } from "../../api/customers.ts";
import { ApiProblem, fieldError } from "../../api/problem.ts";
import type { Customer, OnlinePayment } from "../../api/types.ts";
import { useAction } from "../../api/use-action.ts";
import { currencyChoices } from "../../ui/countries.ts";
import { PayWith } from "../../ui/pay-with.tsx";
import { Problem } from "../../ui/states.tsx";

interface CustomerDialogProps {
  readonly isOpen: boolean;
  /** `null` adds one. */
  readonly customer: Customer | null;
  readonly suggestedName?: string;
  readonly onClose: () => void;
  readonly onSaved?: (customer: Customer) => void;
}

export function CustomerDialog({ isOpen, onClose, ...rest }: CustomerDialogProps) {
  const title = rest.customer === null ? "Add customer" : "Edit customer";
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} size="lg">
      <CustomerForm {...rest} onClose={onClose} />
    </Modal>
  );
}

interface Fields {
  name: string;
  email: string;
  address: string;
  taxId: string;
  currency: string | null;
  onlinePayment: OnlinePayment;
}

function CustomerForm({
  customer,
  suggestedName = "",
  onClose,
  onSaved,
}: Omit<CustomerDialogProps, "isOpen">) {
  const form = useForm<Fields>({ initialValues: fieldsOf(customer, suggestedName) });
  const save = useAction(
    (fields: Fields) => {
      const body = bodyOf(fields);
      return customer === null ? createCustomer(body) : changeCustomer(customer.id, body);
    },
    (saved) => {
      onSaved?.(saved);
      onClose();
    },
  );
  const { error } = save;
  const hasFieldErrors = error instanceof ApiProblem && error.errors.length > 0;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        // Opened inside the editor, its form must not be sent along.
        event.stopPropagation();
        form.onSubmit((fields) => save.mutate(fields))(event);
      }}
    >
      <CustomerFields form={form} error={error} />
      {!hasFieldErrors && <Problem error={error} />}
      <div className="dialog-foot">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          {customer === null ? "Add customer" : "Save"}
        </Button>
      </div>
    </form>
  );
}

function CustomerFields({ form, error }: { form: UseFormReturnType<Fields>; error: unknown }) {
  const field = (name: keyof Fields) => ({
    ...form.getInputProps(name),
    error: fieldError(error, name),
  });
  return (
    <>
      <TextInput label="Name" required data-autofocus {...field("name")} />
      <div className="field-row">
        <TextInput
          label="Email"
          type="email"
          description="Invoices go here."
          inputWrapperOrder={["label", "input", "description", "error"]}
          {...field("email")}
        />
        <TextInput label="Tax number" {...field("taxId")} />
      </div>
      <Textarea label="Address" autosize minRows={3} {...field("address")} />
      <div className="field-row">
        <Select
          label="Currency"
          placeholder="As usual"
          searchable
          clearable
          clearButtonProps={{ "aria-label": "Clear" }}
          data={useMemo(currencyChoices, [])}
          {...field("currency")}
        />
        <PayWith
          label="Online payment"
          value={form.values.onlinePayment}
          onChange={(choice) => form.setFieldValue("onlinePayment", choice)}
        />
      </div>
    </>
  );
}

function fieldsOf(customer: Customer | null, suggestedName: string): Fields {
  return {
    name: customer?.name ?? suggestedName,
    email: customer?.email ?? "",
    address: customer?.address ?? "",
    taxId: customer?.taxId ?? "",
    currency: customer?.currency ?? null,
    onlinePayment: customer?.onlinePayment ?? "default",
  };
}

/** An emptied field is nothing, not an empty text. */
function bodyOf({ email, address, taxId, ...same }: Fields) {
  return {
    ...same,
    email: email.trim() || null,
    address: address.trim() || null,
    taxId: taxId.trim() || null,
  };
}
