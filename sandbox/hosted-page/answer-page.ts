import type { PageAnswer } from "../http.ts";
import { finishAuthentication } from "../pay-session.ts";
import { failAuthentication, tryToCharge } from "../pay-intent.ts";
import { finishSetUp } from "../set-up-intent.ts";
import { find, type Account, type PaymentIntent, type Session } from "../state.ts";
import type { Context, World } from "../world.ts";
import { formatAmount } from "../currencies.ts";
import { decodeForm } from "../form.ts";
import type { Html } from "./layout.ts";
import {
  authenticationPage,
  completePage,
  expiredPage,
  notFoundPage,
  receiptPage,
} from "./other-pages.ts";
import { methodsOf, paymentPage } from "./payment-page.ts";
import { submitPayment, type Submitted, type Method } from "./submit-payment.ts";

/**
 * Answers the payer's browser; undefined for addresses that are none of the payer's. `form` is
 * the query of a GET and the body of a POST.
 */
export async function answerPage(
  world: World,
  method: string,
  path: string,
  form: string,
): Promise<PageAnswer | undefined> {
  const [, area, kind = "", id = ""] =
    /^\/(c|receipts)\/(?:(pay|authenticate)\/)?([^/]+)$/.exec(path) ?? [];
  if (area === undefined || (method !== "GET" && method !== "POST")) return undefined;
  if (area === "receipts") return receipt(world, id);
  return kind === "pay" ? session(world, method, id, form) : authenticate(world, method, id, form);
}

async function session(
  world: World,
  httpMethod: string,
  id: string,
  form: string,
): Promise<PageAnswer> {
  const account = accountWith(world, (each) => Boolean(find(each.sessions, id)));
  const found = find(account?.sessions ?? {}, id);
  if (!account || !found) return page(404, notFoundPage());
  const ctx: Context = { world, account, request: null };
  const isPost = httpMethod === "POST";
  if (found.status === "expired") return page(isPost ? 409 : 200, expiredPage(found));
  if (found.status === "complete")
    return isPost ? redirect(successUrl(found)) : page(200, completePage(found, successUrl(found)));
  const method = methodIn(found, form);
  if (!isPost) return page(200, open(ctx, found, method, { form: {}, problems: {} }));
  const submitted = submitPayment(ctx, found, method, form);
  const { intent } = submitted;
  if (!intent) return page(400, open(ctx, found, method, submitted));
  if (intent.status === "requires_action") return redirect(`/c/authenticate/${intent.id}`);
  return intent.last_payment_error
    ? page(402, open(ctx, found, method, submitted))
    : redirect(successUrl(found));
}

/** The way to pay that was chosen, or that the posted fields belong to; else the first there is. */
function methodIn(session: Session, text: string): Method {
  const offered = methodsOf(session);
  const form = decodeForm(text);
  const wanted = "iban" in form ? "sepa_debit" : "number" in form ? "card" : form["method"];
  return offered.find((each) => each === wanted) ?? offered[0] ?? "card";
}

async function authenticate(
  world: World,
  method: string,
  id: string,
  body: string,
): Promise<PageAnswer> {
  if (id.startsWith("seti_")) return authenticateSetUp(world, method, id, body);
  const account = accountWith(world, (each) => Boolean(find(each.paymentIntents, id)));
  const intent = find(account?.paymentIntents ?? {}, id);
  if (!account || intent?.status !== "requires_action") return page(404, notFoundPage());
  const ctx: Context = { world, account, request: null };
  const session = Object.values(account.sessions).find((each) => each.payment_intent === id);
  if (method === "GET") {
    const merchant = session?.branding_settings?.display_name ?? account.businessName;
    const asked = formatAmount(intent.amount, intent.currency);
    return page(200, authenticationPage(merchant, asked, `/c/authenticate/${id}`));
  }
  const isAuthenticated = new URLSearchParams(body).get("outcome") === "complete";
  const back = intent.next_action?.redirect_to_url?.return_url ?? null;
  if (!session) return finishWithoutSession(ctx, intent, isAuthenticated, back);
  finishAuthentication(ctx, session, isAuthenticated);
  return redirect(session.status === "complete" ? successUrl(session) : `/c/pay/${session.id}`);
}

async function authenticateSetUp(
  world: World,
  method: string,
  id: string,
  body: string,
): Promise<PageAnswer> {
  const account = accountWith(world, (each) => Boolean(find(each.setupIntents, id)));
  const intent = find(account?.setupIntents ?? {}, id);
  if (!account || intent?.status !== "requires_action") return page(404, notFoundPage());
  const action = `/c/authenticate/${id}`;
  if (method === "GET")
    return page(200, authenticationPage(account.businessName, "your card for later", action));
  const back = intent.next_action?.redirect_to_url?.return_url ?? null;
  const isAuthenticated = new URLSearchParams(body).get("outcome") === "complete";
  finishSetUp({ world, account, request: null }, intent, isAuthenticated);
  return back ? redirect(back) : page(200, notFoundPage());
}

function finishWithoutSession(
  ctx: Context,
  intent: PaymentIntent,
  isAuthenticated: boolean,
  back: string | null,
): PageAnswer | Promise<PageAnswer> {
  const method = find(ctx.account.paymentMethods, intent.payment_method);
  if (isAuthenticated && method)
    tryToCharge(ctx, intent, method, { isAuthenticated, returnUrl: back });
  else failAuthentication(ctx, intent);
  return back ? redirect(back) : page(200, notFoundPage());
}

async function receipt(world: World, id: string): Promise<PageAnswer> {
  const account = accountWith(world, (each) => Boolean(find(each.charges, id)));
  const charge = find(account?.charges ?? {}, id);
  return charge && account
    ? page(200, receiptPage(charge, account.businessName))
    : page(404, notFoundPage());
}

function open(ctx: Context, session: Session, method: Method, submitted: Submitted): Html {
  const { form, problems } = submitted;
  const intent = find(ctx.account.paymentIntents, session.payment_intent);
  const hasProblems = Object.keys(problems).length > 0;
  return paymentPage({
    session,
    lineItems: find(ctx.account.sessionDetails, session.id)?.lineItems ?? [],
    method,
    form,
    problems,
    decline: hasProblems ? null : (intent?.last_payment_error?.message ?? null),
  });
}

function successUrl(session: Session): string {
  return (session.success_url ?? "").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}

function accountWith(world: World, has: (account: Account) => boolean): Account | undefined {
  return Object.values(world.state.accounts).find(has);
}

async function page(status: number, content: Html): Promise<PageAnswer> {
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    body: String(await content),
  };
}

function redirect(to: string): PageAnswer {
  return { status: 303, headers: { location: to }, body: "" };
}
