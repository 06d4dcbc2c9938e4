import { readFileSync } from "node:fs";
import { Hono } from "hono";
import { sql } from "kysely";
import { findLogoByName } from "#src/businesses/keep-logo.ts";
import { signInRoutes } from "#src/access/sign-in-routes.ts";
import { setUpRoutes } from "#src/businesses/set-up-routes.ts";
import { createReceiver, type ReceiveWebhook } from "#src/payments/receive-webhook.ts";
import { payerRoutes, plain } from "#src/payments/payer-routes.ts";
import { accentCss } from "#src/payments/pages/accent-css.ts";
import { CSS_HREF } from "#src/payments/pages/assets.ts";
import { payerCss, payerFonts } from "#src/payments/pages/payer-css.ts";
import {
  POPUP_CSS_HREF,
  POPUP_JS_HREF,
  popupCss,
  popupJs,
} from "#src/payments/pages/popup-assets.ts";
import { invitationRoutes } from "#src/team/invitation-routes.ts";
import { personalRoutes } from "#src/people/personal-routes.ts";
import { asRefusal, problemResponse } from "#src/platform/http/problem.ts";
import { readText } from "#src/platform/http/read-body.ts";
import { Refusal } from "#src/platform/refusal.ts";
import type { Runtime } from "#src/platform/runtime.ts";
import { buildApi } from "./api.ts";
import { adminFiles } from "./admin-files.ts";
import type { Parts } from "./parts.ts";
import { keepNowhere, securityHeaders } from "./security-headers.ts";

const WEBHOOK_BYTES = 1_048_576;
const FOR_EVER = "public, max-age=31536000, immutable";

/** The whole program as one web application: give it a Request, get a Response. */
export function buildApp(parts: Parts): Hono {
  const { runtime } = parts;
  const app = new Hono();
  app.use(securityHeaders(runtime.config));
  app.use("/api/*", keepNowhere);

  app.get("/health", async (context) => {
    try {
      await sql`select 1 from installation`.execute(runtime.db);
      return context.json({ status: "ok" });
    } catch (error) {
      return problemResponse(asRefusal(error, runtime.log, "/health"));
    }
  });

  app.route("/", payerRoutes(parts));
  const receiveWebhook = createReceiver(runtime);
  app.post("/webhooks/stripe/:connectionId", (context) =>
    takeWebhook(parts, receiveWebhook, context.req.param("connectionId"), context.req.raw),
  );
  app.route("/assets", assetRoutes(runtime));
  app.get("/favicon.ico", (context) => context.body(null, 204)); // payer pages carry no mark of ours

  app.route("/api/auth", signInRoutes(runtime, parts.signIn));
  app.route("/api/v1", setUpRoutes(runtime, parts.signIn));
  app.route("/api/v1", invitationRoutes(runtime, parts.signIn));
  app.route("/api/v1", personalRoutes(runtime, parts.signIn));
  app.route("/api/v1", buildApi(parts));
  app.all("/api/*", () => problemResponse(new Refusal("not_found", "There is nothing here.")));

  app.get("*", adminFiles());
  app.notFound((context) => plain("not_found", context.req.path));
  app.onError((error, context) => {
    runtime.log.error({ err: error, path: context.req.routePath }, "a request failed");
    return plain("error", context.req.path);
  });
  return app;
}

async function takeWebhook(
  { runtime }: Parts,
  receiveWebhook: ReceiveWebhook,
  connectionId: string,
  request: Request,
) {
  try {
    const body = await readText(request, WEBHOOK_BYTES);
    const signature = request.headers.get("stripe-signature") ?? "";
    const receipt = await receiveWebhook(connectionId, body, signature);
    switch (receipt) {
      case "stored":
        return Response.json({ received: true });
      case "bad_signature":
        throw new Refusal("malformed_request", "The signature is missing, wrong or too old.");
      case "no_such_connection":
        throw new Refusal("not_found", "There is nothing here.");
    }
  } catch (error) {
    return problemResponse(asRefusal(error, runtime.log, "a webhook"));
  }
}

/** Stylesheets, fonts and the one script of the payer pages; their addresses change with their content. */
function assetRoutes(runtime: Runtime): Hono {
  const routes = new Hono();
  const file = (body: string | Buffer, type: string) =>
    new Response(typeof body === "string" ? body : new Uint8Array(body), {
      headers: { "content-type": type, "cache-control": FOR_EVER },
    });
  for (const [href, body, type] of [
    [CSS_HREF, payerCss, "text/css"],
    [POPUP_CSS_HREF, popupCss, "text/css"],
    [POPUP_JS_HREF, popupJs, "text/javascript"],
  ] as const) {
    routes.get(href.slice("/assets".length), () => file(body, `${type}; charset=utf-8`));
  }
  for (const { href, fileUrl } of payerFonts) {
    const bytes = readFileSync(fileUrl);
    routes.get(href.slice("/assets".length), () => file(bytes, "font/woff2"));
  }
  routes.get("/accent/:file{[0-9a-f]{6}\\.css}", (context) => {
    const css = accentCss(`#${context.req.param("file").slice(0, 6)}`);
    return css === null
      ? plain("not_found", context.req.path)
      : file(css, "text/css; charset=utf-8");
  });
  routes.get("/logo/:name", async (context) => {
    const logo = await findLogoByName(runtime.db, context.req.param("name"));
    return logo === null ? plain("not_found", context.req.path) : logoFile(logo);
  });
  return routes;
}

/** A picture somebody uploaded: of the type we read it as, and nothing it holds may do anything. */
function logoFile({ type, bytes }: { type: "png" | "jpg"; bytes: Buffer }): Response {
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": type === "png" ? "image/png" : "image/jpeg",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
      "content-disposition": "inline",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": FOR_EVER,
    },
  });
}
