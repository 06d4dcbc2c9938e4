import { basename } from "node:path";
import { importsOf, isTest, type Project } from "./project.ts";

/** What `pattern` finds in each file that `concerns` picks, line by line. */
function linesWith(
  project: Project,
  pattern: RegExp,
  concerns: (path: string) => boolean = () => true,
): string[] {
  return [...project]
    .filter(([path]) => path !== "package-lock.json" && concerns(path))
    .flatMap(([path, text]) =>
      text.split("\n").flatMap((line, index) => {
        const found = pattern.exec(line);
        return found ? [`${path}:${index + 1} says ${found[0]}`] : [];
      }),
    );
}

/** Work is finished or it is not there. */
export function loosePromises(project: Project): string[] {
  return [/\b(TODO|FIXME|XXX|HACK)\b/, /\b(coming soon|lorem ipsum)\b/i].flatMap((pattern) =>
    linesWith(project, pattern),
  );
}

/** The project stands for itself: no paths of one machine, no address packages came from. */
export function machineTraces(project: Project): string[] {
  const paths = /(?<![\w.-])\/(work|root|home\/\w+|Users\/\w+)\//;
  const hosts = /\bregistry\.[a-z0-9-]+\.[a-z]+|\bnpmmirror\b|_authToken|^registry\s*=/;
  const workshop = /\bshared\/[a-z]+|\.library\b/;
  return [paths, hosts, workshop].flatMap((pattern) => linesWith(project, pattern)).toSorted();
}

/** Our wording is plain: no em dashes, no emoji. */
export function fancyCharacters(project: Project): string[] {
  return linesWith(project, /—|\p{Extended_Pictographic}(?<![©®™↔↩↪✓✔])/u, isWording);
}

function isWording(path: string): boolean {
  return /^(src|sandbox|admin|docs)\/|^[A-Z]+\.md$/.test(path) && !isTest(path);
}

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  overrides?: Record<string, string>;
}

function readManifest(project: Project): Manifest {
  const manifest: Manifest = JSON.parse(project.get("package.json") ?? "{}");
  return manifest;
}

/** Tomorrow's install is today's: every version is written out. */
export function loosePins(project: Project): string[] {
  const { dependencies, devDependencies, overrides } = readManifest(project);
  const exact = /^(npm:[@\w/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;
  return Object.entries({ ...dependencies, ...devDependencies, ...overrides })
    .filter(([, version]) => !exact.test(version))
    .map(([name, version]) => `package.json: ${name} is "${version}"`);
}

const freeLicences = new Set([
  "MIT",
  "MIT-0",
  "0BSD",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "Apache-2.0",
  "ISC",
  "OFL-1.1",
]);
const licencesOfOne: Readonly<Record<string, string>> = { "@axe-core/playwright": "MPL-2.0" };

/** What we ask for may be used by everybody; `licenceOf` reads it from the installed package. */
export function unfreeLicences(
  project: Project,
  licenceOf: (name: string) => string | undefined,
): string[] {
  const { dependencies, devDependencies } = readManifest(project);
  return Object.keys({ ...dependencies, ...devDependencies })
    .map((name) => ({ name, licence: licenceOf(name) ?? "none" }))
    .filter(({ name, licence }) => !isFree(licence) && licencesOfOne[name] !== licence)
    .map(({ name, licence }) => `package.json: ${name} is licensed ${licence}`);
}

/** "(MIT AND OFL-1.1)" is free when each part is, "(MIT OR GPL-3.0)" when one is. */
function isFree(licence: string): boolean {
  const choices = licence.replaceAll(/[()]/g, "").split(" OR ");
  return choices.some((choice) => choice.split(" AND ").every((part) => freeLicences.has(part)));
}

/** A package that is used is asked for by name; the program uses none that is only for developing. */
export function undeclaredPackages(project: Project): string[] {
  const { dependencies, devDependencies } = readManifest(project);
  const forRunning = new Set(Object.keys(dependencies ?? {}));
  const forDeveloping = new Set(Object.keys(devDependencies ?? {}));
  return importsOf(project)
    .filter(({ target, specifier }) => target === undefined && !/^(node|virtual):/.test(specifier))
    .filter(({ from, specifier }) => {
      const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
      const isRunning = from.startsWith("src/") && !isTest(from);
      return !forRunning.has(name) && (isRunning || !forDeveloping.has(name));
    })
    .map(({ from, line, specifier }) => `${from}:${line} imports ${specifier}`);
}

/** The lock file names versions and checksums, and leaves open where packages come from. */
export function lockedAddresses(project: Project): string[] {
  return (project.get("package-lock.json") ?? "").split("\n").flatMap((line, index) => {
    const isAddress = /"resolved":|https?:\/\/(?!.*"(url|funding)")[^"]*\.tgz/.test(line);
    return isAddress ? [`package-lock.json:${index + 1} says ${line.trim()}`] : [];
  });
}

/** db/migrations/0001_…sql, 0002_…sql, without a gap. */
export function misnamedMigrations(project: Project): string[] {
  const paths = [...project.keys()].filter((path) => path.startsWith("db/migrations/"));
  return paths.filter((path, index) => {
    const number = String(index + 1).padStart(4, "0");
    return !new RegExp(`^${number}_[a-z0-9_]+\\.sql$`).test(basename(path));
  });
}
