import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { CompileDocArgs, NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { listFontFiles } from "./fonts.ts";

// CommonJS whose re-exports Node cannot see through in an import.
const require = createRequire(import.meta.url);
const typst: typeof import("@myriaddreamin/typst-ts-node-compiler") = require("@myriaddreamin/typst-ts-node-compiler");

const INVOICE_TEMPLATE = fileURLToPath(new URL("./template/invoice.typ", import.meta.url));

/** How many documents a memoized result outlives its last use; bounds the memory of a long life. */
const CACHE_MAX_AGE = 10;

export interface TypstEngine {
  /**
   * Makes a PDF of the invoice template, or of another `source`, with `inputs` as its `sys.inputs`.
   * Blocks the thread meanwhile; throws an `Error` with the compiler's messages if it doesn't compile.
   */
  compile(inputs: Record<string, string>, source?: string): CompiledPdf;
}

export interface CompiledPdf {
  /** Tagged, and declared PDF/UA-1 where `accessibilityFaults` is empty. */
  readonly bytes: Uint8Array;
  /** Why it falls short of PDF/UA-1, e.g. a letter that none of our fonts has. */
  readonly accessibilityFaults: readonly string[];
}

/** An engine that knows our fonts and sees the folder of templates, and no other file. */
export function createTypstEngine(): TypstEngine {
  const compiler = typst.NodeCompiler.create({
    workspace: dirname(INVOICE_TEMPLATE),
    fontArgs: [{ fontPaths: listFontFiles() }],
  });
  return {
    compile(inputs, source) {
      compiler.evictCache(CACHE_MAX_AGE);
      const main =
        source === undefined ? { mainFilePath: INVOICE_TEMPLATE } : { mainFileContent: source };
      return exportPdf(compiler, { ...main, inputs });
    },
  };
}

/** In one call: a compiled document in the hands of JavaScript keeps its memory until a collection. */
function exportPdf(compiler: NodeCompiler, input: CompileDocArgs): CompiledPdf {
  try {
    return { bytes: compiler.pdf(input, { pdfStandard: "ua-1" }), accessibilityFaults: [] };
  } catch (error) {
    const accessibilityFaults = readMessages(error);
    try {
      // An emoji in a description must not cost anybody the invoice: it is printed all the same.
      return { bytes: compiler.pdf(input), accessibilityFaults };
    } catch (plainError) {
      throw new Error(readMessages(plainError).join("; "), { cause: plainError });
    }
  }
}

/** The compiler's messages: a list as Rust writes it out, or one sentence; the addon puts them in `code`. */
function readMessages(error: unknown): string[] {
  const text = error instanceof Error && "code" in error ? String(error.code) : String(error);
  const messages = [...text.matchAll(/message: "((?:[^"\\]|\\.)*)"/g)].map(
    (match) => match[1] ?? "",
  );
  return messages.length > 0 ? messages : [text.replace(/^0: /, "")];
}
