import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeSchema } from "./describe-schema.ts";
import { withMigratedDatabase } from "./migrated-database.ts";

/** Writes db/schema.sql: `node scripts/generate-schema.ts`. */
const schema = await withMigratedDatabase(describeSchema);
writeFileSync(join(import.meta.dirname, "../db/schema.sql"), schema);
