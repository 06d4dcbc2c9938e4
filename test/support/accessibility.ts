import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const fromWrapper = createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright"));
const axeSource = readFileSync(fromWrapper.resolve("axe-core/axe.min.js"), "utf8");

interface AxeViolation {
  readonly id: string;
  readonly nodes: { readonly html: string; readonly failureSummary?: string }[];
}

/**
 * What the WCAG 2.0 to 2.2 A and AA rules of axe find wrong with the page as it is shown now.
 * The checker is put into a page once, so that asking again on another screen is quick.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axeSource);
  const violations = await page.evaluate<AxeViolation[]>(
    `axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
      resultTypes: ["violations"],
    }).then((result) => result.violations)`,
  );
  return violations.flatMap((fault) =>
    fault.nodes.map((node) => `${fault.id}: ${node.html} ${node.failureSummary ?? ""}`),
  );
}
