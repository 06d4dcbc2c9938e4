import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { MiddlewareHandler } from "hono";

const DIST = fileURLToPath(new URL("../admin/dist", import.meta.url));
const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
};
const FOR_EVER = "public, max-age=31536000, immutable";
const NONCE_PLACEHOLDER = "__CSP_NONCE__";

/**
 * The built admin app: its files by name, its page for every other address without an extension, so
 * that deep links open where they lead. The page gets a nonce of its own for the styles it injects.
 */
export function adminFiles(): MiddlewareHandler {
  const page = join(DIST, "index.html");
  return async (context, next) => {
    const path = normalize(decodeURIComponent(context.req.path));
    const type = TYPES[extname(path)];
    if (type !== undefined) {
      const file = join(DIST, path);
      if (!file.startsWith(DIST) || !existsSync(file)) return next();
      const headers = {
        "content-type": type,
        // names below /assets/ carry a hash of their content
        "cache-control": path.startsWith("/assets/") ? FOR_EVER : "no-cache",
      };
      return new Response(new Uint8Array(readFileSync(file)), { headers });
    }
    if (extname(path) !== "" || !existsSync(page)) return next();
    const nonce = randomBytes(16).toString("base64");
    return new Response(readFileSync(page, "utf8").replaceAll(NONCE_PLACEHOLDER, nonce), {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": policyWith(nonce),
      },
    });
  };
}

function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
