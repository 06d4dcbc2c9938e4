import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { shadow } from "../../../design/tokens.ts";
import { loadStripe, payInPopup, prepareCheckout } from "./pay-in-popup.ts";
import { compact } from "./payer-css.ts";

/** The one script of ours that payer pages know, and only those with a pop-up. */
export const popupJs = [
  '"use strict";',
  ...[loadStripe, prepareCheckout, payInPopup].map(String),
  "payInPopup();\n",
].join("\n");

/** The pop-up's look, beside the stylesheet of all payer pages, whose variables it uses. */
export const popupCss = compact(
  `:root{--shadow-modal:${shadow.modal}}\n${readFileSync(new URL("styles/popup.css", import.meta.url), "utf8")}`,
);

/** Like the stylesheet's, their addresses change with their content. */
export const POPUP_JS_HREF = `/assets/popup-${hash(popupJs)}.js`;
export const POPUP_CSS_HREF = `/assets/popup-${hash(popupCss)}.css`;

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
