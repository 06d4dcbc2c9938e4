import type { Summary } from "../../api/generated/types.gen.ts";
import { daysBetween, formatMonth, today } from "../../ui/days.ts";
import { useBusiness, useWriting } from "../../ui/use-business.ts";

/** What is owed, what is late, what came in this month; each in every currency there is. */
export function Figures({ summary }: { summary: Summary }) {
  const write = useWriting();
  const now = today(write.timezone);
  return (
    <div className="figures">
      <Figure
        name="Outstanding"
        amounts={summary.outstanding.map((one) => ({
          ...one,
          fact: invoices(one.invoices),
        }))}
        nothing="Nobody owes you anything"
      />
      <Figure
        name="Overdue"
        isAlarming
        amounts={summary.overdue.map((one) => ({
          ...one,
          fact: `${invoices(one.invoices)}, oldest ${days(daysBetween(one.oldestDueOn, now))}`,
        }))}
        nothing="Nothing is late"
      />
      <Figure
        name="Paid this month"
        amounts={lastOfEach(summary.received, write)}
        nothing="Nothing yet"
      />
    </div>
  );
}

interface Amount {
  readonly amount: number;
  readonly currency: string;
  readonly fact: string;
}

function Figure({
  name,
  amounts,
  nothing,
  isAlarming = false,
}: {
  name: string;
  amounts: readonly Amount[];
  nothing: string;
  isAlarming?: boolean;
}) {
  const write = useWriting();
  const { currency } = useBusiness();
  const ordered = amounts.toSorted(
    (a, b) => Number(b.currency === currency) - Number(a.currency === currency),
  );
  const [main = { amount: 0, currency, fact: nothing }, ...others] = ordered;
  return (
    <section className="card figure" aria-label={name}>
      <h2>{name}</h2>
      <p className={isAlarming && main.amount > 0 ? "figure-amount late" : "figure-amount"}>
        {write.money(main.amount, main.currency)}
      </p>
      <p className="muted small">{main.fact}</p>
      {others.map((one) => (
        <p key={one.currency} className="small">
          <strong>{write.money(one.amount, one.currency)}</strong>{" "}
          <span className="muted">{one.fact}</span>
        </p>
      ))}
    </section>
  );
}

/** This month's amounts, each beside the month before. */
function lastOfEach(received: Summary["received"], write: ReturnType<typeof useWriting>): Amount[] {
  const byCurrency = Map.groupBy(received, ({ currency }) => currency);
  return [...byCurrency].flatMap(([currency, months]) => {
    const [before, current] = months.slice(-2);
    if (!before || !current || (before.amount === 0 && current.amount === 0)) return [];
    const month = formatMonth(before.month, "long", write.locale);
    const more = current.amount - before.amount;
    const difference = write.money(Math.abs(more), currency);
    const fact =
      more === 0 ? `As in ${month}` : `${difference} ${more > 0 ? "more" : "less"} than ${month}`;
    return [{ amount: current.amount, currency, fact }];
  });
}

function invoices(count: number): string {
  return count === 1 ? "1 invoice" : `${count} invoices`;
}

function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`;
}
