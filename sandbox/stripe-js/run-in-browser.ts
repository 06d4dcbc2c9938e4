// These functions are sent to browsers as their own source: they use nothing but each other.

/** What a payment page in a frame tells the page around it. */
export type FrameMessage =
  | { type: "complete"; returnUrl: string | null }
  | { type: "size"; height: number };

interface Options {
  clientSecret?: string;
  fetchClientSecret?: () => Promise<string>;
  onComplete?: () => void;
}

/**
 * Stripe.js as far as Embedded Checkout needs it, with the names of the current Stripe.js; see
 * https://docs.stripe.com/js/embedded_checkout.
 */
export function defineStripe(): void {
  const script = document.currentScript;
  const origin = script instanceof HTMLScriptElement ? new URL(script.src).origin : "";
  let isTaken = false;

  async function createEmbeddedCheckoutPage(mode: string | undefined, options: Options) {
    if (isTaken) throw integrationError("You cannot have multiple Embedded Checkout objects.");
    isTaken = true;
    const secret = await (options.fetchClientSecret?.() ?? options.clientSecret);
    const [, secretMode] = /^cs_(test|live)_\w+_secret_\w+$/.exec(String(secret)) ?? [];
    if (secret !== undefined && secretMode === mode)
      return embeddedPage(origin, secret, options.onComplete, () => {
        isTaken = false;
      });
    isTaken = false;
    throw integrationError(
      "The client secret is not that of a Checkout Session of the key's mode.",
    );
  }

  const Stripe = (publishableKey: string) => {
    const [, mode] = /^pk_(test|live)_\w+$/.exec(publishableKey) ?? [];
    if (mode === undefined)
      throw integrationError("Please call Stripe() with your publishable key.");
    return {
      createEmbeddedCheckoutPage: (options: Options) => createEmbeddedCheckoutPage(mode, options),
      initEmbeddedCheckout() {
        throw integrationError(
          "stripe.initEmbeddedCheckout() has been removed. Please use stripe.createEmbeddedCheckoutPage() instead.",
        );
      },
    };
  };
  Object.assign(window, { Stripe });
}

/** A payment page in a frame of the merchant's page, which it leads on when all is paid. */
export function embeddedPage(
  origin: string,
  secret: string,
  onComplete: (() => void) | undefined,
  onDestroyed: () => void,
) {
  let frame: HTMLIFrameElement | null = null;
  let isDestroyed = false;

  const listen = ({ data, origin: sender, source }: MessageEvent<FrameMessage>) => {
    if (!frame || sender !== origin || source !== frame.contentWindow) return;
    if (data.type === "size") frame.style.height = `${data.height}px`;
    else if (data.returnUrl === null) onComplete?.();
    else window.location.assign(data.returnUrl);
  };
  const refuseDestroyed = () => {
    if (isDestroyed)
      throw integrationError("This Embedded Checkout object has already been destroyed.");
  };
  const unmount = () => {
    refuseDestroyed();
    window.removeEventListener("message", listen);
    frame?.remove();
    frame = null;
  };

  return {
    mount(place: string | HTMLElement) {
      unmount();
      const parent = typeof place === "string" ? document.querySelector(place) : place;
      if (!parent) throw integrationError("The element to mount Checkout on is not there.");
      frame = document.createElement("iframe");
      frame.src = `${origin}/c/embed/${encodeURIComponent(secret)}`;
      frame.title = "Payment";
      frame.style.cssText = "display: block; width: 100%; min-height: 30rem; border: 0";
      window.addEventListener("message", listen);
      parent.replaceChildren(frame);
    },
    unmount,
    destroy() {
      unmount();
      isDestroyed = true;
      onDestroyed();
    },
  };
}

/** The error of a page that uses Stripe.js wrongly. */
export function integrationError(message: string): Error {
  return Object.assign(new Error(message), { name: "IntegrationError" });
}

/** Runs in a payment page that lies in a frame: tells its size, and when it is paid. */
export function reportFromFrame(): void {
  const tell = (message: FrameMessage) => window.parent.postMessage(message, "*");
  new ResizeObserver(() => tell({ type: "size", height: document.body.scrollHeight })).observe(
    document.body,
  );
  const { status, returnUrl = null } = document.querySelector("main")?.dataset ?? {};
  if (status === "complete") tell({ type: "complete", returnUrl });
}
