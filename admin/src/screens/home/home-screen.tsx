import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { summaryQuery } from "../../api/overview.ts";
import { formatWeekday } from "../../ui/days.ts";
import { ButtonLink } from "../../ui/links.tsx";
import { Page } from "../../ui/page.tsx";
import { LoadingRows, LoadProblem } from "../../ui/states.tsx";
import { useCan, useSession, useWriting } from "../../ui/use-business.ts";
import { Figures } from "./figures.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { LatestPayments } from "./latest-payments.tsx";
import { NeedsYou } from "./needs-you.tsx";
import { ReceivedPerMonth } from "./received-per-month.tsx";
import "./home.css";

export function HomeScreen() {
  const { user } = useSession();
  const { locale } = useWriting();
  const can = useCan();
  const summary = useQuery(summaryQuery);
  return (
    <Page
      title={`${greeting(new Date().getHours())}, ${firstName(user.name)}`}
      subtitle={formatWeekday(new Date(), locale)}
      actions={
        can.changeInvoices && (
          <ButtonLink
            to="/invoices/draft/{-$id}"
            params={{}}
            leftSection={<IconPlus size={18} aria-hidden />}
          >
            New invoice
          </ButtonLink>
        )
      }
    >
      <div className="home">
        <FirstSteps />
        {summary.isPending && <LoadingRows />}
        {summary.isError && !summary.data && (
          <LoadProblem error={summary.error} onRetry={() => void summary.refetch()} />
        )}
        {summary.data && (
          <>
            <Figures summary={summary.data} />
            <div className="home-halves">
              <ReceivedPerMonth received={summary.data.received} />
              <NeedsYou attention={summary.data.attention} />
            </div>
          </>
        )}
        <LatestPayments />
      </div>
    </Page>
  );
}

function greeting(hour: number): string {
  if (hour < 5 || hour >= 18) return "Good evening";
  return hour < 12 ? "Good morning" : "Good afternoon";
}

function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}
