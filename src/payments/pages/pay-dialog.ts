import { type Markup, markup } from "#src/formats/markup.ts";
import { icon } from "./icons.ts";
import { POPUP_CSS_HREF, POPUP_JS_HREF } from "./popup-assets.ts";
import type { PagePopup, PayableFrame } from "./view.ts";

/** Marks a form whose answer is shown in the pop-up; without the script it is a form like any other. */
export function inPopup({ popup }: PayableFrame): Markup | false {
  return popup !== null && markup` data-popup`;
}

/** Stylesheet and script of the pop-up, for the head of the pages that have one. */
export function popupHead({ nonce }: PagePopup): Markup {
  return markup`<link rel="stylesheet" href="${POPUP_CSS_HREF}">
<script src="${POPUP_JS_HREF}" nonce="${nonce}" defer></script>
`;
}

/** The pop-up itself: closed and empty until the script fills in the processor's form. */
export function payDialog(page: PayableFrame, { scriptUrl }: PagePopup): Markup {
  return markup`
<dialog class="popup" aria-labelledby="popup-title" data-script="${scriptUrl}"><header><h2 id="popup-title">Pay invoice <bdi>${page.document.number ?? ""}</bdi></h2><button type="button" class="close" aria-label="Close">${icon("x", 20)}</button></header>
<div class="popup-body"><div class="popup-form"></div><p class="wait" role="status">Opening ${page.processorName}’s secure form…</p></div>
<footer><p>Doesn’t the form appear? <button type="button" class="instead">Pay on ${page.processorName}’s page instead</button></p></footer></dialog>`;
}
