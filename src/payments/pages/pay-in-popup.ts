/** As much of Stripe.js as the pop-up needs: https://docs.stripe.com/js/embedded_checkout */
type StripeJs = (publishableKey: string) => {
  createEmbeddedCheckoutPage(options: {
    fetchClientSecret: () => Promise<string>;
  }): Promise<EmbeddedCheckout>;
};

interface EmbeddedCheckout {
  mount(place: HTMLElement): void;
  destroy(): void;
}

/** What the server answers to the form when it is asked for JSON. */
export type PayAnswer =
  | { readonly clientSecret: string; readonly publishableKey: string }
  /** The pop-up has nothing to show: the page to go to, as a form without a script would. */
  | { readonly location: string };

// These functions are sent to the payer's browser as their own source: they use nothing but each other.

/**
 * Pay opens the processor's form in the page's dialog. Whatever goes wrong on the way, the same form
 * is submitted as if there were no script, and leads to the processor's own page.
 */
export function payInPopup(): void {
  const PATIENCE_MS = 20_000;
  const dialog = document.querySelector<HTMLDialogElement>("dialog.popup");
  const place = dialog?.querySelector<HTMLElement>(".popup-form");
  const scriptUrl = dialog?.dataset["script"];
  if (!dialog || !place || !scriptUrl || !dialog.showModal) return;

  let pressed: HTMLFormElement | null = null;
  let checkout: EmbeddedCheckout | null = null;
  /** Counts openings and closings: what was begun for a pop-up that was closed since is dropped. */
  let turn = 0;
  let before = Promise.resolve();

  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-popup]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      pressed = form;
      turn += 1;
      const mine = turn;
      dialog.showModal();
      before = before.then(() => fill(form, mine));
    });
  }
  dialog.querySelector(".close")?.addEventListener("click", () => dialog.close());
  dialog.querySelector(".instead")?.addEventListener("click", () => pressed?.submit());
  dialog.addEventListener("close", () => {
    turn += 1;
    checkout?.destroy();
    checkout = null;
  });
  // So that a page that comes back from the browser's memory is as it was before Pay was pressed.
  window.addEventListener("pagehide", () => dialog.close());

  async function fill(form: HTMLFormElement, mine: number): Promise<void> {
    if (mine !== turn) return;
    const tooLong = new Promise<never>((_, reject) => {
      setTimeout(reject, PATIENCE_MS);
    });
    try {
      const made = await Promise.race([prepareCheckout(form, String(scriptUrl)), tooLong]);
      if (mine !== turn) return made?.destroy();
      checkout = made;
      if (place) made?.mount(place);
    } catch {
      if (mine === turn) form.submit();
    }
  }
}

/** The processor's form, ready to be shown; `null` when the browser is on its way elsewhere. */
export async function prepareCheckout(
  form: HTMLFormElement,
  scriptUrl: string,
): Promise<EmbeddedCheckout | null> {
  const response = await fetch(form.action, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>),
  });
  if (!response.ok) throw new Error(`Pay answered ${response.status}`);
  const answer: PayAnswer = await response.json();
  if ("location" in answer) {
    window.location.assign(answer.location);
    return null;
  }
  const Stripe = await loadStripe(scriptUrl);
  return Stripe(answer.publishableKey).createEmbeddedCheckoutPage({
    fetchClientSecret: async () => answer.clientSecret,
  });
}

/** Loads Stripe.js once; a page on which Pay is never pressed asks nobody for it. */
export function loadStripe(scriptUrl: string): Promise<StripeJs> {
  return new Promise((resolve, reject) => {
    const find = () => (window as { Stripe?: StripeJs }).Stripe;
    const loaded = find();
    if (loaded) return resolve(loaded);
    const script = document.createElement("script");
    script.src = scriptUrl;
    script.addEventListener("load", () => {
      const Stripe = find();
      if (Stripe) resolve(Stripe);
      else reject(new Error("the script brought no Stripe"));
    });
    script.addEventListener("error", reject);
    document.head.append(script);
  });
}
