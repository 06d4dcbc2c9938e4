import { createHash } from "node:crypto";
import { payerCss } from "./payer-css.ts";

/** The stylesheet's address changes with its content, so browsers may keep it for ever. */
export const CSS_HREF = `/assets/payer-${createHash("sha256").update(payerCss).digest("hex").slice(0, 12)}.css`;
