import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sessionQuery } from "../../api/session.ts";
import type { Connection } from "../../api/types.ts";
import { BrandMark } from "../../ui/brand.tsx";
import { useTitle } from "../../ui/page.tsx";
import { BusinessStep } from "./business-step.tsx";
import { ConnectStep } from "./connect-step.tsx";
import "./welcome.css";

/** First run: the business, getting paid, then the first invoice in the editor itself. */
export function WelcomeScreen() {
  useTitle("Welcome");
  const session = useQuery({ ...sessionQuery, enabled: false });
  const [connection, setConnection] = useState<Connection | null>(null);
  const business = session.data?.business;
  const steps = [
    {
      name: "Your business",
      words: business?.name ?? "Name, country, and your sign-in",
      isDone: business !== undefined,
    },
    {
      name: "Get paid online",
      words:
        connection === null ? "Connect Stripe, about a minute" : `${connection.name} is connected`,
      isDone: connection !== null,
    },
    { name: "Your first invoice", words: "A customer and a line or two", isDone: false },
  ];
  const current = steps.findIndex(({ isDone }) => !isDone);
  return (
    <div className="welcome">
      <aside>
        <p className="welcome-brand">
          <BrandMark size={32} /> Quittance
        </p>
        <ol aria-label="Steps">
          {steps.map(({ name, words, isDone }, index) => (
            <li key={name} aria-current={index === current ? "step" : undefined}>
              <span className="step-mark" data-done={isDone || undefined}>
                {isDone ? <IconCheck size={16} stroke={2.5} aria-label="Done" /> : index + 1}
              </span>
              <div>
                <strong>{name}</strong>
                <p>{words}</p>
              </div>
            </li>
          ))}
        </ol>
        <p className="muted small">You can change everything later in Settings.</p>
      </aside>
      <main>
        {business === undefined ? (
          <BusinessStep />
        ) : (
          <ConnectStep connection={connection} onConnected={setConnection} />
        )}
      </main>
    </div>
  );
}
