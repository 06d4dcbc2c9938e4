import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isTest, readProject } from "./tidy/project.ts";

const project = readProject(join(import.meta.dirname, ".."));

/** What mails link to in the admin, as the source writes it: `/payments`, `/settings/x/$id`. */
function linkedPaths(): { place: string; path: string }[] {
  return [...project]
    .filter(([place]) => place.startsWith("src/") && !isTest(place))
    .flatMap(([place, text]) =>
      [...text.matchAll(/publicUrl\}(\/(?!webhooks|\$)[^`?]*)/g)].map(([, path]) => ({
        place,
        path: String(path).replace(/\$\{[^}]*\}/g, "$id"),
      })),
    );
}

/** Every address the admin knows; those of the settings are written without their beginning. */
function adminPaths(): string[] {
  const routes = project.get("admin/src/routes.tsx") ?? "";
  const paths = [...routes.matchAll(/path: "([^"]+)"/g)].map(([, path]) => String(path));
  return paths.flatMap((path) => [path, `/settings${path}`]);
}

describe("mails", () => {
  it("link to screens that the admin has", () => {
    const known = adminPaths();
    const linked = linkedPaths();
    expect(linked).not.toEqual([]);
    expect(linked.filter(({ path }) => !known.includes(path))).toEqual([]);
  });
});
