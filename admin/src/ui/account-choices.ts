import { useQuery } from "@tanstack/react-query";
import { accountsQuery } from "../api/connections.ts";
import type { Account } from "../api/types.ts";

/** Accounts a field offers; the receivable is booked by the product alone. */
export function useAccountChoices(type: Account["type"]): { value: string; label: string }[] {
  const accounts = useQuery(accountsQuery).data?.data ?? [];
  return accounts
    .filter((account) => account.type === type && account.purpose !== "receivable")
    .map(({ id, name }) => ({ value: id, label: name }));
}
