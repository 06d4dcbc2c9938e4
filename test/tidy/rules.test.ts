import { describe, expect, it } from "vitest";
import {
  anyTypes,
  defaultExports,
  longFiles,
  longFunctions,
  sleepsInTests,
  testsLeftOut,
} from "./code-rules.ts";
import type { Project } from "./project.ts";
import {
  barrels,
  cyclesOfFeatures,
  cyclesOfFiles,
  importsBetweenHouses,
  importsOfPrivateFurniture,
  importsThatClimb,
  undocumentedFeatures,
  vagueNames,
} from "./structure-rules.ts";
import {
  fancyCharacters,
  lockedAddresses,
  loosePins,
  loosePromises,
  machineTraces,
  misnamedMigrations,
  undeclaredPackages,
  unfreeLicences,
} from "./text-rules.ts";

const project = (files: Record<string, string>): Project => new Map(Object.entries(files));

/** A file that imports the others, for rules that look at nothing else. */
const importing = (...specifiers: string[]): string =>
  specifiers.map((specifier) => `import { x } from "${specifier}";`).join("\n");

const body = (lines: number): string => `{\n${"x;\n".repeat(lines - 2)}}`;

const manifest = (fields: object): Project => project({ "package.json": JSON.stringify(fields) });

const misnamed = (...names: string[]): string[] =>
  misnamedMigrations(
    project(Object.fromEntries(names.map((name) => [`db/migrations/${name}`, ""]))),
  );

describe("the stairs", () => {
  it.each([
    ["src/values/money.ts", "#src/platform/log.ts"],
    ["src/platform/log.ts", "../payments/payment.ts"],
    ["src/platform/log.ts", "#src/processors/processor.ts"],
    ["src/processors/stripe/x.ts", "#src/formats/pdf/x.ts"],
    ["src/payments/payment.ts", "../cli/serve.ts"],
    ["src/payments/payment.ts", "../app.ts"],
  ])("are not climbed from %s to %s", (from, specifier) => {
    expect(importsThatClimb(project({ [from]: importing(specifier) }))).toEqual([
      `${from}:1 imports ${specifier}`,
    ]);
  });

  it("see types, dynamic imports and re-exports too", () => {
    const from = "src/values/money.ts";
    const text = `
      import type { Log } from "#src/platform/log.ts";
      export { log } from "#src/platform/log.ts";
      const late = import("#src/platform/log.ts");
      type Late = import("#src/platform/log.ts").Log;`;
    expect(importsThatClimb(project({ [from]: text }))).toHaveLength(4);
  });

  it("may be gone down, and left alone by tests", () => {
    const files = project({
      "src/app.ts": importing("./cli/serve.ts", "./payments/api.ts", "#src/values/money.ts"),
      "src/payments/payment.ts": importing("#src/processors/processor.ts", "../ledger/entry.ts"),
      "src/formats/pdf/x.ts": importing("#src/values/money.ts", "node:fs", "zod"),
      "src/values/money.test.ts": importing("#src/platform/log.ts"),
    });
    expect(importsThatClimb(files)).toEqual([]);
  });
});

describe("the houses", () => {
  it.each([
    ["sandbox/api.ts", "#src/values/money.ts"],
    ["sandbox/api.test.ts", "#src/values/money.ts"],
    ["src/payments/payment.ts", "#sandbox/world.ts"],
    ["src/payments/payment.ts", "#test/support/database.ts"],
    ["admin/src/main.tsx", "../../src/values/money"],
    ["admin/src/main.tsx", "../../sandbox/world"],
    ["design/tokens.ts", "#src/values/money.ts"],
  ])("are kept apart: %s does not know %s", (from, specifier) => {
    expect(importsBetweenHouses(project({ [from]: importing(specifier) }))).toEqual([
      `${from}:1 imports ${specifier}`,
    ]);
  });

  it("meet where they may", () => {
    const files = project({
      "src/cli/demo.ts": importing("#sandbox/world.ts"),
      "src/payments/pay.test.ts": importing("#sandbox/world.ts", "#test/support/database.ts"),
      "src/payments/pages/page.ts": importing("#design/tokens.ts"),
      "test/journeys/pay.test.ts": importing("#src/app.ts", "#sandbox/world.ts"),
      "admin/src/main.tsx": importing("./app", "react"),
    });
    expect(importsBetweenHouses(files)).toEqual([]);
  });
});

describe("features", () => {
  it.each(["store.ts", "api.ts", "jobs.ts", "pages/pay-page.ts"])(
    "keep %s for themselves",
    (furniture) => {
      const files = project({
        "src/payments/payment.ts": importing(`../invoices/${furniture}`),
        "src/invoices/own.ts": importing(`./${furniture}`),
        "src/app.ts": importing(`./invoices/${furniture}`),
      });
      expect(importsOfPrivateFurniture(files)).toEqual([
        `src/payments/payment.ts:1 imports ../invoices/${furniture}`,
      ]);
    },
  );

  const circle = project({
    "src/payments/payment.ts": importing("../invoices/invoice.ts"),
    "src/invoices/invoice.ts": importing("../ledger/entry.ts"),
    "src/ledger/post.ts": importing("../payments/payment.ts"),
    "src/ledger/entry.ts": "export const entry = 1;",
  });

  it("do not know each other in a circle, even when no file does", () => {
    expect(cyclesOfFiles(circle)).toEqual([]);
    expect(cyclesOfFeatures(circle)).toEqual(["payments -> invoices -> ledger -> payments"]);
  });

  it("are drawn in ARCHITECTURE.md as they are", () => {
    const files = {
      "src/payments/payment.ts": importing("../invoices/invoice.ts"),
      "src/invoices/invoice.ts": importing("#src/values/money.ts"),
      "src/invoices/invoice.test.ts": importing("../payments/payment.ts"),
    };
    const drawn = (lines: string): string[] =>
      undocumentedFeatures(
        project({ ...files, "ARCHITECTURE.md": `# x\n\n\`\`\`feature-graph\n${lines}\n\`\`\`\n` }),
      );
    expect(drawn("payments -> invoices\ninvoices")).toEqual([]);
    expect(drawn("payments -> ledger\ninvoices")).toEqual([
      "not in the code: payments -> ledger",
      "not written down: payments -> invoices",
    ]);
    expect(undocumentedFeatures(project({ ...files, "ARCHITECTURE.md": "# x" }))).toHaveLength(1);
  });
});

describe("files", () => {
  it("do not import each other in a circle", () => {
    const files = project({
      "src/a/one.ts": importing("./two.ts"),
      "src/a/two.ts": importing("./three.ts"),
      "src/a/three.ts": importing("./one.ts", "./four.ts"),
      "src/a/four.ts": "",
    });
    expect(cyclesOfFiles(files)).toEqual([
      "src/a/one.ts -> src/a/two.ts -> src/a/three.ts -> src/a/one.ts",
    ]);
  });

  it("do more than hand on what others export", () => {
    const files = project({
      "src/a/all.ts": `export * from "./one.ts";\nexport { two } from "./two.ts";`,
      "src/a/renamed.ts": `import { one } from "./one.ts";\nexport { one };`,
      "src/a/own.ts": `export { two } from "./two.ts";\nexport const three = 3;`,
      "src/a/setup.ts": `import "./one.ts";`,
    });
    expect(barrels(files)).toEqual(["src/a/all.ts", "src/a/renamed.ts"]);
  });

  it("have names that say what is inside", () => {
    const vague = [
      "src/utils/x.ts",
      "src/payments/payment-helpers.ts",
      "src/common.ts",
      "admin/src/services/api.ts",
      "src/payments/manager.test.ts",
    ];
    const files = [...vague, "src/payments/refund-payment.ts", "docs/common.md"];
    expect(vagueNames(project(Object.fromEntries(files.map((path) => [path, ""]))))).toEqual(vague);
  });

  it("are at most 400 lines long", () => {
    const files = project({ "a.ts": "x;\n".repeat(400), "b.ts": "x;\n".repeat(401) });
    expect(longFiles(files)).toEqual(["b.ts has 401 lines"]);
  });
});

describe("code", () => {
  it("has functions of at most 70 lines, whatever their form", () => {
    const text = [
      `function fine() ${body(70)}`,
      `function long() ${body(71)}`,
      `const arrow = () => ${body(71)};`,
      `class Thing { method() ${body(71)} }`,
      `describe("a group", () => ${body(90)});`,
      `it("a test", () => ${body(71)});`,
    ].join("\n");
    expect(longFunctions(project({ "src/a.test.ts": text }))).toEqual([
      "src/a.test.ts:71 is a function of 71 lines",
      "src/a.test.ts:142 is a function of 71 lines",
      "src/a.test.ts:213 is a function of 71 lines",
      "src/a.test.ts:374 is a function of 71 lines",
    ]);
  });

  it("never says any, unless as a word", () => {
    const text = `let a: any;\nconst b = c as any;\ntype D = Map<string, any[]>;\nconst any = "any";`;
    expect(anyTypes(project({ "a.ts": text }))).toEqual([
      "a.ts:1 says any",
      "a.ts:2 says any",
      "a.ts:3 says any",
    ]);
  });

  it.each([
    "export default 1;",
    "export default function f() {}",
    "export default class {}",
    "const a = 1;\nexport { a as default };",
  ])("has no default export: %s", (text) => {
    expect(defaultExports(project({ "a.ts": text, "vite.config.ts": text }))).toHaveLength(1);
  });

  it("may say default elsewhere", () => {
    const text = `import x from "x";\nswitch (x) { default: y(); }\nimport { default as z } from "z";`;
    expect(defaultExports(project({ "a.ts": text }))).toEqual([]);
  });
});

describe("tests", () => {
  it.each([
    `it.only("x", f);`,
    `test.skip("x", f);`,
    `describe.skip("x", f);`,
    `it.todo("x");`,
    `it.concurrent.only("x", f);`,
    `it.each([1]).skip("x", f);`,
    `it.skipIf(slow)("x", f);`,
    `xit("x", f);`,
  ])("all run: %s", (text) => {
    expect(testsLeftOut(project({ "src/a.test.ts": text }))).toHaveLength(1);
  });

  it("may be each, concurrent, and about skipping", () => {
    const text = `it.each([1])("x", f);\nit.concurrent("x", f);\nlist.skip(1);`;
    expect(testsLeftOut(project({ "src/a.test.ts": text }))).toEqual([]);
  });

  it.each([
    "await new Promise((resolve) => setTimeout(resolve, 50));",
    "globalThis.setTimeout(check, 50);",
    `import { setTimeout as wait } from "node:timers/promises";`,
    `await page.sleep(50);`,
  ])("do not wait for time to pass: %s", (text) => {
    expect(sleepsInTests(project({ "src/a.test.ts": text, "src/b.ts": text }))).toHaveLength(1);
  });
});

describe("texts", () => {
  it.each(["// TODO later", "<!-- FIXME -->", "This is Coming Soon.", "Lorem ipsum dolor"])(
    "leave nothing to do: %s",
    (text) => {
      expect(loosePromises(project({ "docs/a.md": `fine\n${text}` }))).toHaveLength(1);
    },
  );

  it("may speak of a todo list in Spanish", () => {
    expect(loosePromises(project({ "docs/a.md": "método, todos" }))).toEqual([]);
  });

  it.each([
    "cd /root/clone",
    "/home/ann/quittance",
    ["", "work", "main"].join("/"), // in pieces, so that this file tells of no machine itself
    "/Users/ann/x",
    ["https://registry", "npmjs", "org/x"].join("."),
    "registry=https://packages.example",
    "see shared/requirements.md",
  ])("tell of no machine: %s", (text) => {
    expect(machineTraces(project({ "docs/a.md": text }))).toHaveLength(1);
  });

  it("may name paths of any machine", () => {
    const text = "/usr/bin/chromium, src/work/x.ts, https://example.com/home/page, /var/lib";
    expect(machineTraces(project({ "docs/a.md": text }))).toEqual([]);
  });

  it.each(["Paid — thank you", "Paid 🎉"])("are plain: %s", (text) => {
    expect(fancyCharacters(project({ "src/a.ts": text }))).toHaveLength(1);
  });

  it("may have quotation marks, arrows, euro signs and other languages", () => {
    expect(fancyCharacters(project({ "src/a.ts": "“Zażółć” → 5 € – ©  請求書" }))).toEqual([]);
  });
});

describe("packages", () => {
  it.each(["^1.0.0", "~1.2.3", "1.x", "latest", "*", "github:a/b", "1.2"])(
    "have one exact version, not %s",
    (version) => {
      const fields = { dependencies: { a: "1.2.3", b: version }, overrides: { c: version } };
      expect(loosePins(manifest(fields))).toEqual([
        `package.json: b is "${version}"`,
        `package.json: c is "${version}"`,
      ]);
    },
  );

  it("may have a pre-release and another name", () => {
    const fields = { devDependencies: { a: "18.4.0-beta.17", b: "npm:@c/d@6.0.3" } };
    expect(loosePins(manifest(fields))).toEqual([]);
  });

  it("may be used by everybody", () => {
    const licences: Record<string, string> = {
      a: "MIT",
      b: "(MIT AND OFL-1.1)",
      c: "GPL-3.0",
      d: "MPL-2.0",
      "@axe-core/playwright": "MPL-2.0",
      f: "(MIT OR GPL-3.0)",
      g: "MIT AND GPL-3.0",
    };
    const names = [...Object.keys(licences), "h"];
    const fields = { dependencies: Object.fromEntries(names.map((name) => [name, "1.0.0"])) };
    expect(unfreeLicences(manifest(fields), (name) => licences[name])).toEqual([
      "package.json: c is licensed GPL-3.0",
      "package.json: d is licensed MPL-2.0",
      "package.json: g is licensed MIT AND GPL-3.0",
      "package.json: h is licensed none",
    ]);
  });

  it("are asked for when they are imported, and by the program for running", () => {
    const files = project({
      "package.json": JSON.stringify({
        dependencies: { pg: "1.0.0", "@a/b": "1.0.0" },
        devDependencies: { vitest: "1.0.0" },
      }),
      "src/a.ts": importing("pg/lib/x.js", "@a/b", "node:fs", "vitest", "@a/c"),
      "src/a.test.ts": importing("vitest", "pg", "lodash"),
    });
    expect(undeclaredPackages(files)).toEqual([
      "src/a.ts:4 imports vitest",
      "src/a.ts:5 imports @a/c",
      "src/a.test.ts:3 imports lodash",
    ]);
  });

  it("are locked without addresses", () => {
    const lock = `{\n  "version": "1.0.0",\n  "resolved": "https://x.example/a/-/a-1.0.0.tgz"\n}`;
    expect(lockedAddresses(project({ "package-lock.json": lock }))).toHaveLength(1);
    const clean = `{\n  "version": "1.0.0",\n  "url": "https://opencollective.com/a"\n}`;
    expect(lockedAddresses(project({ "package-lock.json": clean }))).toEqual([]);
  });
});

describe("migrations", () => {
  it("are numbered without a gap", () => {
    expect(misnamed("0001_start.sql", "0002_ledger_entries.sql")).toEqual([]);
    expect(misnamed("0001_start.sql", "0003_gap.sql")).toEqual(["db/migrations/0003_gap.sql"]);
    expect(misnamed("0001_a.sql", "0001_b.sql")).toEqual(["db/migrations/0001_b.sql"]);
    expect(misnamed("0001-start.sql")).toEqual(["db/migrations/0001-start.sql"]);
  });
});
