// Makes a JSON schema of the installed `stripe` package's types, so that the sandbox can be held
// against them at run time. It needs the compiler's JavaScript API, which TypeScript 6 still has.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript6";

export type JsonSchema = { [keyword: string]: unknown };

export interface StripeSchema {
  version: string;
  definitions: Record<string, JsonSchema>;
  /** `Objects charge`, `DeletedObjects customer`, `Events charge.failed`, `Requests POST /v1/refunds`. */
  roots: Record<string, JsonSchema>;
}

const project = join(dirname(fileURLToPath(import.meta.url)), "..");
const rootsFile = join(project, "sandbox/schema/roots.ts");

/** The schema for the installed version of `stripe`: made once, then read from `.cache/`. */
export function stripeSchema(): StripeSchema {
  const version = readFileSync(join(project, "node_modules/stripe/VERSION"), "utf8").trim();
  const stamp = Buffer.from(
    readFileSync(rootsFile, "utf8") + readFileSync(fileURLToPath(import.meta.url), "utf8"),
  );
  const cached = join(project, `.cache/stripe-${version}-${checksum(stamp)}.schema.json`);
  if (existsSync(cached)) {
    const known: StripeSchema = JSON.parse(readFileSync(cached, "utf8"));
    return known;
  }
  const schema = { version, ...generate() };
  mkdirSync(dirname(cached), { recursive: true });
  const draft = `${cached}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(schema));
  renameSync(draft, cached);
  return schema;
}

function checksum(bytes: Buffer): string {
  return bytes.reduce((sum, byte) => (Math.imul(sum, 31) + byte) >>> 0, 7).toString(36);
}

function generate(): Omit<StripeSchema, "version"> {
  const program = ts.createProgram([rootsFile], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    types: ["node"],
    baseUrl: project,
    ignoreDeprecations: "6.0",
  });
  const source = program.getSourceFile(rootsFile);
  if (!source) throw new Error(`Cannot read ${rootsFile}`);
  const problems = program.getSemanticDiagnostics(source);
  if (problems[0]) throw new Error(ts.flattenDiagnosticMessageText(problems[0].messageText, "\n"));

  const checker = program.getTypeChecker();
  const converter = createConverter(checker, source);
  const roots: Record<string, JsonSchema> = {};
  for (const node of source.statements) {
    if (ts.isInterfaceDeclaration(node)) {
      for (const property of checker.getPropertiesOfType(checker.getTypeAtLocation(node)))
        roots[`${node.name.text} ${property.getName()}`] = converter.convert(
          checker.getTypeOfSymbolAtLocation(property, source),
        );
    } else if (ts.isTypeAliasDeclaration(node)) {
      for (const [name, member] of membersByType(checker, source, checker.getTypeAtLocation(node)))
        roots[`${node.name.text} ${name}`] = converter.convert(member);
    }
  }
  return { definitions: converter.definitions, roots };
}

/** The members of a union, by the literal in their `type` property. */
function membersByType(
  checker: ts.TypeChecker,
  source: ts.SourceFile,
  union: ts.Type,
): [string, ts.Type][] {
  return (union.isUnion() ? union.types : [union]).flatMap((member) => {
    const property = member.getProperty("type");
    const type = property && checker.getTypeOfSymbolAtLocation(property, source);
    return type?.isStringLiteral() ? [[type.value, member] as [string, ts.Type]] : [];
  });
}

function createConverter(checker: ts.TypeChecker, source: ts.SourceFile) {
  const definitions: Record<string, JsonSchema> = {};
  const names = new Map<ts.Type, string>();

  function convert(type: ts.Type): JsonSchema {
    return scalar(type) ?? (type.isUnion() ? union(type) : structure(type));
  }

  /** Known literals beside `string & {}`: Stripe may add more, the sandbox may not. */
  function union(type: ts.UnionType): JsonSchema {
    const parts = type.types.filter((part) => !(part.flags & ts.TypeFlags.Undefined));
    const literals = parts.filter((part) => part.isStringLiteral()).map((part) => part.value);
    const booleans = parts.filter((part) => part.flags & ts.TypeFlags.BooleanLiteral);
    const others = parts
      .filter(
        (part) => !part.isStringLiteral() && !(booleans.length === 2 && booleans.includes(part)),
      )
      .filter((part) => !(literals.length > 0 && isOpenString(part)))
      .map(convert);
    if (literals.length > 0) others.unshift({ enum: literals });
    if (booleans.length === 2) others.push({ type: "boolean" });
    return others.length === 1 && others[0] ? others[0] : { anyOf: others };
  }

  function structure(type: ts.Type): JsonSchema {
    if (isOpenString(type)) return { type: "string" };
    if (checker.isArrayType(type)) {
      const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
      return { type: "array", items: item ? convert(item) : {} };
    }
    const name = (type.aliasSymbol ?? type.symbol)?.getName() ?? "Type";
    // The SDK's Decimal is text on the wire.
    if (name === "Decimal") return { type: "string", pattern: "^-?\\d+(\\.\\d+)?$" };
    const known = names.get(type);
    return { $ref: `#/definitions/${known ?? define(type, name)}` };
  }

  function define(type: ts.Type, name: string): string {
    const key = `${name.replaceAll(/\W/g, "_")}_${names.size}`;
    names.set(type, key);
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
    definitions[key] = { type: "object", properties, required };
    for (const property of checker.getPropertiesOfType(type)) {
      const value = checker.getTypeOfSymbolAtLocation(property, source);
      if (isAbsent(value)) continue;
      properties[property.getName()] = convert(value);
      if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.getName());
    }
    definitions[key]["additionalProperties"] = index ? convert(index.type) : false;
    return key;
  }

  return { convert, definitions };
}

function scalar(type: ts.Type): JsonSchema | undefined {
  const { flags } = type;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (flags & ts.TypeFlags.BooleanLiteral)
    return { const: "intrinsicName" in type && type.intrinsicName === "true" };
  if (flags & ts.TypeFlags.String) return { type: "string" };
  if (flags & ts.TypeFlags.Number) return { type: "number" };
  if (flags & ts.TypeFlags.Boolean) return { type: "boolean" };
  if (flags & ts.TypeFlags.Null) return { type: "null" };
  return undefined;
}

/** `string & {}`, the SDK's way to say: and whatever Stripe adds later. */
function isOpenString(type: ts.Type): boolean {
  return type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.String);
}

/** `deleted?: void`: the property is never there. */
function isAbsent(type: ts.Type): boolean {
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { definitions, roots, version } = stripeSchema();
  console.log(
    `stripe ${version}: ${Object.keys(definitions).length} definitions, ${Object.keys(roots).length} roots`,
  );
}
