import type { Session } from "../state.ts";

/** Where the payer's browser goes when all is done; a frame stays and tells the page around it. */
export function afterPayment(session: Session): string {
  const back = session.ui_mode === "embedded_page" ? null : returnUrl(session);
  return back ?? `/c/complete/${session.id}`;
}

/** The merchant's address after payment; null when the merchant's page only wants to be told. */
export function returnUrl(session: Session): string | null {
  const isEmbedded = session.ui_mode === "embedded_page";
  // Neither cards nor debits leave the frame, so "if_required" never comes to a redirect.
  if (isEmbedded && session.redirect_on_completion !== "always") return null;
  const url = isEmbedded ? session.return_url : session.success_url;
  return url?.replaceAll("{CHECKOUT_SESSION_ID}", session.id) ?? null;
}
