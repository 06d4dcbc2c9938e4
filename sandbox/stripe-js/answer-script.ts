import type { PageAnswer } from "../http.ts";
import { defineStripe, embeddedPage, integrationError } from "./run-in-browser.ts";

/** The addresses of Stripe.js on js.stripe.com: the old one, and one for each named version. */
const addresses = /^\/(v3|[a-z]+)\/stripe\.js$/;

/** Answers a browser that loads Stripe.js from here; undefined for other addresses. */
export function answerScript(method: string, path: string): PageAnswer | undefined {
  if (method !== "GET" || !addresses.test(path)) return undefined;
  return {
    status: 200,
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "cross-origin",
    },
    body: asScript(defineStripe, embeddedPage, integrationError),
  };
}

/** A script that runs a function, with the other functions it uses. */
export function asScript(run: () => void, ...used: ((...given: never[]) => unknown)[]): string {
  return `(() => {\n${[...used, run].map(String).join("\n")}\n${run.name}();\n})();\n`;
}
