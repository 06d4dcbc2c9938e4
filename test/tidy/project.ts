import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript6";

/** The text of every file that belongs to the project, by its path from the root. */
export type Project = ReadonlyMap<string, string>;

/** An import or re-export: where it stands, and the file or package it names. */
export interface Import {
  from: string;
  line: number;
  specifier: string;
  /** The project's file that is meant; undefined for a package. */
  target: string | undefined;
}

const binary = /\.(png|jpe?g|gif|ico|woff2?|ttf|otf|pdf|gz|zip)$/;

/** What git has or would take: neither what it ignores nor what has been deleted. */
export function readProject(root: string): Project {
  const options = { cwd: root, encoding: "utf8", maxBuffer: 100_000_000 } as const;
  // Whoever checked the project out; git would refuse another user's directory.
  const isTrusted = ["-c", "safe.directory=*"];
  const names = execFileSync(
    "git",
    [...isTrusted, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    options,
  );
  const paths = [...new Set(names.split("\0"))]
    .filter((path) => path !== "" && !binary.test(path) && existsSync(join(root, path)))
    .toSorted();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

export function isCode(path: string): boolean {
  return /\.(ts|tsx|mts|mjs|js|jsx)$/.test(path);
}

export function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || path.endsWith(".test.tsx") || path.startsWith("test/");
}

const parsed = new Map<string, ts.SourceFile>();

export function parse(path: string, text: string): ts.SourceFile {
  const key = `${path}\0${text}`;
  const source = parsed.get(key) ?? ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
  parsed.set(key, source);
  return source;
}

export function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

export function visitAll(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => visitAll(child, visit));
}

/** Every import of every code file, types included: a room that knows another's types knows it. */
export function importsOf(project: Project): Import[] {
  return [...project]
    .filter(([path]) => isCode(path))
    .flatMap(([path, text]) => {
      const source = parse(path, text);
      const found: Import[] = [];
      visitAll(source, (node) => {
        const specifier = specifierOf(node);
        if (specifier === undefined) return;
        const target = resolveImport(project, path, specifier);
        found.push({ from: path, line: lineOf(source, node), specifier, target });
      });
      return found;
    });
}

function specifierOf(node: ts.Node): string | undefined {
  let specifier: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    specifier = node.moduleSpecifier;
  } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    specifier = node.arguments[0];
  } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    specifier = node.argument.literal;
  }
  return specifier && ts.isStringLiteral(specifier) ? specifier.text : undefined;
}

function resolveImport(project: Project, from: string, specifier: string): string | undefined {
  const own = /^#([a-z]+)\/(.*)$/.exec(specifier);
  let path: string;
  if (own) path = `${own[1]}/${own[2]}`;
  else if (specifier.startsWith(".")) path = posix.join(posix.dirname(from), specifier);
  else return undefined;
  const bare = path.replace(/\?.*$/, "");
  const candidates = [bare, `${bare}.ts`, `${bare}.tsx`, `${bare}/index.ts`, `${bare}/index.tsx`];
  // A file that is missing is the compiler's business; where it would be still counts.
  return candidates.find((candidate) => project.has(candidate)) ?? bare;
}
