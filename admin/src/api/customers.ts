import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import { listQuery } from "./lists.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Customer, NewCustomer, Page } from "./types.ts";

export const customersQuery = (q?: string) =>
  listQuery<Customer, Api.GetCustomersData>("/customers", q === undefined ? {} : { q });

/** The customers a field offers while something is typed into it. */
export const customerChoicesQuery = (q: string) =>
  queryOptions({
    queryKey: ["/customers", "choices", q],
    queryFn: ({ signal }) =>
      call<Page<Customer>, Api.GetCustomersData>(
        "GET",
        "/customers",
        { query: { q, limit: "20" } },
        { signal },
      ),
    placeholderData: (before) => before,
  });

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: ["/customers", id],
    queryFn: ({ signal }) =>
      call<Customer, Api.GetCustomersIdData>(
        "GET",
        "/customers/{id}",
        { path: { id } },
        { signal },
      ),
  });

export const createCustomer = (body: NewCustomer) =>
  call<Customer, Api.PostCustomersData>("POST", "/customers", { body });

export const changeCustomer = (id: string, body: Partial<NewCustomer>) =>
  call<Customer, Api.PatchCustomersIdData>("PATCH", "/customers/{id}", { path: { id }, body });

export const deleteCustomer = (id: string) =>
  call<null, Api.DeleteCustomersIdData>("DELETE", "/customers/{id}", { path: { id } });
