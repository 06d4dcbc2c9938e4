import { Link, Outlet } from "@tanstack/react-router";
import { useCan, useSession } from "../../ui/use-business.ts";

const places = [
  { to: "/settings/business", name: "Business" },
  { to: "/settings/online-payments", name: "Online payments" },
  { to: "/settings/people", name: "People" },
  { to: "/settings/api-keys", name: "API keys" },
  { to: "/settings/audit-log", name: "Audit log" },
  { to: "/settings/sign-in", name: "Your sign-in" },
] as const;

export function SettingsLayout() {
  const { role } = useSession();
  const can = useCan();
  const mayReadAudit = ["owner", "admin", "accountant"].includes(role);
  const hidden = [
    ...(mayReadAudit ? [] : ["/settings/audit-log"]),
    ...(can.manageMembers ? [] : ["/settings/api-keys"]),
  ];
  const shown = places.filter(({ to }) => !hidden.includes(to));
  return (
    <div className="page settings">
      <div className="settings-nav">
        <p>Settings</p>
        <nav aria-label="Settings">
          {shown.map(({ to, name }) => (
            <Link key={to} to={to} className="rail-link">
              {name}
            </Link>
          ))}
        </nav>
      </div>
      <div>
        <Outlet />
      </div>
    </div>
  );
}
