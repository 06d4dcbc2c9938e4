import { describeApi } from "#src/openapi.ts";

/** Writes the OpenAPI document to standard output: `node scripts/generate-openapi.ts > docs/api/openapi.json`. */
process.stdout.write(`${JSON.stringify(describeApi(), null, 2)}\n`);
