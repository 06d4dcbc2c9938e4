/**
 * The nonce this page was served with: the only style tags its policy lets in carry it. The
 * component library asks for it here; what locks scrolling behind dialogs reads the global name.
 */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";

Object.assign(globalThis, { __webpack_nonce__: nonce });

export const styleNonce = () => nonce;
