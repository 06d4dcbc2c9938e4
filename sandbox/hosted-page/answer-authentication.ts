import { formatAmount } from "../currencies.ts";
import type { PageAnswer } from "../http.ts";
import { failAuthentication, tryToCharge } from "../pay-intent.ts";
import { finishAuthentication } from "../pay-session.ts";
import { finishSetUp } from "../set-up-intent.ts";
import { find, type PaymentIntent } from "../state.ts";
import type { Context, World } from "../world.ts";
import { afterPayment } from "./after-payment.ts";
import { authenticationPage, notFoundPage } from "./other-pages.ts";
import { accountWith, page, redirect } from "./send-page.ts";

/** The bank's page, and what the cardholder did on it. */
export async function answerAuthentication(
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
    const isFramed = session?.ui_mode === "embedded_page";
    return page(200, authenticationPage(merchant, asked, `/c/authenticate/${id}`, isFramed));
  }
  const isAuthenticated = new URLSearchParams(body).get("outcome") === "complete";
  const back = intent.next_action?.redirect_to_url?.return_url ?? null;
  if (!session) return finishWithoutSession(ctx, intent, isAuthenticated, back);
  finishAuthentication(ctx, session, isAuthenticated);
  return redirect(session.status === "complete" ? afterPayment(session) : `/c/pay/${session.id}`);
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
    return page(
      200,
      authenticationPage(account.businessName, "your card for later", action, false),
    );
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
