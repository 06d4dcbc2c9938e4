import { queryOptions } from "@tanstack/react-query";
import { call } from "./client.ts";
import { listQuery } from "./lists.ts";
import type * as Api from "./generated/types.gen.ts";
import type { Mail } from "./types.ts";

export const mailsQuery = () => listQuery<Mail, Api.GetMailsData>("/mails", {});

export const mailQuery = (id: string) =>
  queryOptions({
    queryKey: ["/mails", id],
    queryFn: ({ signal }) =>
      call<Mail, Api.GetMailsIdData>("GET", "/mails/{id}", { path: { id } }, { signal }),
  });

export const retryMail = (id: string) =>
  call<Mail, Api.PostMailsIdRetryData>("POST", "/mails/{id}/retry", { path: { id } });
