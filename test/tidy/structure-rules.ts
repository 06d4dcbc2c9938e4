import { basename } from "node:path";
import ts from "typescript6";
import { type Import, importsOf, isCode, isTest, parse, type Project } from "./project.ts";

/** Rooms of src/ that are no features, with their floor; features stand on 3, what joins all on 4. */
const floors: Readonly<Record<string, number>> = {
  values: 0,
  platform: 1,
  processors: 2,
  formats: 2,
  cli: 4,
};
const featureFloor = 3;
const topFloor = 4;

/** The first folder below src/; "app" for the files directly in it, which join everything. */
function roomOf(path: string): string | undefined {
  const parts = path.split("/");
  if (parts[0] !== "src") return undefined;
  return parts.length === 2 ? "app" : parts[1];
}

function floorOf(room: string): number {
  return room === "app" ? topFloor : (floors[room] ?? featureFloor);
}

function featureOf(path: string): string | undefined {
  const room = roomOf(path);
  return room !== undefined && floorOf(room) === featureFloor ? room : undefined;
}

function place({ from, line, specifier }: Import): string {
  return `${from}:${line} imports ${specifier}`;
}

/** Imports go down: values ← platform ← processors, formats ← features ← cli, app. */
export function importsThatClimb(project: Project): string[] {
  return importsOf(project)
    .filter(({ from, target }) => {
      const room = roomOf(from);
      const targetRoom = target === undefined ? undefined : roomOf(target);
      if (isTest(from) || room === undefined || targetRoom === undefined) return false;
      if (room === targetRoom) return false;
      const [floor, targetFloor] = [floorOf(room), floorOf(targetRoom)];
      const isAcross = floor === targetFloor && (floor === featureFloor || floor === topFloor);
      return targetFloor >= floor && !isAcross;
    })
    .map(place);
}

/** Which houses beside itself each may know; a test also knows what supports it. */
const neighbours: Readonly<Record<string, readonly string[]>> = {
  src: ["design", "docs"],
  sandbox: [],
  design: [],
  admin: ["design"],
  bench: ["src", "sandbox", "test"],
};

/** The sandbox and the admin know nothing of src, and src of the sandbox only in its commands. */
export function importsBetweenHouses(project: Project): string[] {
  return importsOf(project)
    .filter(({ from, target }) => {
      const [house = "", other = ""] = [from.split("/")[0], target?.split("/")[0]];
      const known = neighbours[house];
      if (!known || other === "" || other === house || known.includes(other)) return false;
      if (house === "src" && other === "sandbox") {
        return !isTest(from) && !from.startsWith("src/cli/");
      }
      return !(isTest(from) && other === "test");
    })
    .map(place);
}

/** Another feature's nouns and verbs are for everybody; its store, routes, jobs and pages are not. */
export function importsOfPrivateFurniture(project: Project): string[] {
  const furniture = /(^|\/)((store|api|jobs)\.tsx?$|pages\/)/;
  return importsOf(project)
    .filter(({ from, target }) => {
      if (isTest(from) || target === undefined) return false;
      const [feature, other] = [featureOf(from), featureOf(target)];
      if (!feature || !other || feature === other) return false;
      return furniture.test(target.slice(`src/${other}/`.length));
    })
    .map(place);
}

/** Each cycle of files once, as `a.ts -> b.ts -> a.ts`. */
export function cyclesOfFiles(project: Project): string[] {
  const graph = new Map<string, Set<string>>();
  for (const { from, target } of importsOf(project)) {
    if (target === undefined || !project.has(target)) continue;
    addEdge(graph, from, target);
  }
  return cycles(graph);
}

/** Which feature knows which, tests left out: they may set up anything. */
export function featureGraph(project: Project): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const path of project.keys()) {
    const feature = featureOf(path);
    if (feature && isCode(path) && !graph.has(feature)) graph.set(feature, new Set());
  }
  for (const { from, target } of importsOf(project)) {
    const [feature, other] = [featureOf(from), target && featureOf(target)];
    if (feature && other && feature !== other && !isTest(from)) addEdge(graph, feature, other);
  }
  return graph;
}

export function cyclesOfFeatures(project: Project): string[] {
  return cycles(featureGraph(project));
}

/**
 * The graph as ARCHITECTURE.md writes it, in a block fenced as `feature-graph`, a line a feature:
 * `payments -> invoices, ledger` or only `ledger`. What differs from the code, both ways.
 */
export function undocumentedFeatures(project: Project): string[] {
  const text = project.get("ARCHITECTURE.md") ?? "";
  const block = /^```feature-graph\n(.*?)^```/ms.exec(text)?.[1];
  if (block === undefined) return ["ARCHITECTURE.md has no block ```feature-graph"];
  const written = new Set(
    block
      .split("\n")
      .filter((line) => line.trim() !== "")
      .flatMap((line) => {
        const [feature = "", others = ""] = line.split("->").map((part) => part.trim());
        const names = others.split(",").map((name) => name.trim());
        return [
          feature,
          ...names.filter((name) => name !== "").map((name) => `${feature} -> ${name}`),
        ];
      }),
  );
  const real = new Set(
    [...featureGraph(project)].flatMap(([feature, others]) => [
      feature,
      ...[...others].map((other) => `${feature} -> ${other}`),
    ]),
  );
  return [
    ...[...real].filter((edge) => !written.has(edge)).map((edge) => `not written down: ${edge}`),
    ...[...written].filter((edge) => !real.has(edge)).map((edge) => `not in the code: ${edge}`),
  ].toSorted();
}

/** Files that only hand on what others export. */
export function barrels(project: Project): string[] {
  return [...project]
    .filter(([path]) => isCode(path))
    .filter(([path, text]) => {
      const { statements } = parse(path, text);
      const isHandingOn = statements.every(
        (statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement),
      );
      return isHandingOn && statements.some((statement) => ts.isExportDeclaration(statement));
    })
    .map(([path]) => path);
}

/** Names that say nothing about what is inside. */
export function vagueNames(project: Project): string[] {
  const vague = /^(utils?|helpers?|services?|managers?|common|misc|shared)$/;
  return [...project.keys()].filter((path) => {
    if (!isCode(path)) return false;
    const words = [...path.split("/").slice(0, -1), ...basename(path).split(/[.-]/)];
    return words.some((word) => vague.test(word));
  });
}

function addEdge(graph: Map<string, Set<string>>, from: string, to: string): void {
  const targets = graph.get(from) ?? new Set();
  graph.set(from, targets.add(to));
}

function cycles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const found: string[] = [];
  const finished = new Set<string>();
  const walk = (node: string, trail: readonly string[]): void => {
    const seenAt = trail.indexOf(node);
    if (seenAt >= 0) {
      found.push([...trail.slice(seenAt), node].join(" -> "));
      return;
    }
    if (finished.has(node)) return;
    for (const next of graph.get(node) ?? []) walk(next, [...trail, node]);
    finished.add(node);
  };
  for (const node of graph.keys()) walk(node, []);
  return found;
}
