import { useSuspenseQuery } from "@tanstack/react-query";
import { IconFlask } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { connectionsQuery } from "../api/connections.ts";
import { useBusiness, useCan } from "../ui/use-business.ts";

/** Over every screen while test money could be taken for real money. */
export function TestBar() {
  const { onlinePayments, onlinePaymentDefault } = useBusiness();
  const { data: connections } = useSuspenseQuery(connectionsQuery);
  const can = useCan();
  if (!onlinePayments || onlinePaymentDefault === "none") return null;
  const testing = connections.data.filter(
    ({ id, mode, state }) =>
      onlinePaymentDefault.includes(id) && mode === "test" && state !== "disconnected",
  );
  const [first] = testing;
  if (!first) return null;
  return (
    <div className="test-bar" role="note">
      <IconFlask size={17} aria-hidden />
      <span>
        <strong>Test mode.</strong> Payments on “{first.name}” move no real money
        <span className="wide-only"> and stay out of your totals</span>.
      </span>
      {can.manageConnections && (
        <Link to="/settings/online-payments/$id" params={{ id: first.id }}>
          Go live
        </Link>
      )}
    </div>
  );
}
