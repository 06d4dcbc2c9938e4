import ts from "typescript6";
import { isCode, isTest, lineOf, parse, type Project, visitAll } from "./project.ts";

const fileLineLimit = 400;
const functionLineLimit = 70;

/** What `judge` says of each node of each code file, with its place. */
function judgeNodes(
  project: Project,
  concerns: (path: string) => boolean,
  judge: (node: ts.Node, source: ts.SourceFile) => string | undefined,
): string[] {
  return [...project]
    .filter(([path]) => isCode(path) && concerns(path))
    .flatMap(([path, text]) => {
      const source = parse(path, text);
      const found: string[] = [];
      visitAll(source, (node) => {
        const verdict = judge(node, source);
        if (verdict !== undefined) found.push(`${path}:${lineOf(source, node)} ${verdict}`);
      });
      return found;
    });
}

export function longFiles(project: Project): string[] {
  return [...project]
    .filter(([path]) => isCode(path))
    .map(([path, text]) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > fileLineLimit)
    .map(({ path, lines }) => `${path} has ${lines} lines`);
}

/** A group of tests is a list, not a function with steps; it does not count. */
export function longFunctions(project: Project): string[] {
  return judgeNodes(
    project,
    () => true,
    (node, source) => {
      if (!ts.isFunctionLike(node) || !("body" in node) || isTestGroup(node)) return undefined;
      const first = lineOf(source, node);
      const last = source.getLineAndCharacterOfPosition(node.end).line + 1;
      const lines = last - first + 1;
      return lines > functionLineLimit ? `is a function of ${lines} lines` : undefined;
    },
  );
}

function isTestGroup(node: ts.Node): boolean {
  if (!ts.isCallExpression(node.parent)) return false;
  return /^(describe|suite)\b/.test(node.parent.expression.getText());
}

export function anyTypes(project: Project): string[] {
  return judgeNodes(
    project,
    () => true,
    (node) => (node.kind === ts.SyntaxKind.AnyKeyword ? "says any" : undefined),
  );
}

/** Tools that are configured by a file ask for a default export; nothing else has one. */
export function defaultExports(project: Project): string[] {
  return judgeNodes(
    project,
    (path) => !/\.config\.(ts|mjs|js)$/.test(path),
    (node) => {
      const isAssignment = ts.isExportAssignment(node) && !node.isExportEquals;
      const isModifier =
        node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isCaseOrDefaultClause(node.parent);
      const isRenamed = ts.isExportSpecifier(node) && node.name.text === "default";
      return isAssignment || isModifier || isRenamed ? "is a default export" : undefined;
    },
  );
}

/** A test that does not run, or that keeps others from running, proves nothing. */
export function testsLeftOut(project: Project): string[] {
  const leavesOut = /^(only|skip|todo|skipIf|runIf|fails)$/;
  const runs = /^(it|test|describe|suite)\b/;
  return judgeNodes(project, isTest, (node) => {
    if (ts.isPropertyAccessExpression(node) && leavesOut.test(node.name.text)) {
      const text = node.expression.getText();
      return runs.test(text) ? `says ${text}.${node.name.text}` : undefined;
    }
    const isShorthand = ts.isCallExpression(node) && ts.isIdentifier(node.expression);
    const name = isShorthand ? node.expression.getText() : "";
    return /^(xit|xtest|xdescribe|fit|fdescribe)$/.test(name) ? `says ${name}` : undefined;
  });
}

/** A test waits for what it expects, never for time to pass. */
export function sleepsInTests(project: Project): string[] {
  return judgeNodes(project, isTest, (node) => {
    if (ts.isImportDeclaration(node)) {
      const specifier = node.moduleSpecifier.getText();
      return /^"(node:)?timers(\/promises)?"$/.test(specifier) ? `imports ${specifier}` : undefined;
    }
    if (!ts.isCallExpression(node)) return undefined;
    const callee = node.expression.getText();
    return /(^|\.)(setTimeout|sleep)$/.test(callee) ? `calls ${callee}` : undefined;
  });
}
