import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { withMigratedDatabase } from "./migrated-database.ts";

/**
 * Writes the TypeScript types of every table to src/platform/tables.ts, so that SQL in the stores is
 * checked against the schema that the migrations really make: `npm run generate:tables`.
 */
const TYPES: Record<string, string> = {
  text: "string",
  int4: "number",
  int8: "bigint",
  numeric: "string",
  bool: "boolean",
  date: "string",
  timestamptz: "Date",
  bytea: "Buffer",
  jsonb: "Json",
  _text: "string[]",
};

interface Column {
  table_name: string;
  column_name: string;
  udt_name: string;
  is_nullable: string;
  column_default: string | null;
}

const { rows } = await withMigratedDatabase((client) =>
  client.query<Column>(
    `SELECT table_name, column_name, udt_name, is_nullable, column_default
       FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name <> 'schema_migrations'
      ORDER BY table_name, ordinal_position`,
  ),
);

const tables = Map.groupBy(rows, (row) => row.table_name);
const blocks = [...tables].map(([table, columns]) => {
  const lines = columns.map((column) => `  ${column.column_name}: ${typeOf(column)};`);
  return `export interface ${typeName(table)} {\n${lines.join("\n")}\n}\n`;
});
const index = [...tables.keys()].map((table) => `  ${table}: ${typeName(table)};`);

const text = `// Generated from db/migrations by scripts/generate-tables.ts. Do not edit.
import type { ColumnType, Generated } from "kysely";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
${blocks.join("\n")}
/** Every table by name. */
export interface Tables {
${index.join("\n")}
}
`;
writeFileSync(join(import.meta.dirname, "../src/platform/tables.ts"), text);

function typeOf(column: Column): string {
  const name = TYPES[column.udt_name];
  if (name === undefined) throw new Error(`${column.table_name}: no type for ${column.udt_name}`);
  const isNullable = column.is_nullable === "YES";
  const hasDefault = column.column_default !== null;
  if (name === "Json") {
    // read as a value, written as JSON text
    const written = isNullable ? "string | null" : hasDefault ? "string | undefined" : "string";
    return `ColumnType<Json, ${written}, ${isNullable ? "string | null" : "string"}>`;
  }
  if (isNullable) return `${name} | null`;
  return hasDefault ? `Generated<${name}>` : name;
}

function typeName(table: string): string {
  return `${table.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Row`;
}
