import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { canChargeWithStripe } from "#src/processors/stripe/amounts.ts";
import { PERMISSIONS } from "#src/processors/stripe/permissions.ts";
import { currency } from "#src/values/currency.ts";
import { decimal } from "#src/values/decimal.ts";
import { money, moneyFromDecimal } from "#src/values/money.ts";
import { readProject } from "./tidy/project.ts";

const root = join(import.meta.dirname, "..");
const documents = [...readProject(root)].filter(([path]) => path.endsWith(".md"));
const running = readText("docs/guide/running.md");
const stripeGuide = readText("docs/guide/get-paid-with-stripe.md");

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
    const help = readText("admin/src/screens/connections/key-help.tsx");
    expect(names.filter((name) => !help.includes(name))).toEqual([]);
    const rows = tableOf(stripeGuide, "box", "without it");
    expect(rows).toEqual(PERMISSIONS.map(({ name, disables }) => [name, disables]));
    expect(PERMISSIONS.findIndex(({ isRequired }) => !isRequired)).toBe(4);
    expect(stripeGuide).toContain("The first four are required");
  });
});

/** The rows of the table with these headings, cell by cell. */
function tableOf(text: string, ...headings: string[]): string[][] {
  const cellsOf = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const lines = text.split("\n");
  const start = lines.findIndex((line) => cellsOf(line).join() === headings.join());
  const rest = lines.slice(start + 2);
  return rest
    .slice(
      0,
      rest.findIndex((line) => !line.startsWith("|")),
    )
    .map(cellsOf);
}

/** What the program and the admin may say, as one line each. */
function productWords(): string {
  return [...readProject(root)]
    .filter(([path]) => /^(src|admin\/src)\/.*(?<!\.test)\.tsx?$/.test(path))
    .map(([, text]) => text.replaceAll(/\s+/g, " "))
    .join("\n");
}

describe("the guide to Stripe", () => {
  it("links to pages that tick the boxes the program asks for, and no other", () => {
    const pages = [
      ...stripeGuide.matchAll(
        /https:\/\/dashboard\.stripe\.com\/(?:test\/)?apikeys\/create\S*?(?=\))/g,
      ),
    ].map(([page]) => new URL(page));
    expect(pages.map(({ pathname }) => pathname)).toEqual([
      "/test/apikeys/create",
      "/apikeys/create",
    ]);
    for (const { searchParams } of pages) {
      const slugs = PERMISSIONS.map(({ slug }) => slug);
      expect(searchParams.getAll("permissions[]")).toEqual(slugs);
    }
  });

  it("quotes the product as it speaks", () => {
    const words = productWords();
    const quotes = [...stripeGuide.matchAll(/“([^”]+)”/g)].map(([, quote]) => String(quote));
    expect(quotes.length).toBeGreaterThan(12);
    expect(quotes.filter((quote) => !words.includes(quote))).toEqual([]);
  });

  it.each(["connection-words.tsx", "webhook-card.tsx"])(
    "has a remedy for every state that %s shows",
    (file) => {
      const screen = readText(`admin/src/screens/connections/${file}`);
      const shown = [...screen.matchAll(/word="([^"]+)"/g)].map(([, word]) => String(word));
      expect(shown.length).toBeGreaterThan(3);
      expect(shown.filter((word) => !stripeGuide.includes(`\n| **${word}** `))).toEqual([]);
    },
  );

  it("names the smallest amounts as the program knows them", () => {
    const [, list = ""] = /^> (USD .*)$/m.exec(stripeGuide) ?? [];
    const smallest = list.split(" · ").map((entry) => entry.split(" "));
    expect(smallest.length).toBeGreaterThan(25);
    for (const [name = "", amount = ""] of smallest) {
      const code = currency(name);
      const least = moneyFromDecimal(decimal(amount), code);
      expect(canChargeWithStripe(least), name).toEqual({ ok: true });
      const less = canChargeWithStripe(money(least.amountMinor - 1n, code));
      expect(less, name).toEqual({ ok: false, reason: "amount_too_small" });
    }
    const known = keysAfter(
      "src/processors/stripe/amounts.ts",
      "const SMALLEST",
      /^ {2}([A-Z]{3}):/gm,
    );
    expect(smallest.map(([name]) => name)).toEqual(known);
  });
});
