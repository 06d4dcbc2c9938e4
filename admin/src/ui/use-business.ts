import { useSuspenseQuery } from "@tanstack/react-query";
import { businessQuery, sessionQuery } from "../api/session.ts";
import { dayIn, formatInstant, formatLongDay, formatShortDay, formatTime } from "./days.ts";
import { formatMoney } from "./money.ts";

/** The business being worked in; the shell has loaded it before any screen is shown. */
export function useBusiness() {
  return useSuspenseQuery(businessQuery).data;
}

export function useSession() {
  return useSuspenseQuery(sessionQuery).data;
}

/** Whether the person may change what the screen shows; the server decides again in any case. */
export function useCan() {
  const { role } = useSession();
  const isManager = role === "owner" || role === "admin";
  return {
    manageConnections: isManager,
    manageMembers: isManager,
    manageOwners: role === "owner",
    changeBusiness: isManager,
    changeInvoices: isManager || role === "creator",
    recordPayments: isManager || role === "creator" || role === "accountant",
    refund: isManager || role === "accountant",
    readBooks: role !== "creator",
    lockBooks: isManager || role === "accountant",
  };
}

/** Amounts, days and times as this business writes them. */
export function useWriting() {
  const { locale, timezone } = useBusiness();
  return {
    locale,
    timezone,
    money: (amountMinor: number, currency: string) => formatMoney(amountMinor, currency, locale),
    shortDay: (day: string) => formatShortDay(day, locale),
    longDay: (day: string) => formatLongDay(day, locale),
    longDayOf: (instant: string) => formatLongDay(dayIn(instant, timezone), locale),
    timeOf: (instant: string) => formatTime(instant, timezone, locale),
    dayOf: (instant: string) => formatShortDay(dayIn(instant, timezone), locale),
    instant: (instant: string) => formatInstant(instant, timezone, locale),
  };
}
