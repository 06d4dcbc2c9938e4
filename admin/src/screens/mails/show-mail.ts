/**
 * A mail's HTML as this page's policy lets a frame show it. Mails carry their styles inline, which
 * the policy refuses and reports even while they are only parsed; the same declarations as rules of
 * one style tag with the page's nonce pass. Links open in a window of their own.
 */
export function toShownMail(html: string, nonce: string): string {
  const rules: string[] = [];
  const body = html.replace(
    /(<[a-z][^>]*?)\sstyle="([^"]*)"/gi,
    (_, start: string, value: string) => {
      rules.push(`[data-inline="${rules.length}"]{${readDeclarations(value)}}`);
      return `${start} data-inline="${rules.length - 1}"`;
    },
  );
  // Before the mail's own rules, which are written to win over inline styles.
  const head = `<head><base target="_blank"><style nonce="${nonce}">${rules.join("\n")}</style>`;
  return body.replaceAll("<style>", `<style nonce="${nonce}">`).replace("<head>", head);
}

/** What the browser understands of a style attribute: nothing in it can end the rule early. */
function readDeclarations(escaped: string): string {
  const text = document.createElement("textarea");
  text.innerHTML = escaped;
  const probe = document.createElement("span");
  probe.style.cssText = text.value;
  return probe.style.cssText;
}
