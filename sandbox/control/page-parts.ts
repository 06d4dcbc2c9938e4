import { html } from "hono/html";
import type { Html } from "../hosted-page/layout.ts";

const mostRows = 50;

/** A table with its title; nothing when it has no rows. */
export function table(title: string, heads: string[], rows: Html[]): Html | string {
  if (rows.length === 0) return "";
  return html`<h3>${title}</h3>
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`;
}

/** A button that gives an order to the sandbox; it works without JavaScript. */
export function button(action: string, fields: Record<string, string>, label: string): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="post" action="/_sandbox/${action}">
    ${hidden}<button class="quiet small">${label}</button>
  </form>`;
}

/** The newest rows first, as many as a page may show. */
export function last<T>(rows: Record<string, T>): T[] {
  return Object.values(rows).slice(-mostRows).toReversed();
}

export function short(id: string): string {
  return `${id.slice(0, 16)}…`;
}
