import { Select } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { connectionsQuery } from "../api/connections.ts";
import type { Business, Connection, OnlinePayment } from "../api/types.ts";
import { useBusiness } from "./use-business.ts";

interface PayWithProps {
  readonly label: string;
  /** What the customer says, when an invoice leaves it open. */
  readonly inherited?: OnlinePayment;
  readonly value: OnlinePayment;
  readonly onChange: (choice: OnlinePayment) => void;
  readonly description?: string;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
}

/** Who takes the payment: as usual, one of the connections, or nobody. */
export function PayWith({
  label,
  inherited = "default",
  value,
  onChange,
  description,
  error,
  isDisabled,
}: PayWithProps) {
  const business = useBusiness();
  const { data: connections } = useSuspenseQuery(connectionsQuery);
  const usual = namesOf(resolve(inherited, business), connections.data);
  const offered = connections.data.filter(({ state }) => state !== "disconnected");
  const key = keyOf(value);
  const choices = [
    { value: "default", label: `${usual}, as usual` },
    ...offered.map(({ id, name }) => ({ value: id, label: name })),
    { value: "none", label: "No online payment" },
  ];
  // Several at once can be set through the API; kept and named, never flattened to one.
  const isKnown = choices.some((choice) => choice.value === key);
  const several = { value: key, label: namesOf(value, connections.data) };
  return (
    <Select
      label={label}
      description={description}
      inputWrapperOrder={["label", "input", "description", "error"]}
      data={isKnown ? choices : [...choices, several]}
      value={key}
      onChange={(chosen) => chosen !== null && chosen !== key && onChange(choiceOf(chosen))}
      error={error}
      disabled={isDisabled ?? false}
    />
  );
}

function resolve(inherited: OnlinePayment, business: Business): OnlinePayment {
  if (!business.onlinePayments) return "none";
  return inherited === "default" ? business.onlinePaymentDefault : inherited;
}

/** `Stripe main or PayPal`. */
export function namesOf(choice: OnlinePayment, connections: readonly Connection[]): string {
  if (typeof choice === "string") return "No online payment";
  const names = choice.map((id) => connections.find((one) => one.id === id)?.name ?? "Unknown");
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}

function keyOf(choice: OnlinePayment): string {
  return typeof choice === "string" ? choice : choice.join(" ");
}

function choiceOf(key: string): OnlinePayment {
  return key === "default" || key === "none" ? key : key.split(" ");
}
