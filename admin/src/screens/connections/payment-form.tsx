import { Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Business, BusinessChanges, Connection } from "../../api/types.ts";
import { Notice } from "../../ui/states.tsx";

type Form = Business["paymentForm"];

const CHOICES: { value: Form; label: string }[] = [
  { value: "redirect", label: "On Stripe’s page" },
  { value: "popup", label: "In a pop-up" },
];

interface PaymentFormProps {
  readonly chosen: Form;
  readonly connections: readonly Connection[];
  readonly isSaving: boolean;
  readonly onChange: (changes: BusinessChanges) => void;
}

/** Where customers fill in the payment form, and which connections can't do what was chosen. */
export function PaymentFormSetting({ chosen, connections, isSaving, onChange }: PaymentFormProps) {
  const without = chosen === "popup" ? connections.filter(lacksPopupKey) : [];
  return (
    <>
      <div className="setting">
        <div className="grow">
          <strong>Payment form</strong>
          <p className="muted small">
            The pop-up opens over the invoice and needs each connection’s publishable key. Card data
            goes to Stripe only, either way.
          </p>
        </div>
        <Select
          aria-label="Payment form"
          w={210}
          data={CHOICES}
          value={chosen}
          allowDeselect={false}
          disabled={isSaving}
          onChange={(value) => {
            const form = CHOICES.find((one) => one.value === value)?.value;
            if (form !== undefined && form !== chosen) onChange({ paymentForm: form });
          }}
        />
      </div>
      {without.length > 0 && (
        <Notice tone="warning" title="Not every connection can use the pop-up">
          Without a publishable key, customers are sent to Stripe’s page. Add it to{" "}
          {without.map(({ id, name }, index) => (
            <span key={id}>
              {index > 0 && ", "}
              <Link to="/settings/online-payments/$id" params={{ id }} className="underlined">
                {name}
              </Link>
            </span>
          ))}
          .
        </Notice>
      )}
    </>
  );
}

/** Whether the pop-up can't be used because the connection has no key for it. */
export function lacksPopupKey({ state, publishableKey }: Connection): boolean {
  return state !== "disconnected" && publishableKey === null;
}
