import { html, raw } from "hono/html";
import { asScript } from "../stripe-js/answer-script.ts";
import { reportFromFrame } from "../stripe-js/run-in-browser.ts";

export type Html = ReturnType<typeof html>;

/**
 * A whole page of the sandbox, with its mark; works without JavaScript, in light and dark. In a
 * frame it reports to the page around it.
 */
export function layout(title: string, content: Html, isFramed = false): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <p class="mark" role="note"><strong>Sandbox</strong> No real money moves here.</p>
        ${content}
        ${
          isFramed
            ? html`<script>
                ${raw(asScript(reportFromFrame))};
              </script>`
            : ""
        }
      </body>
    </html>`;
}

const style = `
:root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --text: #1a1f27; --soft: #5b6472;
  --line: #d9dee6; --field: #fff; --accent: #2f5fd0; --on-accent: #fff; --bad: #b3261e; --bad-ground: #fdecea;
  --mark: #5b3fa8; --mark-ground: #eee9fb; }
@media (prefers-color-scheme: dark) { :root { --ground: #12151a; --card: #1b1f26; --text: #eef1f5; --soft: #a5afbd;
  --line: #353c47; --field: #14181e; --accent: #8fb0ff; --on-accent: #0d1730; --bad: #ffb4ab; --bad-ground: #3b1714;
  --mark: #d3c5ff; --mark-ground: #2a2145; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
.mark { margin: 0; padding: .5rem 1rem; text-align: center; font-size: .875rem; color: var(--mark); background: var(--mark-ground); }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
.columns { display: grid; gap: 2rem; }
@media (min-width: 48rem) { .columns { grid-template-columns: 1fr 1fr; gap: 4rem; padding-top: 2rem; } }
h1 { font-size: 1.125rem; margin: 0 0 .25rem; }
h2 { font-size: 1.125rem; margin: 0 0 1rem; }
.amount { font-size: 2.25rem; font-weight: 650; margin: 0 0 1.5rem; font-variant-numeric: tabular-nums; }
.soft, small { color: var(--soft); }
.lines { list-style: none; margin: 0; padding: 0; border-top: 1px solid var(--line); }
.lines li { display: flex; justify-content: space-between; gap: 1rem; padding: .75rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.lines .money { white-space: nowrap; font-variant-numeric: tabular-nums; }
.panel { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.5rem; }
.narrow { max-width: 30rem; margin: 3rem auto 0; }
label { display: block; font-size: .875rem; font-weight: 600; margin: 0 0 .3125rem; }
input { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; font: inherit; color: inherit; background: var(--field);
  border: 1px solid var(--soft); border-radius: .5rem; }
input[aria-invalid] { border-color: var(--bad); border-width: 2px; }
.tabs { display: flex; gap: .5rem; margin: 0 0 1.25rem; }
.tabs a { flex: 1; padding: .5rem; font-size: .875rem; text-align: center; text-decoration: none; color: var(--text); border: 1px solid var(--line); border-radius: .5rem; }
.tabs a[aria-current] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); font-weight: 600; }
.field { margin: 0 0 1rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.wrong { margin: .25rem 0 0; font-size: .875rem; color: var(--bad); }
.notice { margin: 0 0 1rem; padding: .75rem 1rem; border-radius: .5rem; color: var(--bad); background: var(--bad-ground); }
button, .button { display: inline-block; width: 100%; min-height: 3rem; padding: .625rem 1rem; font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; color: var(--on-accent); background: var(--accent); border: 1px solid transparent; border-radius: .5rem; cursor: pointer; }
.quiet { color: var(--text); background: none; border-color: var(--soft); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.actions { display: grid; gap: .75rem; margin-top: 1.5rem; }
details { margin-top: 1.5rem; font-size: .875rem; }
summary { cursor: pointer; color: var(--soft); }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { text-align: start; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; }
code { font-family: ui-monospace, monospace; font-size: .875em; }
section { margin-top: 2rem; }
td form { display: inline-block; margin: 0 .25rem .25rem 0; }
.small { width: auto; min-height: 2rem; padding: .125rem .75rem; font-size: .875rem; }
`;
