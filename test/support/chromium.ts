import { type Browser, chromium } from "playwright-core";

/**
 * The browser for journeys: a Chromium that is already installed (`CHROMIUM` names another one),
 * headless, with everything switched off that would call home.
 */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
