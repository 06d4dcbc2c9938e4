/**
 * The program's first file, and its only JavaScript: what Node compiles from here on is kept beside the
 * packages and used as long as the sources are the same. A start then takes a quarter of the time, and
 * nothing has to be there that strips types. Where nothing may be written, it starts as if without.
 */
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url)));
await import("../src/cli/main.ts");
