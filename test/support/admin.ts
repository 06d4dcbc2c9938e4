import type { Browser, BrowserContext, Page } from "playwright-core";
import { accessibilityFaults } from "./accessibility.ts";

export const OWNER = {
  name: "Jonas Brandt",
  email: "jonas@nordlicht.example",
  password: "a long enough password",
};

/** A seller's browser on the admin, and everything it complained about. */
export interface AdminBrowser {
  readonly page: Page;
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface Looks {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
}

/** So that a step that never comes is named, and not only its test. */
const STEP_TIMEOUT_MS = 12_000;

/** Requests that are refused are shown on the page; browsers log them all the same. */
const REFUSED_REQUEST = "Failed to load resource";

/** Opens a browser window. Requests to any other host than ours count as complaints. */
export async function openAdmin(
  browser: Browser,
  url: string,
  { width = 1280, height = 860, colorScheme = "light" }: Looks = {},
): Promise<AdminBrowser> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(STEP_TIMEOUT_MS);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() !== "error" || message.text().startsWith(REFUSED_REQUEST)) return;
    if (message.location().url.startsWith(url)) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const isOurs = request.url().startsWith(url);
    if (!isOurs && request.frame().url().startsWith(url) && !request.isNavigationRequest()) {
      complaints.push(`asked another host: ${request.url()}`);
    }
  });
  return { page, complaints, close: () => context.close() };
}

/** Makes the first business over HTTP, as the first screen does. */
export async function setUpFirstBusiness(url: string): Promise<void> {
  const response = await fetch(`${url}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({
      business: {
        name: "Nordlicht Studio",
        country: "DE",
        currency: "EUR",
        timezone: "Europe/Berlin",
      },
      owner: OWNER,
    }),
  });
  if (!response.ok) throw new Error(`setup answered ${response.status}: ${await response.text()}`);
}

export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("Email").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: /^Good /, level: 1 }).waitFor();
}

/** Calls the API as the person signed in: for what a journey needs but is not about. */
export async function askAs<Answer = { id: string }>(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const answer = await page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch(`/api/v1${path}`, {
        method,
        headers: { "content-type": "application/json" },
        ...(body === null ? {} : { body }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
      return response.text();
    },
    [method, path, body === undefined ? null : JSON.stringify(body)] as const,
  );
  return JSON.parse(answer) as Answer;
}

/** What is wrong with the screen as it stands: accessibility, and wider than the window. */
export async function faultsOf(page: Page): Promise<string[]> {
  const faults = await accessibilityFaults(page);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  return overflow > 0 ? [...faults, `${overflow} px wider than the window`] : faults;
}
