import Stripe from "stripe";

const PAUSE_S = 0.001;

/** The SDK's pauses between tries, half a second and more, are shortened; how often it tries is not. */
export function shortenRetryPauses(): void {
  const stripe = Stripe.prototype as unknown as Record<string, () => number>;
  stripe["getInitialNetworkRetryDelay"] = () => PAUSE_S;
  stripe["getMaxNetworkRetryDelay"] = () => PAUSE_S;
}
