import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  anyTypes,
  defaultExports,
  longFiles,
  longFunctions,
  sleepsInTests,
  testsLeftOut,
} from "./tidy/code-rules.ts";
import { exemptions } from "./tidy/exemptions.ts";
import { readProject } from "./tidy/project.ts";
import {
  barrels,
  cyclesOfFeatures,
  cyclesOfFiles,
  importsBetweenHouses,
  importsOfPrivateFurniture,
  importsThatClimb,
  undocumentedFeatures,
  vagueNames,
} from "./tidy/structure-rules.ts";
import {
  fancyCharacters,
  lockedAddresses,
  loosePins,
  loosePromises,
  machineTraces,
  misnamedMigrations,
  undeclaredPackages,
  unfreeLicences,
} from "./tidy/text-rules.ts";

const root = join(import.meta.dirname, "..");
const project = readProject(root);

const rules: Readonly<Record<string, () => string[]>> = {
  "imports only go down the stairs": () => importsThatClimb(project),
  "src, sandbox and admin know nothing of each other": () => importsBetweenHouses(project),
  "features meet by nouns and verbs only": () => importsOfPrivateFurniture(project),
  "files do not import each other in a circle": () => cyclesOfFiles(project),
  "features do not know each other in a circle": () => cyclesOfFeatures(project),
  "ARCHITECTURE.md draws the features as they are": () =>
    existsSync(join(root, "ARCHITECTURE.md")) ? undocumentedFeatures(project) : [],
  "no file only hands on what others export": () => barrels(project),
  "every name says what is inside": () => vagueNames(project),
  "a file has at most 400 lines": () => longFiles(project),
  "a function has at most 70 lines": () => longFunctions(project),
  "no type is any": () => anyTypes(project),
  "only configuration has default exports": () => defaultExports(project),
  "every test runs": () => testsLeftOut(project),
  "no test waits for time to pass": () => sleepsInTests(project),
  "nothing is left to do": () => loosePromises(project),
  "nothing tells of one machine": () => machineTraces(project),
  "our wording has no em dashes and no emoji": () => fancyCharacters(project),
  "every dependency has one exact version": () => loosePins(project),
  "every dependency may be used by everybody": () => unfreeLicences(project, installedLicence),
  "every package that is imported is asked for": () => undeclaredPackages(project),
  "the lock file holds no addresses": () => lockedAddresses(project),
  "migrations are numbered without a gap": () => misnamedMigrations(project),
};

function installedLicence(name: string): string | undefined {
  const text = readFileSync(join(root, "node_modules", name, "package.json"), "utf8");
  const { license }: { license?: string } = JSON.parse(text);
  return license;
}

function exempted(rule: string, found: string): boolean {
  const path = /^[^: ]+/.exec(found)?.[0] ?? "";
  return exemptions.some(
    (exemption) =>
      exemption.rule === rule &&
      (exemption.path.endsWith("/") ? path.startsWith(exemption.path) : path === exemption.path),
  );
}

describe("the house is tidy", () => {
  it.each(Object.entries(rules))("%s", (rule, find) => {
    expect(find().filter((found) => !exempted(rule, found))).toEqual([]);
  });

  it("every exemption is still needed and has a reason", () => {
    const idle = exemptions.filter(({ rule, path, reason }) => {
      const found = rules[rule]?.() ?? [];
      return reason === "" || !found.some((place) => place.startsWith(path));
    });
    expect(idle).toEqual([]);
  });
});
