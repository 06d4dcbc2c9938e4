import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { Summary } from "../../api/generated/types.gen.ts";
import { formatMonth } from "../../ui/days.ts";
import { formatRough, minorDigits } from "../../ui/money.ts";
import { Card } from "../../ui/page.tsx";
import { useBusiness, useWriting } from "../../ui/use-business.ts";

const LINES = 3;

/** Twelve bars; each says its month and amount to whoever cannot see it. */
export function ReceivedPerMonth({ received }: { received: Summary["received"] }) {
  const write = useWriting();
  const { currency: own } = useBusiness();
  const [chosen, choose] = useState(own);
  const currencies = [...new Set(received.map(({ currency }) => currency))];
  const currency = currencies.includes(chosen) ? chosen : own;
  const months = received.filter((one) => one.currency === currency);
  const top = roundTop(Math.max(...months.map(({ amount }) => amount)), currency);
  return (
    <Card
      title="Paid per month"
      aside={
        currencies.length > 1 ? (
          <SegmentedControl size="xs" data={currencies} value={currency} onChange={choose} />
        ) : (
          <span className="muted small">Last 12 months, {currency}</span>
        )
      }
    >
      {months.every(({ amount }) => amount <= 0) ? (
        <p className="muted small">A bar for each month appears here as customers pay you.</p>
      ) : (
        <div className="chart">
          <div className="chart-lines" aria-hidden>
            {Array.from({ length: LINES + 1 }, (_, line) => (
              <span key={line}>
                {formatRough((top * (LINES - line)) / LINES, currency, write.locale)}
              </span>
            ))}
          </div>
          <ol className="chart-bars">
            {months.map(({ month, amount }) => (
              <li
                key={month}
                title={`${formatMonth(month, "long", write.locale)}: ${write.money(amount, currency)}`}
              >
                <span className="sr-only">
                  {formatMonth(month, "year", write.locale)}: {write.money(amount, currency)}
                </span>
                <span
                  className="bar"
                  style={{ height: `${(Math.max(0, amount) * 100) / top}%` }}
                  aria-hidden
                />
                <span className="bar-name" aria-hidden>
                  {formatMonth(month, "short", write.locale)}
                </span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Card>
  );
}

/** The least of 3, 6, 9, 12, 15, 30… units above the largest bar, so that a third of it is round. */
function roundTop(largest: number, currency: string): number {
  const unit = 10 ** minorDigits(currency);
  for (let scale = unit; ; scale *= 10) {
    const top = [3, 6, 9, 12, 15].map((step) => step * scale).find((one) => one >= largest);
    if (top !== undefined) return top;
  }
}
