import {
  IconBook2,
  IconCreditCard,
  IconFileInvoice,
  IconHome,
  IconMail,
  IconSearch,
  IconSettings,
  IconUsers,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCan } from "../ui/use-business.ts";
import { countAll, useOpenMatters } from "../ui/use-open-matters.ts";
import { AccountMenu } from "./account-menu.tsx";
import { BusinessSwitcher } from "./business-switcher.tsx";

interface RailProps {
  readonly onSearch: () => void;
  readonly onShortcuts: () => void;
}

const places = [
  { to: "/", name: "Home", icon: IconHome },
  { to: "/invoices", name: "Invoices", icon: IconFileInvoice },
  { to: "/payments", name: "Payments", icon: IconCreditCard },
  { to: "/customers", name: "Customers", icon: IconUsers },
  { to: "/books", name: "Books", icon: IconBook2 },
  { to: "/mails", name: "Mails", icon: IconMail },
] as const;

export function Rail({ onSearch, onShortcuts }: RailProps) {
  const can = useCan();
  const waiting = countAll(useOpenMatters());
  const shown = places.filter(({ to }) => to !== "/books" || can.readBooks);
  return (
    <div className="rail">
      <BusinessSwitcher />
      <button type="button" className="rail-search" onClick={onSearch}>
        <IconSearch size={17} aria-hidden />
        <span>Search</span>
        <kbd>Ctrl K</kbd>
      </button>
      <nav className="rail-nav" aria-label="Main">
        <ul>
          {shown.map(({ to, name, icon: Icon }) => (
            <li key={to}>
              <Link to={to} className="rail-link" activeOptions={{ exact: to === "/" }}>
                <Icon size={18} stroke={1.75} aria-hidden />
                {name}
                {to === "/payments" && waiting !== null && (
                  <span className="count at-the-end">
                    {waiting}
                    <span className="sr-only"> to look at</span>
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Link to="/settings" className="rail-link">
        <IconSettings size={18} stroke={1.75} aria-hidden />
        Settings
      </Link>
      <div className="rail-foot">
        <AccountMenu onShortcuts={onShortcuts} />
      </div>
    </div>
  );
}
