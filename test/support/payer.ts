import { assert } from "#src/values/assert.ts";

/** What a payer's browser does, without one: follows links and submits forms. */

export interface SeenPage {
  readonly code: number;
  /** `data-status` and `data-mode` of the page's main element. */
  readonly status: string;
  readonly mode: string;
  readonly html: string;
}

export async function openPage(url: string): Promise<SeenPage> {
  const response = await fetch(url, { redirect: "manual" });
  const html = await response.text();
  return {
    code: response.status,
    status: /<main[^>]*data-status="([^"]*)"/.exec(html)?.[1] ?? "",
    mode: /<main[^>]*data-mode="([^"]*)"/.exec(html)?.[1] ?? "",
    html,
  };
}

/** Presses Pay and answers where the browser is sent. */
export async function pressPay(
  payLink: string,
  form: Record<string, string> = {},
): Promise<string> {
  const response = await fetch(`${payLink}/pay`, {
    method: "POST",
    body: new URLSearchParams(form),
    redirect: "manual",
  });
  assert(response.status === 303, `Pay answered ${response.status}`);
  return response.headers.get("location") ?? "";
}

/** Presses Pay as the pop-up's script does; answers what it is told. */
export async function pressPayInPopup(
  payLink: string,
  form: Record<string, string> = {},
): Promise<{ clientSecret?: string; publishableKey?: string; location?: string }> {
  const response = await fetch(`${payLink}/pay`, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(form),
    redirect: "manual",
  });
  assert(response.status === 200, `Pay answered ${response.status}`);
  return response.json();
}

/** The session named in the address of a processor's page. */
export function sessionOf(url: string): string {
  const id = /cs_(?:test|live)_[A-Za-z0-9]+/.exec(url)?.[0];
  assert(id !== undefined, `no session in ${url}`);
  return id;
}
