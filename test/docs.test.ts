import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { PERMISSIONS } from "#src/processors/stripe/permissions.ts";
import { readProject } from "./tidy/project.ts";

const root = join(import.meta.dirname, "..");
const documents = [...readProject(root)].filter(([path]) => path.endsWith(".md"));
const running = readText("docs/guide/running.md");

function readText(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** What a document says outside of its blocks of code. */
function prose(text: string): string {
  return text.replace(/^```.*?^```/gms, "").replace(/`[^`\n]*`/g, "`code`");
}

/** As GitHub makes them: lower case, words joined by hyphens. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    String(heading)
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function linksOf(text: string): string[] {
  const found = [
    ...prose(text).matchAll(/\]\(([^)\s]+)\)/g),
    ...prose(text).matchAll(/<img src="([^"]+)"/g),
  ];
  return found.map(([, target]) => String(target));
}

function isBroken(from: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? from : join(dirname(from), path);
  if (!existsSync(join(root, target))) return true;
  return anchor !== undefined && !anchorsOf(readText(target)).includes(anchor);
}

/** The keys of the object that begins after `start`, as the source writes them. */
function keysAfter(path: string, start: string, key: RegExp): string[] {
  const [, rest = ""] = readText(path).split(start);
  const body = rest.slice(0, /^\}/m.exec(rest)?.index);
  return [...body.matchAll(key)].map(([, name]) => String(name));
}

describe("the documents", () => {
  it("link to files, pictures and headings that exist", () => {
    const broken = documents.flatMap(([path, text]) =>
      linksOf(text)
        .filter((link) => !/^(https?|mailto):/.test(link) && isBroken(path, link))
        .map((link) => `${path} links to ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it("describe each picture to who cannot see it", () => {
    const mute = documents.flatMap(([path, text]) =>
      [...prose(text).matchAll(/!\[\s*\]\([^)]*\)|<img (?![^>]*alt="[^"])[^>]*>/g)].map(
        ([picture]) => `${path}: ${picture}`,
      ),
    );
    expect(mute).toEqual([]);
  });

  it("name every command", () => {
    const commands = keysAfter("src/cli/main.ts", "const COMMANDS", /^ {2}"?([\w-]+)"?: \{/gm);
    expect(commands).toContain("serve");
    expect(commands.filter((name) => !running.includes(`| \`${name}\``))).toEqual([]);
  });

  it("name every variable of the environment", () => {
    const variables = keysAfter("src/platform/config.ts", "const ENVIRONMENT", /^ {2}([A-Z_]+):/gm);
    expect(variables).toContain("PUBLIC_URL");
    expect(variables.filter((name) => !running.includes(`| \`${name}\``))).toEqual([]);
  });

  it("name every permission a Stripe key needs, and so does the admin's help", () => {
    const names = PERMISSIONS.map(({ name }) => name);
    const places = ["docs/guide/getting-paid.md", "admin/src/screens/connections/key-help.tsx"];
    const missing = places.flatMap((place) =>
      names.filter((name) => !readText(place).includes(name)).map((name) => `${place}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
