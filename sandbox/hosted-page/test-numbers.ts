import { html } from "hono/html";
import type { Html } from "./layout.ts";

/** What payers can type in here to see each outcome. */
export const testCards = numbers(
  "Test cards",
  [
    ["4242 4242 4242 4242", "Pays"],
    ["4000 0000 0000 0002", "Declined"],
    ["4000 0000 0000 9995", "Insufficient funds"],
    ["4000 0000 0000 3220", "3-D Secure, then pays"],
    ["4000 0084 0000 1629", "3-D Secure, then declined"],
    ["4000 0000 0000 0259", "Pays, then disputed"],
  ],
  "Any expiry in the future, any security code.",
);

export const testAccounts = numbers(
  "Test accounts",
  [
    ["AT61 1904 3002 3457 3201", "Processing, then paid"],
    ["AT86 1904 3002 3547 3202", "Processing, then failed"],
  ],
  "The bank answers a little later, or at once on the sandbox's own page.",
);

function numbers(title: string, rows: [string, string][], note: string): Html {
  return html`<details>
    <summary>${title}</summary>
    <table>
      <tbody>
        ${rows.map(
          ([number, effect]) =>
            html`<tr>
              <td><code>${number}</code></td>
              <td>${effect}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="soft">${note}</p>
  </details>`;
}
