import type { PageAnswer } from "../http.ts";
import { finishAuthentication, paySession } from "../pay-session.ts";
import { failAuthentication, tryToCharge } from "../pay-intent.ts";
import { addCard } from "../resources/payment-methods.ts";
import { find, type Account, type PaymentIntent, type Session } from "../state.ts";
import type { Context, World } from "../world.ts";
import {
  checkCardForm,
  isEntered,
  readCardForm,
  type CardForm,
  type Entered,
  type Problems,
} from "./card-form.ts";
import type { Html } from "./layout.ts";
import {
  authenticationPage,
  completePage,
  expiredPage,
  notFoundPage,
  receiptPage,
} from "./other-pages.ts";
import { paymentPage } from "./payment-page.ts";

const emptyForm: CardForm = { number: "", exp: "", cvc: "", name: "", email: "" };

/** Answers the payer's browser; undefined for addresses that are none of the payer's. */
export async function answerPage(
  world: World,
  method: string,
  path: string,
  body: string,
): Promise<PageAnswer | undefined> {
  const [, area, kind = "", id = ""] =
    /^\/(c|receipts)\/(?:(pay|authenticate)\/)?([^/]+)$/.exec(path) ?? [];
  if (area === undefined || (method !== "GET" && method !== "POST")) return undefined;
  if (area === "receipts") return receipt(world, id);
  return kind === "pay" ? session(world, method, id, body) : authenticate(world, method, id, body);
}

async function session(
  world: World,
  method: string,
  id: string,
  body: string,
): Promise<PageAnswer> {
  const account = accountWith(world, (each) => Boolean(find(each.sessions, id)));
  const found = find(account?.sessions ?? {}, id);
  if (!account || !found) return page(404, notFoundPage());
  const ctx: Context = { world, account, request: null };
  if (found.status === "expired") return page(method === "POST" ? 409 : 200, expiredPage(found));
  if (found.status === "complete")
    return method === "POST"
      ? redirect(successUrl(found))
      : page(200, completePage(found, successUrl(found)));
  if (method === "GET") return page(200, open(ctx, found, emptyForm, {}));
  const form = readCardForm(body);
  const fixedEmail = found.customer_details?.email ?? found.customer_email;
  const checked = checkCardForm(form, fixedEmail, world.clock.now());
  return isEntered(checked)
    ? pay(ctx, found, form, checked)
    : page(400, open(ctx, found, form, checked));
}

async function pay(
  ctx: Context,
  session: Session,
  form: CardForm,
  entered: Entered,
): Promise<PageAnswer> {
  const { number, expiry, name, email } = entered;
  const address = {
    city: null,
    country: null,
    line1: null,
    line2: null,
    postal_code: null,
    state: null,
  };
  const method = addCard(ctx, {
    number,
    expiry,
    billing: { address, email, name, phone: null, tax_id: null },
  });
  const intent = paySession(ctx, session, method);
  if (intent.status === "requires_action") return redirect(`/c/authenticate/${intent.id}`);
  return intent.last_payment_error
    ? page(402, open(ctx, session, form, {}))
    : redirect(successUrl(session));
}

async function authenticate(
  world: World,
  method: string,
  id: string,
  body: string,
): Promise<PageAnswer> {
  const account = accountWith(world, (each) => Boolean(find(each.paymentIntents, id)));
  const intent = find(account?.paymentIntents ?? {}, id);
  if (!account || intent?.status !== "requires_action") return page(404, notFoundPage());
  const ctx: Context = { world, account, request: null };
  const session = Object.values(account.sessions).find((each) => each.payment_intent === id);
  if (method === "GET") {
    const merchant = session?.branding_settings?.display_name ?? account.businessName;
    return page(200, authenticationPage(intent, merchant, `/c/authenticate/${id}`));
  }
  const isAuthenticated = new URLSearchParams(body).get("outcome") === "complete";
  const back = intent.next_action?.redirect_to_url?.return_url ?? null;
  if (!session) return finishWithoutSession(ctx, intent, isAuthenticated, back);
  finishAuthentication(ctx, session, isAuthenticated);
  return redirect(session.status === "complete" ? successUrl(session) : `/c/pay/${session.id}`);
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

function open(ctx: Context, session: Session, form: CardForm, problems: Problems): Html {
  const intent = find(ctx.account.paymentIntents, session.payment_intent);
  const hasProblems = Object.keys(problems).length > 0;
  return paymentPage({
    session,
    lineItems: find(ctx.account.sessionDetails, session.id)?.lineItems ?? [],
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
