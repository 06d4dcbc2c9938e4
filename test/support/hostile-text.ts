/** Text that tries to become more than text, for every field somebody can type into. */
export const hostileTexts = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><svg onload=alert(1)>",
  "</title></style></textarea><script>alert(1)</script>",
  "javascript:alert(1)",
  " JaVaScRiPt:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "${alert(1)} {{alert(1)}} <%= alert(1) %>",
  "--><script>alert(1)</script><!--",
  '#fff;}body{background:url("//evil.example/x")}',
  '<a href="https://evil.example" style="position:fixed">Pay here</a>',
  "&lt;script&gt;alert(1)&lt;/script&gt;",
] as const;

/** What isn't typed by anyone: words of our own types, and addresses that we make ourselves. */
const ourOwn = new Set([
  "status",
  "kind",
  "kinds",
  "cause",
  "fault",
  "reason",
  "tone",
  "mode",
  "lang",
  "locale",
  "dir",
  "direction",
  "paper",
  "cssHref",
  "payAction",
  "pdfUrl",
  "href",
  "receiptUrl",
  "invoiceUrl",
  "retryUrl",
  "checkUrl",
  "payUrl",
  "url",
  "paymentUrl",
  "settingsUrl",
]);

/** A copy with the text in every field that somebody can type into, however deep. */
export function withHostileText<View extends object>(view: View, text: string): View {
  const copy = structuredClone(view);
  poison(copy, text);
  return copy;
}

function poison(holder: object, text: string): void {
  for (const [key, value] of Object.entries(holder)) {
    if (ourOwn.has(key)) continue;
    if (typeof value === "string" && value !== "") Reflect.set(holder, key, text);
    else if (typeof value === "object" && value !== null) poison(value, text);
  }
}
