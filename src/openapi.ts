import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { API_ROUTES, splitRoute } from "./routes.ts";

/** The OpenAPI document of the table of routes. */
export function describeApi(): unknown {
  const documented = new OpenAPIHono();
  const problem = { description: "Refused, as RFC 9457 problem details with a stable code" };
  for (const [route, described] of Object.entries(API_ROUTES)) {
    const { method, path } = splitRoute(route);
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name));
    const params = z.object(Object.fromEntries(names.map((name) => [name, z.string()])));
    const content =
      described.answer === "pdf"
        ? { "application/pdf": { schema: z.string().openapi({ format: "binary" }) } }
        : { "application/json": { schema: described.answer } };
    documented.openAPIRegistry.registerPath(
      createRoute({
        method: method.toLowerCase() as "get",
        path,
        operationId: operationId(method, path),
        summary: described.summary,
        security: [{ apiKey: [] }],
        request: {
          ...(names.length > 0 ? { params } : {}),
          ...(described.query ? { query: described.query } : {}),
          ...(described.body
            ? {
                body: {
                  required: !described.body.safeParse(undefined).success,
                  content: { "application/json": { schema: described.body } },
                },
              }
            : {}),
        },
        responses: {
          [described.status]:
            described.status === 204
              ? { description: "Done" }
              : { description: described.summary, content },
          default: problem,
        },
      }),
    );
  }
  documented.openAPIRegistry.registerComponent("securitySchemes", "apiKey", {
    type: "http",
    scheme: "bearer",
    description: "An API key, qk_…",
  });
  return documented.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Quittance API", version: "1" },
    servers: [{ url: "/api/v1" }],
  });
}

function operationId(method: string, path: string): string {
  const words = path.replace(/[{}]/g, "").split(/[/-]/).filter(Boolean);
  return [
    method.toLowerCase(),
    ...words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)),
  ].join("");
}
