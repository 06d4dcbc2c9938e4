import { decodeForm } from "../form.ts";
import type { PageAnswer } from "../http.ts";
import { find, type Session } from "../state.ts";
import type { Context, World } from "../world.ts";
import { afterPayment, returnUrl } from "./after-payment.ts";
import { answerAuthentication } from "./answer-authentication.ts";
import type { Html } from "./layout.ts";
import { completePage, expiredPage, notFoundPage, receiptPage } from "./other-pages.ts";
import { methodsOf, paymentPage } from "./payment-page.ts";
import { accountWith, page, redirect } from "./send-page.ts";
import { submitPayment, type Method, type Submitted } from "./submit-payment.ts";

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
    /^\/(c|receipts)\/(?:(pay|complete|embed|authenticate)\/)?([^/]+)$/.exec(path) ?? [];
  if (area === undefined || (method !== "GET" && method !== "POST")) return undefined;
  if (area === "receipts") return receipt(world, id);
  if (kind === "embed") return embed(world, id);
  return kind === "authenticate"
    ? answerAuthentication(world, method, id, form)
    : session(world, method, id, form);
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
    return isPost
      ? redirect(afterPayment(found))
      : page(200, completePage(found, returnUrl(found)));
  const method = methodIn(found, form);
  if (!isPost) return page(200, open(ctx, found, method, { form: {}, problems: {} }));
  const submitted = submitPayment(ctx, found, method, form);
  const { intent } = submitted;
  if (!intent) return page(400, open(ctx, found, method, submitted));
  if (intent.status === "requires_action") return redirect(`/c/authenticate/${intent.id}`);
  return intent.last_payment_error
    ? page(402, open(ctx, found, method, submitted))
    : redirect(afterPayment(found));
}

/** Whoever knows the client secret of an embedded session may pay it in a frame. */
async function embed(world: World, secret: string): Promise<PageAnswer> {
  const id = secret.split("_secret_", 1)[0] ?? "";
  const account = accountWith(world, (each) => Boolean(find(each.sessions, id)));
  const isKnown = find(account?.sessions ?? {}, id)?.client_secret === secret;
  return isKnown ? redirect(`/c/pay/${id}`) : page(404, notFoundPage());
}

/** The way to pay that was chosen, or that the posted fields belong to; else the first there is. */
function methodIn(session: Session, text: string): Method {
  const offered = methodsOf(session);
  const form = decodeForm(text);
  const wanted = "iban" in form ? "sepa_debit" : "number" in form ? "card" : form["method"];
  return offered.find((each) => each === wanted) ?? offered[0] ?? "card";
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
