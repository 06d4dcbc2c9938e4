import { type Markup, markup } from "#src/formats/markup.ts";
import type { FailureReason } from "./view.ts";

/** What happened, what it means for the payer's money, what to do. Never the processor's code. */
const failureLines: Record<FailureReason, { happened: string; advice: string }> = {
  declined: {
    happened: "Your bank declined the card.",
    advice: "Try another card, or ask your bank why.",
  },
  unknown: {
    happened: "Your bank declined the card.",
    advice: "Try another card, or ask your bank why.",
  },
  insufficient_funds: {
    happened: "There wasn’t enough money available on the card.",
    advice: "Try another card, or ask your bank.",
  },
  expired: {
    happened: "The card has expired.",
    advice: "Try another card.",
  },
  authentication_failed: {
    happened: "Your bank couldn’t confirm it was you.",
    advice: "Try again and complete the check in your bank’s app.",
  },
};

export function failureLine(reason: FailureReason): Markup {
  const { happened, advice } = failureLines[reason];
  return markup`${happened} <strong>You haven’t been charged.</strong> ${advice}`;
}
