import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { connectionsQuery } from "./api/connections.ts";
import type { InvoiceStatusFilter } from "./api/invoices.ts";
import { businessQuery } from "./api/session.ts";
import { readTab } from "./screens/payments/payment-tabs.ts";
import { requireSession, requireSetupNeeded, requireSignedOut } from "./session-guards.ts";
import { RouteLoading, RouteNotFound, RouteProblem } from "./shell/route-states.tsx";
import { Shell } from "./shell/shell.tsx";

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet });

/** Everything behind the sign-in: rail, test bar, and a business that is loaded. */
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: ({ context, location }) => requireSession(context.queries, location.href),
  loader: ({ context: { queries } }) =>
    Promise.all([
      queries.ensureQueryData(businessQuery),
      queries.ensureQueryData(connectionsQuery),
    ]),
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => app,
  path: "/",
  component: lazyRouteComponent(() => import("./screens/home/home-screen.tsx"), "HomeScreen"),
});

const STATUSES: readonly InvoiceStatusFilter[] = [
  "draft",
  "scheduled",
  "open",
  "overdue",
  "partially_paid",
  "paid",
  "void",
];

const invoices = createRoute({
  getParentRoute: () => app,
  path: "/invoices",
  validateSearch: (search: Record<string, unknown>) => {
    const status = STATUSES.find((known) => known === search["status"]);
    return { ...(status ? { status } : {}), ...text(search, "q") };
  },
  component: lazyRouteComponent(
    () => import("./screens/invoices/invoices-screen.tsx"),
    "InvoicesScreen",
  ),
});

const draft = createRoute({
  getParentRoute: () => app,
  path: "/invoices/draft/{-$id}",
  validateSearch: (search: Record<string, unknown>) => text(search, "customer"),
  component: lazyRouteComponent(() => import("./screens/editor/editor-screen.tsx"), "EditorScreen"),
});

const invoice = createRoute({
  getParentRoute: () => app,
  path: "/invoices/$id",
  component: lazyRouteComponent(
    () => import("./screens/invoices/invoice-screen.tsx"),
    "InvoiceScreen",
  ),
});

const payments = createRoute({
  getParentRoute: () => app,
  path: "/payments",
  validateSearch: (search: Record<string, unknown>) => ({
    ...readTab(search["tab"]),
    ...text(search, "payment"),
  }),
  component: lazyRouteComponent(
    () => import("./screens/payments/payments-screen.tsx"),
    "PaymentsScreen",
  ),
});

const customers = createRoute({
  getParentRoute: () => app,
  path: "/customers",
  validateSearch: (search: Record<string, unknown>) => text(search, "q"),
  component: lazyRouteComponent(
    () => import("./screens/customers/customers-screen.tsx"),
    "CustomersScreen",
  ),
});

const books = createRoute({
  getParentRoute: () => app,
  path: "/books",
  validateSearch: (search: Record<string, unknown>) =>
    search["mode"] === "test" ? { mode: "test" as const } : {},
  component: lazyRouteComponent(() => import("./screens/books/books-screen.tsx"), "BooksScreen"),
});

const mails = createRoute({
  getParentRoute: () => app,
  path: "/mails",
  validateSearch: (search: Record<string, unknown>) => text(search, "mail"),
  component: lazyRouteComponent(() => import("./screens/mails/mails-screen.tsx"), "MailsScreen"),
});

const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  component: lazyRouteComponent(
    () => import("./screens/settings/settings-layout.tsx"),
    "SettingsLayout",
  ),
});

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/business" });
  },
});

const businessSettings = createRoute({
  getParentRoute: () => settings,
  path: "/business",
  component: lazyRouteComponent(
    () => import("./screens/settings/business-screen.tsx"),
    "BusinessScreen",
  ),
});

const connections = createRoute({
  getParentRoute: () => settings,
  path: "/online-payments",
  component: lazyRouteComponent(
    () => import("./screens/connections/connections-screen.tsx"),
    "ConnectionsScreen",
  ),
});

const connection = createRoute({
  getParentRoute: () => settings,
  path: "/online-payments/$id",
  component: lazyRouteComponent(
    () => import("./screens/connections/connection-screen.tsx"),
    "ConnectionScreen",
  ),
});

const people = createRoute({
  getParentRoute: () => settings,
  path: "/people",
  component: lazyRouteComponent(() => import("./screens/people/people-screen.tsx"), "PeopleScreen"),
});

const apiKeys = createRoute({
  getParentRoute: () => settings,
  path: "/api-keys",
  component: lazyRouteComponent(
    () => import("./screens/api-keys/api-keys-screen.tsx"),
    "ApiKeysScreen",
  ),
});

const ownSignIn = createRoute({
  getParentRoute: () => settings,
  path: "/sign-in",
  component: lazyRouteComponent(
    () => import("./screens/own-sign-in/own-sign-in-screen.tsx"),
    "OwnSignInScreen",
  ),
});

const audit = createRoute({
  getParentRoute: () => settings,
  path: "/audit-log",
  component: lazyRouteComponent(() => import("./screens/settings/audit-screen.tsx"), "AuditScreen"),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>) => text(search, "to"),
  beforeLoad: ({ context }) => requireSignedOut(context.queries),
  component: lazyRouteComponent(
    () => import("./screens/sign-in/sign-in-screen.tsx"),
    "SignInScreen",
  ),
});

/** For people who may not have a sign-in yet: the secret stands behind the # of its address. */
const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(
    () => import("./screens/invitation/invitation-screen.tsx"),
    "InvitationScreen",
  ),
});

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(
    () => import("./screens/sign-in/forgot-password-screen.tsx"),
    "ForgotPasswordScreen",
  ),
});

/** Where the link in that mail leads: the secret stands behind the # of its address. */
const newPassword = createRoute({
  getParentRoute: () => root,
  path: "/new-password",
  component: lazyRouteComponent(
    () => import("./screens/sign-in/new-password-screen.tsx"),
    "NewPasswordScreen",
  ),
});

const noBusiness = createRoute({
  getParentRoute: () => root,
  path: "/no-business",
  component: lazyRouteComponent(
    () => import("./screens/sign-in/no-business-screen.tsx"),
    "NoBusinessScreen",
  ),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  beforeLoad: ({ context }) => requireSetupNeeded(context.queries),
  component: lazyRouteComponent(
    () => import("./screens/welcome/welcome-screen.tsx"),
    "WelcomeScreen",
  ),
});

const tree = root.addChildren([
  app.addChildren([
    home,
    invoices,
    draft,
    invoice,
    payments,
    customers,
    books,
    mails,
    settings.addChildren([
      settingsHome,
      businessSettings,
      connections,
      connection,
      people,
      apiKeys,
      audit,
      ownSignIn,
    ]),
  ]),
  signIn,
  invitation,
  forgotPassword,
  newPassword,
  noBusiness,
  welcome,
]);

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultPendingComponent: RouteLoading,
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: RouteNotFound,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

/** One text of the address's search part, left out when it is not there. */
function text<Name extends string>(
  search: Record<string, unknown>,
  name: Name,
): Partial<Record<Name, string>> {
  const value = search[name];
  if (typeof value !== "string" || value === "") return {};
  return { [name]: value } as Partial<Record<Name, string>>;
}
